import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { ownStatus } from '../../../src/model/load/rights.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { missingFrom } from '../../../src/sample/missing.ts'
import type { Reading } from '../../../src/source.ts'
import { width } from '../../../src/text.ts'
import { processView } from '../../../src/views/process/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { drawn } from './drawn.ts'

const PAGES = processView.pages?.map(({ id }) => id) ?? []
const at = (pid: number, page: string, start?: number) =>
  placeOf(processView, { pid, ...(start !== undefined && { start }) }, page)
const lines = async (fixture: string, pid: number, page: string) => {
  const place = at(pid, page)
  return drawn(await viewSnapshot(fixture, processView, place), place)
}
const json = async (fixture: string, pid: number, page: string) => {
  const place = at(pid, page)
  return processView.json(await viewSnapshot(fixture, processView, place), place)
}

test('the pages, in their order', () => {
  expect(PAGES).toEqual(['summary', 'memory', 'threads', 'files', 'sockets', 'environment', 'scaling', 'kernel'])
})

describe('what is read', () => {
  test('only what the page in sight needs, and only of this process', () => {
    const focus = (page: string) => processView.processes?.(at(187, page))?.focus
    expect(focus('environment')).toEqual({ pid: 187, files: ['environ'] })
    expect(focus('memory')?.files).toEqual(['status', 'smaps_rollup', 'smaps'])
    expect(processView.processes?.(at(187, 'threads', 599))).toEqual({
      threads: 'none',
      focus: { pid: 187, start: 599, files: ['task', 'owner'] },
    })
    for (const page of PAGES) expect(processView.processes?.(at(187, page))?.everybody ?? []).toEqual([])
  })

  test('sockets come from the network namespace of the process itself', () => {
    const paths = processView.sources(null, at(187, 'sockets')).map(({ path }) => path)
    expect(paths).toEqual([
      '/proc/stat',
      ...['tcp', 'tcp6', 'udp', 'udp6', 'unix'].map((name) => `/proc/187/net/${name}`),
    ])
  })
})

describe('load-d: a shell that writes to a frozen file system', () => {
  test('summary', async () => {
    const page = (await lines('load-d', 187, 'summary')).join('\n')
    expect(page).toContain('sh pid 187  D uninterruptible sleep')
    expect(page).toContain('Command    sh -c echo x > /slow/file4')
    expect(page.replaceAll(/\s+/g, ' ')).toContain('In percpu_rwsem_wait: wants to write to a frozen file system')
    expect(page).toContain('Parent     182 sh')
    expect(page).toContain('open files 3 of 1,024 files (0.3 %); may be raised to 4,096')
    expect(page).toContain('stack size 132K of 8.0M (1.6 %); may be raised without limit')
    expect(page).toContain('effective CPUs 4 CPUs, all that are online')
    expect(page).toContain('capabilities all')
    expect(page).toContain('seccomp off')
    expect(page).toContain('exe /usr/bin/dash')
    expect(page).toContain('argv 2 echo x > /slow/file4')
    expect(page.split('\n').at(-1)).toBe(' off  cwd, root, ns: not captured (capture again with a later whytop)')
  })

  test('summary as JSON', async () => {
    const page = await json('load-d', 187, 'summary')
    expect(page).toMatchObject({
      pid: 187,
      ended: false,
      kind: 'user',
      argv: ['sh', '-c', 'echo x > /slow/file4'],
      state: 'D',
      wchan: 'percpu_rwsem_wait',
      parent: { pid: 182, comm: 'sh' },
      res_bytes: 940 * 1024,
      user_seconds: 0.02,
      cwd: null,
      namespaces: null,
      ns_pids: [187],
      seccomp: 0,
    })
    expect(page.limits).toContainEqual({ name: 'Max open files', soft: 1024, hard: 4096, unit: 'files', used: 3 })
    expect(page.cgroup).toMatchObject({ effective_cpus: 4, effective_cpus_by: 'online', memory_limit_bytes: null })
  })

  test.each([
    [65534, 'Where is hidden: only root or its owner may know'],
    [0, 'Where is not told: unknown kernel function'],
  ])('to uid %i what it waits for is told so', async (uid, words) => {
    const place = at(187, 'summary')
    const captured = await viewSnapshot('load-d', processView, place)
    const { after, before } = captured.samples
    const focus = after.processes?.focus
    if (!after.processes || !focus) throw new Error('not looked at')
    const files = new Map<string, Reading<unknown>>([
      ...focus.files,
      ['wchan', { value: null, at: 1 }],
      ['stack', missingFrom('/proc/187/stack', 'EACCES')],
    ])
    const processes = { ...after.processes, focus: { ...focus, files } }
    const seen = new Snapshot({ after: { ...after, processes }, before }, { ...captured.facts, uid }, NO_HISTORY)
    expect(drawn(seen, place).join(' ').replaceAll(/ +/g, ' ')).toContain(words)
    const hidden = expect.objectContaining({ missing: 'denied', source: '/proc/187/wchan' })
    if (uid === 0) expect(processView.missing(seen, place)).not.toContainEqual(hidden)
    else expect(processView.missing(seen, place)).toContainEqual(hidden)
  })

  test('what the reader may know is asked where it is told what a process waits for', () => {
    const asks = PAGES.filter((page) => processView.sources(null, at(187, page)).includes(ownStatus))
    expect(asks).toEqual(['summary', 'threads', 'scaling', 'kernel'])
  })

  test('threads say why they sleep in D', async () => {
    const [, row] = await lines('load-d', 187, 'threads')
    expect(row).toMatch(/^187 D .* sh percpu_rwsem_wait: wants to write to a frozen file system$/)
  })

  test('memory without smaps still has the sums', async () => {
    const page = (await lines('load-d', 187, 'memory')).join('\n')
    expect(page).toContain('Rss 1.6 MiB  Pss 245 KiB  Uss 104 KiB')
    expect(page).toContain('off  no mappings: not captured')
    expect(await json('load-d', 187, 'memory')).toMatchObject({
      pss_bytes: 245 * 1024,
      uss_bytes: 104 * 1024,
      mappings: null,
    })
  })

  test('kernel: where it is, and which signals it handles', async () => {
    const page = (await lines('load-d', 187, 'kernel')).join('\n')
    expect(page).toContain('Ignored    INT QUIT')
    expect(page).toContain('Caught     CHLD')
    expect(page).toContain('1 mnt_want_write+0x8b/0xc0')
    expect(page).toContain('off  syscall: not captured')
  })

  test('scaling: storage sets the pace', async () => {
    expect(await json('load-d', 187, 'scaling')).toMatchObject({
      effective_cpus: 4,
      d_threads: 1,
      voluntary_switches_per_second: null,
      advice: [{ id: 'blocked' }],
    })
  })

  test('files', async () => {
    expect((await lines('load-d', 187, 'files')).slice(1)).toEqual([
      ' Open       3  of 1,024 (soft limit, 0.3 %), hard 4,096  ',
      ' By type    device 3  ',
      '0 device /dev/null',
      '1 device /dev/null',
      '2 device /dev/null',
    ])
  })
})

test('context switches of many threads are those of the leader, and it says so', async () => {
  expect((await lines('idle-4node', 184, 'summary')).join(' ').replaceAll(/ +/g, ' ')).toMatch(
    /Activity .* of the leader: switches [\d.]+\/s involuntary [\d.]+\/s/,
  )
  expect((await lines('load-d', 187, 'summary')).join(' ').replaceAll(/ +/g, ' ')).toMatch(
    /major [\d.]+\/s switches [\d.]+\/s/,
  )
})

describe('tcp-states: a listener with connections that wait', () => {
  test('its queue is counted, not measured; its limit is not told by /proc/net', async () => {
    const rows = (await lines('tcp-states', 186, 'sockets')).map((line) => line.replaceAll(/ +/g, ' '))
    expect(rows).toContain('103 tcp LISTEN 3 - off 0 127.0.0.1:7000 -')
    const { sockets } = await json('tcp-states', 186, 'sockets')
    expect((sockets as { inode: number }[]).find(({ inode }) => inode === 12585)).toMatchObject({
      accept_queue_connections: 3,
      receive_queue_bytes: null,
      send_queue_bytes: null,
    })
  })
})

describe('what some processes never have is said, not counted as missing', () => {
  test.each(PAGES)('a kernel thread: %s', async (page) => {
    const place = at(2, page)
    const snapshot = await viewSnapshot('load-d', processView, place)
    const said = drawn(snapshot, place).join('\n')
    expect(said).toContain('[kthreadd] pid 2  S sleeping, kernel thread')
    expect(said).not.toContain('has ended')
    expect(processView.missing(snapshot, place).filter(({ why }) => why !== 'not captured')).toEqual([])
    const nothing = {
      memory: 'no memory of its own',
      files: 'no open files',
      environment: 'no environment',
      sockets: 'no sockets',
    }
    if (page in nothing) expect(said).toContain(nothing[page as keyof typeof nothing])
  })
})

describe('a process that is not there', () => {
  test.each(PAGES)('never was: %s', async (page) => {
    const place = at(4_000_000, page, 1)
    const snapshot = await viewSnapshot('idle-4node', processView, place)
    expect(drawn(snapshot, place)).toEqual([' It has ended; nothing was read of it before. Esc goes back.'])
    expect(processView.missing(snapshot, place)).toEqual([])
    expect(processView.json(snapshot, place)).toMatchObject({ pid: 4_000_000, ended: true })
  })

  test('another one has its pid now', async () => {
    const place = at(187, 'summary', 12)
    const snapshot = await viewSnapshot('load-d', processView, place)
    expect(drawn(snapshot, place)[0]).toContain('another process has its pid now')
    expect(processView.json(snapshot, place)).toMatchObject({ ended: true, kind: null })
  })
})

describe('every page draws', () => {
  for (const [fixture, pid] of [
    ['idle-4node', 1],
    ['idle-4node', 184],
    ['load-d', 188],
    ['load-d', 2],
  ] as const)
    test.each(PAGES)(`${fixture} ${pid}: %s`, async (page) => {
      const place = at(pid, page)
      const snapshot = await viewSnapshot(fixture, processView, place)
      for (const columns of [60, 80, 200])
        for (const section of processView.sections(snapshot, place)) {
          if (section.kind === 'lines')
            for (const { spans } of section.lines(columns, 48))
              expect(spans.reduce((sum, { text }) => sum + width(text), 0)).toBeLessThan(columns + 3)
          if (section.kind === 'table') {
            expect(section.columns.map(({ id }) => id)).toContain(section.sort.by)
            for (const { help } of section.columns) expect(help).not.toBe('')
          }
        }
      expect(drawn(snapshot, place).length).toBeGreaterThan(0)
      expect(JSON.stringify(processView.json(snapshot, place))).not.toContain('undefined')
    })
})

test('threads of a program with four: rows, run time and wait of each', async () => {
  const { threads } = (await json('idle-4node', 184, 'threads')) as {
    threads: readonly { tid: number; cpu_percent: number | null }[]
  }
  expect(threads.map(({ tid }) => tid)).toEqual([184, 192, 193, 194])
  for (const { cpu_percent } of threads) expect(cpu_percent).toBeGreaterThanOrEqual(0)
})

test('the environment of a process that ended before it was read is gone, not awaited', async () => {
  const here = await viewSnapshot('load-d', processView, at(187, 'summary'))
  const { after, before } = here.samples
  const gone = after.processes && { ...after.processes, rows: after.processes.rows.filter(({ pid }) => pid !== 187) }
  const ended = new Snapshot({ after: { ...after, processes: gone }, before }, here.facts, NO_HISTORY)
  const page = drawn(ended, at(187, 'environment')).join('\n')
  expect(page).toContain('the process ended')
  expect(page).not.toContain('not read yet')
})

test('namespaces of pid 1 that may not be read are told of where something is to be compared with them', async () => {
  const place = at(187, 'summary')
  const snapshot = await viewSnapshot('load-d', processView, place)
  const { samples, facts } = snapshot
  const { processes } = samples.after
  const told = (inode: number) => {
    const own = [{ name: 'net', kind: 'namespace', inode, target: `net:[${inode}]` }]
    const files = new Map<string, unknown>(processes?.focus?.files ?? [])
    files.set('ns', { value: own, at: samples.after.at })
    files.set('init/ns', missingFrom('/proc/1/ns', 'EACCES'))
    const after = { ...samples.after, processes: { ...processes, focus: { ...processes?.focus, files } } }
    const now = { ...samples, after: after as typeof samples.after }
    return drawn(new Snapshot(now, facts, NO_HISTORY), place)
      .join('\n')
      .includes('/proc/1/ns')
  }
  expect(told(4026532281)).toBe(true)
  expect(told(0xeffffff9)).toBe(false)
})
