import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { localHost } from '../../src/host/local.ts'
import { isNetNamespaces, NetNamespaces } from '../../src/host/net-namespaces.ts'
import { treeHost } from '../../src/host/tree.ts'
import { parseNetNamespaces } from '../../src/parse/net/namespaces.ts'

/** Processes by pid, each with its namespace; who was asked at the last sweep is in `asked`. */
function machine(spaces: Record<number, number>, errno = 'ENOENT') {
  const asked: (number | 'self')[] = []
  const namespaces = new NetNamespaces((pid) => {
    asked.push(pid)
    const id = pid === 'self' ? 1 : spaces[pid]
    if (id === undefined) throw Object.assign(new Error('gone'), { code: errno })
    return id
  })
  let listed = 0
  const list = () => {
    listed++
    return Int32Array.from(Object.keys(spaces), Number).sort()
  }
  return {
    spaces,
    listed: () => listed,
    async sweep(most = 100) {
      asked.length = 0
      return parseNetNamespaces(Buffer.from(await namespaces.sweep(list, most, () => undefined)))
    },
    asked: () => asked.filter((pid) => pid !== 'self'),
  }
}

test('namespaces other than the own one, with how many are in each and the lowest of their pids', async () => {
  const { sweep } = machine({ 40: 1, 41: 7, 42: 7, 43: 7, 44: 7, 45: 9 })
  expect(await sweep()).toEqual({
    own: 1,
    left: 0,
    refused: 0,
    others: [
      { id: 7, processes: 4, pids: [41, 42, 43] },
      { id: 9, processes: 1, pids: [45] },
    ],
  })
})

test('who is new is asked once more at the next sweep, as it may have moved, and then in its turn only', async () => {
  const { sweep, asked, spaces } = machine({ 40: 1, 41: 1 })
  await sweep()
  expect(asked()).toEqual([40, 41])
  spaces[41] = 7
  expect((await sweep()).others).toEqual([{ id: 7, processes: 1, pids: [41] }])
  expect(asked()).toEqual([40, 41])
  const later = []
  for (let i = 0; i < 32; i++) {
    await sweep()
    later.push(...asked())
  }
  expect(later.sort()).toEqual([40, 41])
})

test('a machine at rest is asked for its list of processes and hardly more', async () => {
  const { sweep, asked } = machine(Object.fromEntries(Array.from({ length: 320 }, (_, i) => [100 + i, 1])))
  while ((await sweep()).left > 0);
  await sweep()
  await sweep()
  expect(asked()).toHaveLength(10)
})

test('many processes are asked in slices, of one list', async () => {
  const { sweep, asked, listed } = machine(Object.fromEntries(Array.from({ length: 25 }, (_, i) => [100 + i, 1])))
  expect((await sweep(10)).left).toBe(15)
  expect(asked()).toHaveLength(10)
  expect((await sweep(10)).left).toBe(5)
  expect((await sweep(10)).left).toBe(0)
  expect(listed()).toBe(1)
  await sweep(10)
  expect(listed()).toBe(2)
})

test('one that ended, and one that may not be asked, belong to nobody', async () => {
  const known = machine({ 40: 7, 41: 7 })
  await known.sweep()
  delete known.spaces[40]
  expect((await known.sweep()).others).toEqual([{ id: 7, processes: 1, pids: [41] }])
  const { sweep } = machine({ 40: undefined as never, 41: 7 })
  expect((await sweep()).others).toEqual([{ id: 7, processes: 1, pids: [41] }])
})

test('those that may not be asked are counted, as long as they are listed', async () => {
  const { sweep, spaces } = machine({ 40: undefined as never, 41: 7, 42: undefined as never }, 'EPERM')
  expect(await sweep()).toMatchObject({ refused: 2, others: [{ id: 7, processes: 1 }] })
  delete spaces[40]
  expect((await sweep()).refused).toBe(1)
  spaces[42] = 7
  for (let i = 0; i < 32; i++) await sweep()
  expect(await sweep()).toMatchObject({ refused: 0, others: [{ id: 7, processes: 2 }] })
  expect((await machine({ 40: undefined as never }).sweep()).refused).toBe(0)
})

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

test('this machine: the own namespace, and that of a process, are the inode of their files', async () => {
  const own = statSync('/proc/self/net/dev').ino
  const pid = `netns:${process.pid}`
  const said = await answers(localHost(), 'netns:all', pid, 'netns:4999999')
  expect(parseNetNamespaces(Buffer.from(said.get('netns:all') ?? ''))).toMatchObject({ own, left: 0 })
  expect(said.get(pid)).toBe(String(own))
  expect(said.get('netns:4999999')).toBe('ENOENT')
})

test('a copied tree is of one namespace', async () => {
  expect((await answers(treeHost('test/fixtures/load-d'), 'netns:')).get('netns:')).toBe('NOT_CAPTURED')
})

test('no other path is meant', () => {
  expect(['netns:', 'netns:all', 'netns:12', 'netns:x', '/proc/1/netns:', 'netns:1/2'].map(isNetNamespaces)).toEqual([
    ...[true, true, true],
    ...[false, false, false],
  ])
})
