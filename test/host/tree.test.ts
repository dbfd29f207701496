import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Host, PidFile, Plan } from '../../src/host/host.ts'
import { NotATree, treeHost } from '../../src/host/tree.ts'
import { WHOLE_BUDGET } from '../../src/sample/budget.ts'
import { fixtureHost } from '../ui/drawing.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whytop-tree-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

async function calls(host: Host, plan: Plan): Promise<readonly string[]> {
  const said: string[] = []
  await host.collect(
    plan,
    {
      pids: (at, pids) => void said.push(`${at / 1e9} pids ${pids.join()}`),
      bytes: (at, pid, path, bytes) => void said.push(`${at / 1e9} ${pid} ${path} ${bytes.toString('latin1').trim()}`),
      fail: (at, pid, path, errno) => void said.push(`${at / 1e9} ${pid} ${path} !${errno}`),
    },
    () => undefined,
  )
  return said
}

const FILES: Plan = { files: ['/proc/uptime'], processes: null }

test('two instants are answered in turn, each at its own uptime', async () => {
  for (const [t, up] of [
    ['t0', '10.50'],
    ['t1', '12.75'],
  ])
    put(`${t}/proc/uptime`, `${up} 1.00\n`)
  put('t0/captured', 'from 2026-11-21T04:08:34.626Z (…) for 12 ms\n')
  put('t1/captured', 'from 2026-11-21T04:08:47.727Z (…) for 12 ms\n')
  const host = treeHost(root)
  expect(host.facts).toMatchObject({
    clock: 'replayed',
    captured: '2026-11-21T04:08:47.727Z',
    pageSize: 4096,
    self: null,
  })
  const heard = []
  for (let i = 0; i < 3; i++) heard.push(...(await calls(host, FILES)))
  expect(heard).toEqual([
    '10.5 0 /proc/uptime 10.50 1.00',
    '12.75 0 /proc/uptime 12.75 1.00',
    '10.5 0 /proc/uptime 10.50 1.00',
  ])
})

test('what completes a probe is asked of the same instant', async () => {
  for (const t of ['t0', 't1']) put(`${t}/proc/9/statm`, t)
  const host = treeHost(root)
  const look = async (probe: boolean) => {
    const always = new Map([[9, ['statm'] as const]])
    const budget = { cpu: 1, wait: 1, batch: 1000 }
    const said = await calls(host, {
      files: [],
      processes: { probe, known: null, moved: [], always, dear: [], budget },
    })
    return said.at(-1)
  }
  const heard = [await look(true), await look(false), await look(true), await look(false), await look(true)]
  expect(heard).toEqual(['t0', 't0', 't1', 't1', 't0'].map((t) => `0 9 statm ${t}`))
})

test('a plain tree is one machine that is live; without an uptime its clock stands still', async () => {
  put('proc/loadavg', '0 0 0 1/1 1')
  put('proc/sys/kernel/hostname', 'web-3\n')
  const host = treeHost(root)
  expect(host.facts).toMatchObject({ name: 'web-3', clock: 'live', captured: null })
  expect(await calls(host, { files: ['/proc/loadavg'], processes: null })).toEqual(['0 0 /proc/loadavg 0 0 0 1/1 1'])
})

test('the owner is told by status, never by who copied the folder; links are read from fd.links', async () => {
  put('proc/9/status', 'Name:\ta\nUid:\t1000\t1001\t1002\t1003\n')
  put('proc/9/fd.links', '0 -> /dev/null\n')
  put('proc/10/stat', '10 (a) S 1')
  const always = new Map([
    [9, ['owner', 'fd'] as const],
    [10, ['owner', 'fd'] as const],
  ])
  const processes = { probe: false, known: null, moved: [], always, dear: [], budget: { cpu: 1, wait: 1, batch: 1000 } }
  expect(await calls(treeHost(root), { files: [], processes })).toEqual([
    '0 9 owner 1001',
    '0 9 fd 0 -> /dev/null',
    '0 10 owner !NOT_CAPTURED',
    '0 10 fd !NOT_CAPTURED',
  ])
})

test('a process sees the network files of the capture', async () => {
  put('proc/net/tcp', 'sockets')
  expect(await calls(treeHost(root), { files: ['/proc/self/net/tcp', '/proc/9/net/tcp'], processes: null })).toEqual([
    '0 0 /proc/self/net/tcp sockets',
    '0 0 /proc/9/net/tcp sockets',
  ])
})

test('a folder that is no tree is refused in one line', () => {
  expect(() => treeHost(root)).toThrow(NotATree)
  expect(() => treeHost(join(root, 'none'))).toThrow(/has neither proc nor t0\/proc and t1\/proc in it/)
  put('t0/proc/stat', '')
  expect(() => treeHost(root)).toThrow(NotATree)
})

test('a captured machine', async () => {
  const host = fixtureHost('load-d')
  expect(host.facts).toMatchObject({ name: 'lab', captured: '2026-11-21T04:08:47.727Z' })
  expect((await calls(host, FILES))[0]).toBe('85.29 0 /proc/uptime 85.29 23.81')
  expect(host.close()).toBe(false)
})

test('of a machine that is mounted, what each process sees its own way is told as its first process sees it', async () => {
  for (const [path, text] of [
    ['proc/uptime', '1.00 1.00'],
    ['proc/net/tcp', 'ours'],
    ['proc/mounts', 'ours'],
    ['proc/self/mountinfo', 'ours'],
    ['proc/self/status', 'ours'],
    ['proc/1/net/tcp', 'its'],
    ['proc/1/net/dev', 'its'],
    ['proc/1/mounts', 'its'],
    ['proc/1/mountinfo', 'its'],
    ['proc/7/net/tcp', 'of 7'],
  ] as const)
    put(path, text)
  const files = ['/proc/net/tcp', '/proc/mounts', '/proc/self/mountinfo', '/proc/7/net/tcp', '/proc/self/status']
  expect(await calls(treeHost(root), { files, processes: null })).toEqual([
    '1 0 /proc/net/tcp its',
    '1 0 /proc/mounts its',
    '1 0 /proc/self/mountinfo its',
    '1 0 /proc/7/net/tcp of 7',
    '1 0 /proc/self/status ours',
  ])
})

test('a tree that is taken away meanwhile is not there any more, and nothing throws', async () => {
  put('proc/uptime', '10.50 1.00\n')
  put('proc/4/status', 'Name: sh\n')
  const host = treeHost(root)
  rmSync(join(root), { recursive: true })
  const always = new Map([[4, ['status', 'task'] as const]])
  const dear = [{ pid: 4, file: 'cmdline' as const }]
  const processes = { probe: false, known: null, moved: [], own: new Map(), always, dear, budget: WHOLE_BUDGET }
  expect(await calls(host, { files: ['/proc/meminfo'], processes })).toEqual([
    '0 0 /proc/meminfo !NOT_CAPTURED',
    '0 4 status !NOT_CAPTURED',
    '0 4 task !NOT_CAPTURED',
    '0 4 cmdline !NOT_CAPTURED',
  ])
  expect(await calls(host, { files: ['/proc/meminfo'], processes: { ...processes, probe: true } })).toEqual([
    '0 0 /proc/meminfo !NOT_CAPTURED',
  ])
  mkdirSync(root)
})

test('a name, an uptime and an instant that cannot be read are not known, and end nothing', async () => {
  for (const t of ['t0', 't1'])
    for (const path of ['proc/sys/kernel/hostname', 'proc/uptime', 'captured']) {
      mkdirSync(join(root, t, path), { recursive: true })
      put(`${t}/proc/loadavg`, '0 0 0 1/1 1')
    }
  const host = treeHost(root)
  expect(host.facts).toMatchObject({ name: basename(root), captured: null })
  expect(await calls(host, { files: ['/proc/loadavg'], processes: null })).toEqual(['0 0 /proc/loadavg 0 0 0 1/1 1'])
})

test('the clock of a tree with nonsense for an uptime stands still', async () => {
  put('proc/uptime', 'nonsense')
  expect(await calls(treeHost(root), FILES)).toEqual(['0 0 /proc/uptime nonsense'])
})

test('what is no folder of processes is refused in one line', () => {
  put('proc', 'a file')
  expect(() => treeHost(root)).toThrow(new NotATree(`${root}/proc cannot be listed: ENOTDIR`))
})

test('what leads out of the tree is not there: it would be of this machine, or nobody else may read it', async () => {
  const secret = mkdtempSync(join(tmpdir(), 'whytop-outside-'))
  try {
    for (const name of ['file', 'status', 'sys/kernel/hostname']) {
      mkdirSync(dirname(join(secret, name)), { recursive: true })
      writeFileSync(join(secret, name), 'secret')
    }
    put('proc/uptime', '10.50 1.00\n')
    put('proc/inside', 'its own\n')
    put('proc/4/status', 'Name: sh\n')
    put('proc/4/comm', 'sh\n')
    mkdirSync(join(root, 'proc/5'))
    symlinkSync(join(secret, 'file'), join(root, 'proc/meminfo'))
    symlinkSync(join(secret, 'sys'), join(root, 'proc/sys'))
    symlinkSync('inside', join(root, 'proc/linked'))
    symlinkSync(join(secret, 'status'), join(root, 'proc/5/status'))
    symlinkSync(secret, join(root, 'proc/6'))
    for (const pid of [7, 8]) mkdirSync(join(root, `proc/${pid}/task`), { recursive: true })
    rmSync(join(root, 'proc/7/task'), { recursive: true })
    for (const name of ['task', 'ns']) symlinkSync(`/proc/self/${name}`, join(root, `proc/7/${name}`))
    symlinkSync('/proc/self', join(root, 'proc/8/task/8'))
    const host = treeHost(root)
    expect(host.facts.name).toBe(basename(root))
    const always = new Map<number, readonly PidFile[]>([
      ...[4, 5, 6].map((pid) => [pid, ['status']] as const),
      [7, ['task', 'ns']],
      [8, ['task']],
    ])
    const processes = { probe: false, known: null, moved: [], own: new Map(), always, dear: [], budget: WHOLE_BUDGET }
    const said = await calls(host, { files: ['/proc/meminfo', '/proc/linked'], processes })
    expect(said).toEqual([
      '10.5 0 /proc/meminfo !NOT_CAPTURED',
      '10.5 0 /proc/linked its own',
      '10.5 4 status Name: sh',
      '10.5 5 status !NOT_CAPTURED',
      '10.5 6 status !NOT_CAPTURED',
      '10.5 7 task !NOT_CAPTURED',
      '10.5 7 ns !NOT_CAPTURED',
      '10.5 8 task 8',
      '10.5 8 task/8/stat !NOT_CAPTURED',
      '10.5 8 task/8/schedstat !NOT_CAPTURED',
    ])
  } finally {
    rmSync(secret, { recursive: true })
  }
})
