import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { BIN, plain } from '../program/whytop.ts'
import { type Child, start, until } from './ticks.ts'

interface Row {
  readonly [key: string]: unknown
  readonly pid: number
  readonly state: string
  readonly policy: string
  readonly kernel_thread: boolean
}

interface Frame {
  readonly [key: string]: unknown
  readonly rows: readonly Row[]
  readonly at: string
  readonly interval_seconds: number
}

const json = (args: readonly string[] = []): Frame => JSON.parse(plain([...PROCESSES, '--json', ...args]).stdout)
const PROCESSES = ['--once', '--pane', 'processes']

/** Rows of ps by pid, in the words it uses. */
function ps(fields: string): ReadonlyMap<number, readonly string[]> {
  const names = fields.split(',').map((field) => `${field}=`)
  const text = execFileSync('ps', ['-eo', `pid=,${names.join()}`], { encoding: 'utf8' })
  return new Map(
    text.split('\n').flatMap((line): [number, readonly string[]][] => {
      const words = line.trim().split(/\s+/)
      return words.length > names.length ? [[Number(words[0]), words.slice(1)]] : []
    }),
  )
}

/** What ps says of a process before and after whytop looked, where it says the same and they did not run: those did not move meanwhile. */
function beside(fields: string): readonly { readonly row: Row; readonly words: readonly string[] }[] {
  const before = ps(fields)
  const { rows } = json()
  const after = ps(fields)
  return rows.flatMap((row) => {
    const words = after.get(row.pid)
    return words && row.cpu_percent === 0 && before.get(row.pid)?.join(' ') === words.join(' ') ? [{ row, words }] : []
  })
}

const running: Child[] = []
function child(command: string, ...args: readonly string[]): number {
  const started = start(command, ...args)
  running.push(started)
  return started.pid
}

needs({ commands: ['ps', 'top', 'uptime', 'chrt'] }).describe('beside ps, top and uptime', () => {
  beforeAll(async () => {
    child('nice', '-n', '7', 'sleep', '1000')
    const parent = child('sh', '-c', 'sleep 0 & exec sleep 1000')
    child('chrt', '-b', '0', 'sleep', '1000')
    child('chrt', '-i', '0', 'sleep', '1000')
    await until('a zombie', () =>
      execFileSync('ps', ['-o', 'stat=', '--ppid', `${parent}`, '-p', `${parent}`], { encoding: 'utf8' }).includes('Z'),
    )
  })
  afterAll(() => Promise.all(running.splice(0).map((each) => each.end())))

  test('who it is and how it is scheduled', () => {
    const found = beside('ppid,euser:40,pri,ni,cls,rtprio,stat,vsz,nlwp')
    expect(found.length).toBeGreaterThan(20)
    for (const { row, words } of found) {
      const [ppid, user, pri, ni, cls, rtprio, stat, vsz, threads] = words as [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
      const [policy, priority] = row.policy.split('/')
      expect(
        {
          ppid: row.ppid,
          user: row.user,
          pri: 39 - Number(row.pri),
          policy,
          priority: priority ?? '-',
          state: row.state,
          virt: row.virt_bytes,
          threads: row.threads,
        },
        `pid ${row.pid}`,
      ).toEqual({
        ppid: Number(ppid),
        user,
        pri: Number(pri),
        policy: cls,
        priority: rtprio === '0' ? '-' : rtprio,
        state: stat[0],
        virt: Number(vsz) * 1024,
        threads: Number(threads),
      })
      if (ni !== '-') expect(row.ni).toBe(Number(ni))
      // ps leaves it out for SCHED_BATCH and SCHED_IDLE too, which have one.
      else if (cls === 'FF' || cls === 'RR' || cls === 'DLN') expect(row.ni).toBeNull()
    }
    expect(found.some(({ row }) => row.ni === 7)).toBe(true)
    const policies = new Set(json([]).rows.map((row) => (row as { policy: string }).policy))
    for (const policy of ['B', 'IDL', 'TS']) expect(policies).toContain(policy)
  })

  test('memory and time', () => {
    const total = Number(/MemTotal: +(\d+)/.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1]) * 1024
    const found = beside('rss,cputimes,comm')
    expect(found.length).toBeGreaterThan(20)
    for (const { row, words } of found) {
      const [rss, seconds, ...comm] = words
      // Since 6.2 the counters of stat are sums of per-CPU parts that are folded late.
      expect(Math.abs(Number(row.res_bytes) - Number(rss) * 1024), `pid ${row.pid}`).toBeLessThanOrEqual(512 << 10)
      expect(row.mem_percent).toBeCloseTo((Number(row.res_bytes) / total) * 100, 6)
      expect(Math.floor(Number(row.time_seconds) + 1e-9)).toBe(Number(seconds))
      if (row.state !== 'Z') expect(row.comm).toBe(comm.join(' '))
    }
  })

  test('when it started', () => {
    const pid = running[0]?.pid as number
    const told = Date.parse(
      `${execFileSync('ps', ['-o', 'lstart=', '-p', `${pid}`], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' } }).trim()} UTC`,
    )
    const row = json().rows.find((each) => each.pid === pid)
    expect(Math.abs(Date.parse(String(row?.started_at)) - told)).toBeLessThanOrEqual(2000)
  })

  test('zombies and kernel threads', () => {
    const { rows } = json()
    const zombies = rows.filter((row) => row.state === 'Z')
    expect(zombies.length).toBeGreaterThan(0)
    for (const zombie of zombies) expect(zombie).toMatchObject({ virt_bytes: 0, kernel_thread: false })
    const kernel = new Set([...ps('ppid')].filter(([pid, [ppid]]) => pid === 2 || ppid === '2').map(([pid]) => pid))
    for (const row of rows) if (row.pid < 100) expect(row.kernel_thread, `${row.pid}`).toBe(kernel.has(row.pid))
  })

  test('the priority as top writes it', () => {
    const top = execFileSync('top', ['-b', '-n1', '-w', '200'], {
      encoding: 'utf8',
      env: { ...process.env, TERM: 'xterm', LC_ALL: 'C' },
    })
    const own = new Map(
      plain(PROCESSES, { COLUMNS: '200' })
        .stdout.split('\n')
        .map((line) => [line.slice(1).trim().split(/\s+/)[0], line.slice(1).trim().split(/\s+/)]),
    )
    let compared = 0
    for (const line of top.split('\n').slice(7)) {
      const [pid, , pr, ni, , , , state] = line.trim().split(/\s+/)
      const row = own.get(pid)
      if (!row || state === 'R') continue
      compared++
      expect([pid, row[2]]).toEqual([pid, pr])
      if (row[3] !== '-') expect([pid, row[3]]).toEqual([pid, ni])
    }
    expect(compared).toBeGreaterThan(20)
  })

  test('load averages as uptime, promised memory as meminfo', () => {
    for (let attempt = 0; ; attempt++) {
      const averages = () =>
        /load average: ([\d., ]+)/
          .exec(execFileSync('uptime', { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }))?.[1]
          ?.trim()
      const before = averages()
      const load = json(['--pane', 'load'])
      const meminfo = readFileSync('/proc/meminfo', 'latin1')
      if (averages() !== before && attempt < 5) continue
      expect([load.load1, load.load5, load.load15].map((each) => Number(each).toFixed(2)).join(', ')).toBe(before)
      const limit = Number(/CommitLimit: +(\d+)/.exec(meminfo)?.[1]) * 1024
      expect(json().overcommit).toMatchObject({
        mode: Number(readFileSync('/proc/sys/vm/overcommit_memory', 'latin1')),
        commit_limit_bytes: limit,
      })
      const { tasks } = load as { tasks?: Record<string, number> }
      expect(Object.keys(tasks ?? {})).toEqual(
        expect.arrayContaining([
          'on_cpu',
          'waiting',
          'd_block',
          'd_filesystem',
          'd_dirty',
          'd_network_fs',
          'd_reclaim',
          'd_lock',
          'd_other',
          'd_hidden',
        ]),
      )
      expect(Object.keys(Object(load.not_counted))).toEqual(
        expect.arrayContaining(['idle', 'frozen', 'throttled', 'stopped', 'zombie']),
      )
      return
    }
  })
})

needs({ root: true, commands: ['chrt'] }).describe('real-time', () => {
  afterAll(() => Promise.all(running.splice(0).map((each) => each.end())))

  test('fifo, rr and deadline', async () => {
    const fifo = child('chrt', '-f', '10', 'sleep', '1000')
    const rr = child('chrt', '-r', '5', 'sleep', '1000')
    const deadline = child(
      'chrt',
      '-d',
      '--sched-runtime',
      '5000000',
      '--sched-deadline',
      '10000000',
      '--sched-period',
      '10000000',
      '0',
      'sleep',
      '1000',
    )
    await until('sleep', () =>
      [fifo, rr, deadline].every((pid) => readFileSync(`/proc/${pid}/comm`, 'latin1') === 'sleep\n'),
    )
    const { rows } = json()
    const of = (pid: number) => rows.find((row) => row.pid === pid)
    expect(of(fifo)).toMatchObject({ policy: 'FF/10', rt_priority: 10, pri: -11 })
    expect(of(rr)).toMatchObject({ policy: 'RR/5', rt_priority: 5, pri: -6 })
    expect(of(deadline)).toMatchObject({ policy: 'DLN', rt_priority: 0, pri: -101 })
  })
})

describe('JSON as an interface', () => {
  test('the frame around the rows', () => {
    const frame = json()
    expect(Object.keys(frame).slice(0, 5)).toEqual(['schema', 'pane', 'host', 'at', 'interval_seconds'])
    expect(frame).toMatchObject({ schema: 1, pane: 'processes', missing: expect.any(Array) })
    expect(frame.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(Math.abs(Date.parse(frame.at) - Date.now())).toBeLessThan(10_000)
    expect(frame.interval_seconds).toBeGreaterThan(0.95)
    expect(frame.interval_seconds).toBeLessThan(2)
  })

  test('the keys of a row, and a number for all that root may read of itself', () => {
    const own = json().rows.find((row) => row.pid === process.pid)
    for (const key of 'pid ppid pri ni virt_bytes res_bytes shr_bytes swap_bytes cpu_percent mem_percent time_seconds threads read_bytes_per_second voluntary_switches_per_second oom_score'.split(
      ' ',
    ))
      expect([key, typeof own?.[key]]).toEqual([key, 'number'])
    for (const key of 'user policy state command comm'.split(' '))
      expect([key, typeof own?.[key]]).toEqual([key, 'string'])
  })

  test('-n 3: three frames, one a line', () => {
    const frames = plain([...PROCESSES, '--json', '-n', '3'])
      .stdout.trimEnd()
      .split('\n')
      .map((line): Frame => JSON.parse(line))
    expect(frames).toHaveLength(3)
    expect(frames.map(({ at }) => at)).toEqual([...new Set(frames.map(({ at }) => at))].sort())
  })

  test('to a pipe that is read late: whole; to one that is closed: a quiet end', () => {
    const count = execFileSync(
      'bash',
      ['-o', 'pipefail', '-c', `${BIN} --once --pane processes --json | { sleep 2; wc -l; }`],
      {
        encoding: 'utf8',
      },
    )
    expect(count.trim()).toBe('1')
    const head = execFileSync(
      'bash',
      ['-c', `${BIN} --once --pane processes -n 2 2>&1 | head -1; echo "\${PIPESTATUS[0]}"`],
      {
        encoding: 'utf8',
      },
    )
    expect(head).toMatch(/^ whytop .*\n0\n$/)
  })

  test('a captured machine', () => {
    const frame = json(['--root', fileURLToPath(new URL('../fixtures/load-d', import.meta.url))])
    expect(frame.at).toBe('2026-11-21T04:08:47.727Z')
    expect(frame.interval_seconds).toBeGreaterThan(1)
    expect(frame.rows.length).toBeGreaterThan(20)
    expect(frame.rows.every((row) => row.user === null || /^\d+$/.test(String(row.user)))).toBe(true)
  })
})

test('text: every process has its line', () => {
  const listed = new Set(ps('ppid').keys())
  const text = plain(PROCESSES).stdout
  const after = ps('ppid')
  const shown = new Set([...text.matchAll(/^[› ] *(\d+) /gm)].map(([, pid]) => Number(pid)))
  const steady = [...listed].filter((pid) => after.has(pid))
  expect(steady.filter((pid) => !shown.has(pid))).toEqual([])
})
