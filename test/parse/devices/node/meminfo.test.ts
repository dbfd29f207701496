import { expect, test } from 'vitest'
import { nodeMeminfo, parseNodeMeminfo } from '../../../../src/parse/devices/node/meminfo.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes, fixture } from '../../fixture.ts'

test('captured: every line by its name, in bytes', () => {
  const { path, parse } = nodeMeminfo(0)
  const memory = parse(fixture(`idle-4node/t0${path}`))
  expect(memory.bytes.get('MemTotal')).toBe(514636 * 1024)
  expect(memory.bytes.get('Active(anon)')).toBe(4 * 1024)
  expect(memory.bytes.get('SUnreclaim')).toBe(3460 * 1024)
  expect([...memory.counts]).toEqual([
    ['HugePages_Total', 0],
    ['HugePages_Free', 0],
    ['HugePages_Surp', 0],
  ])
  expect([...memory.bytes.keys()].slice(0, 3)).toEqual(['MemTotal', 'MemFree', 'MemUsed'])
})

test('a node of any number, and one without memory', () => {
  const memory = parseNodeMeminfo(bytes('Node 12 MemTotal:              0 kB\nNode 12 HugePages_Total:     4\n'))
  expect([...memory.bytes]).toEqual([['MemTotal', 0]])
  expect([...memory.counts]).toEqual([['HugePages_Total', 4]])
})

test.each(['MemTotal: 12 kB\n', 'Node 0 MemTotal: many kB\n', 'Node x MemTotal: 1 kB\n'])('refuses %j', (text) => {
  expect(() => parseNodeMeminfo(bytes(text))).toThrow(ParseError)
})
