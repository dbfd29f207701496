import { openSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isCount } from '../../src/host/count.ts'
import type { Host } from '../../src/host/host.ts'
import { localHost } from '../../src/host/local.ts'
import { treeHost } from '../../src/host/tree.ts'

async function answers(host: Host, ...files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const got = new Map<string, string>()
  await host.collect(
    { files, processes: null },
    {
      pids: () => {},
      bytes: (_at, _pid, path, bytes) => got.set(path, bytes.toString()),
      fail: (_at, _pid, path, errno) => got.set(path, errno),
    },
    () => undefined,
  )
  host.close()
  return got
}

test('only counts of a process are meant', () => {
  const paths = [
    'count:/proc/1/fd',
    'lines:/proc/12/maps',
    'count:/etc',
    'lines:/proc/1/../x',
    '/proc/1/fd',
    'count:/proc/1/fd/',
  ]
  expect(paths.map(isCount)).toEqual([true, true, false, false, false, false])
})

test('descriptors of this process, also one more', async () => {
  const path = `count:/proc/${process.pid}/fd`
  const before = Number((await answers(localHost(), path)).get(path))
  for (let i = 0; i < 20; i++) openSync('/dev/null', 'r')
  const after = Number((await answers(localHost(), path)).get(path))
  expect(before).toBeGreaterThan(3)
  expect(after - before).toBeGreaterThanOrEqual(18)
  expect(after - before).toBeLessThanOrEqual(30)
})

test('mappings of this process, as its own file has them', async () => {
  const path = `lines:/proc/${process.pid}/maps`
  const count = Number((await answers(localHost(), path)).get(path))
  const own = readFileSync('/proc/self/maps', 'latin1').split('\n').length - 1
  expect(Math.abs(count - own)).toBeLessThan(own / 5)
})

test('who is not there, and a copied tree, tell so', async () => {
  expect((await answers(localHost(), 'count:/proc/4999999/fd')).get('count:/proc/4999999/fd')).toBe('ENOENT')
  expect((await answers(treeHost('test/fixtures/load-d'), 'count:/proc/1/fd')).get('count:/proc/1/fd')).toBe(
    'NOT_CAPTURED',
  )
})
