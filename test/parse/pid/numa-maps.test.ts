import { expect, test } from 'vitest'
import { type PlacedPart, parsePidNumaMaps } from '../../../src/parse/pid/numa-maps.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const page = 4096

test('captured: bytes by node, and by policy and kind', () => {
  const maps = parsePidNumaMaps(fixture('swap-4node/t0/proc/194/numa_maps'))
  expect([...maps.nodes].sort()).toEqual([
    [0, 4772 * page],
    [1, (3 + 11887) * page],
    [2, (1 + 17007) * page],
    [3, (23 + 4 + 3 + 1 + 1 + 12926 + 4) * page],
  ])
  expect(maps.parts.map(({ policy, kind, mappings }) => [policy, kind, mappings])).toEqual([
    ['default', 'private', 9],
    ['default', 'heap', 1],
    ['default', 'stack', 1],
  ])
})

const part = (line: string): PlacedPart => parsePidNumaMaps(bytes(`${line}\n`)).parts[0] as PlacedPart

test.each([
  ['bind:0-1', 'bind', [0, 1]],
  ['bind=static:3', 'bind', [3]],
  ['prefer:1', 'prefer', [1]],
  ['prefer (many):0,2', 'prefer (many)', [0, 2]],
  ['prefer (many)=relative|balancing:0', 'prefer (many)', [0]],
  ['weighted interleave:0-1', 'weighted interleave', [0, 1]],
  ['interleave:0-3', 'interleave', [0, 1, 2, 3]],
  ['local', 'local', []],
  ['default', 'default', []],
])('policy %s', (policy, mode, named) => {
  const found = part(`7f0000000000 ${policy} anon=2 dirty=2 active=0 N0=2 kernelpagesize_kB=4`)
  expect(found).toMatchObject({ policy, mode, named })
  expect([...found.nodes]).toEqual([[0, 2 * page]])
})

test('huge pages count by their own size', () => {
  const huge = part(
    '7f0000000000 default file=/anon_hugepage\\040(deleted) huge anon=3 dirty=3 N1=3 kernelpagesize_kB=2048',
  )
  expect(huge.kind).toBe('huge')
  expect([...huge.nodes]).toEqual([[1, 3 * 2 ** 21]])
})

test('a file may be called as it likes: blanks and = are escaped in it', () => {
  const found = part('7f0000000000 default file=/tmp/N0\\0759\\040heap mapped=1 N2=1 kernelpagesize_kB=4')
  expect(found.kind).toBe('private')
  expect([...found.nodes]).toEqual([[2, page]])
})

test('a kernel thread has none', () => {
  expect(parsePidNumaMaps(bytes(''))).toEqual({ nodes: new Map(), parts: [] })
})

test.each(['nothing\n', '7f0000000000\n', '7f0000000000 bind:x N0=1 kernelpagesize_kB=4\n'])('refuses %j', (text) => {
  expect(() => parsePidNumaMaps(bytes(text))).toThrow(ParseError)
})
