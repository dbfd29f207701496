import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { actor } from '../live/actor.ts'
import { needs } from '../needs.ts'
import { BIN, plain, programs, table, text } from './whytop.ts'

const { whytop, command, folder, end } = programs()
afterEach(end)

const STAT =
  '0 S 1 1 1 0 -1 4194560 100 0 0 0 5 5 0 0 20 0 1 0 100 8192000 500 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0'

/** A machine of `count` processes. */
function tree(count: number, without: 'sys' | 'uptime' | null = null): string {
  const root = folder()
  const write = (path: string, words: string) => writeFileSync(`${root}/${path}`, words)
  mkdirSync(`${root}/proc`)
  if (without !== 'sys') mkdirSync(`${root}/sys`)
  if (without !== 'uptime') write('proc/uptime', '1000.00 2000.00\n')
  write(
    'proc/stat',
    'cpu  10 0 10 100 0 0 0 0 0 0\ncpu0 10 0 10 100 0 0 0 0 0 0\nprocesses 100\nprocs_running 1\nprocs_blocked 0\nbtime 1700000000\n',
  )
  write('proc/meminfo', 'MemTotal: 1000000 kB\nMemFree: 500000 kB\nMemAvailable: 600000 kB\n')
  write('proc/loadavg', '0.10 0.20 0.30 1/100 100\n')
  for (let pid = 1; pid <= count; pid++) {
    mkdirSync(`${root}/proc/${pid}`)
    write(`proc/${pid}/stat`, `${pid} (worker${pid}) ${STAT.slice(2)}\n`)
    write(`proc/${pid}/statm`, '2000 500 100 1 0 300 0\n')
    write(`proc/${pid}/status`, 'Uid:\t0\t0\t0\t0\n')
    write(`proc/${pid}/cmdline`, `/bin/worker${pid}\0--number\0${pid}\0`)
  }
  return root
}

needs({ commands: ['mkfifo'] }).describe('a command line that blocks when it is read', () => {
  const blocked = (pids: readonly number[]) => {
    const root = tree(20)
    for (const pid of pids) {
      execFileSync('rm', [`${root}/proc/${pid}/cmdline`])
      execFileSync('mkfifo', [`${root}/proc/${pid}/cmdline`])
    }
    return root
  }

  test.each([[[7]], [[7, 12]], [[1, 7, 12, 19]]])(
    'of processes %j: these bear ~, and one of them holds up nobody',
    async (pids) => {
      const session = whytop(['--root', blocked(pids), '--interval', '0.2', '--sort', 'pid'], {
        columns: 140,
        rows: 40,
      })
      await session.waitFor(table)
      await text(session, pids.length === 1 ? /\/bin\/worker20 --number 20/ : / worker20$/m)
      await text(session, /~ worker7$/m)
    },
  )

  const ways = [
    ['q', (s: ReturnType<typeof whytop>) => s.send('q'), 0],
    ['SIGTERM', (s: ReturnType<typeof whytop>) => s.kill('SIGTERM'), 143],
    ['SIGHUP', (s: ReturnType<typeof whytop>) => s.kill('SIGHUP'), 129],
  ] as const
  test.each(ways.flatMap((way) => [[...way, '0'] as const, [...way, '1'] as const]))(
    '%s ends it within a second, the terminal as it was',
    async (_name, leave, code, without) => {
      const session = whytop(['--root', blocked([7]), '--interval', '0.2', '--sort', 'cpu'], {
        env: { WHYTOP_NO_NATIVE: without },
      })
      await session.waitFor(table)
      await text(session, /worker7/)
      await wait(300)
      const from = performance.now()
      leave(session)
      const { code: ended, signal } = await session.ended
      expect(performance.now() - from).toBeLessThan(1000)
      expect(signal === 0 ? ended : 128 + signal).toBe(without === '1' && code === 0 ? 143 : code)
      expect(session.modes()).toMatchObject({ alternate: false, mouse: 'none', paste: false, wraps: true })
    },
  )

  test('printed: at once, with null for what is not known', () => {
    const { code, stdout } = plain(['--root', blocked([7]), '--once', '--json', '--pane', 'processes'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).rows).toHaveLength(20)
  })
})

describe('machines that lack something', () => {
  test.each(['sys', 'uptime'] as const)('a tree without %s', async (without) => {
    const root = tree(5, without)
    const { rows } = JSON.parse(plain(['--root', root, '--once', '--json', '--pane', 'processes']).stdout)
    expect(rows.map((row: { pid: number }) => row.pid)).toEqual([1, 2, 3, 4, 5])
    expect(rows[0]).toMatchObject({ cpu_percent: null, res_bytes: 2048000, command: '/bin/worker1 --number 1' })
    const session = whytop(['--root', root, '--sort', 'cpu'], { columns: 100 })
    await text(session, /worker5 --nu/)
  })

  test('nothing but an empty proc', async () => {
    const root = folder()
    mkdirSync(`${root}/proc`)
    const told = JSON.parse(plain(['--root', root, '--once', '--json', '--pane', 'processes']).stdout)
    expect(told.rows).toEqual([])
    expect(told.missing.length).toBeGreaterThan(0)
    await text(whytop(['--root', root, '--sort', 'cpu']), /no process may be read/)
    await text(whytop(['--root', root, '--pane', 'load']), /whytop/)
  })
})

test('what can be no process, and a tree that is taken away and comes back: said, and it goes on', async () => {
  const root = tree(5)
  writeFileSync(`${root}/proc/3/stat`, 'nonsense\n')
  const session = whytop(['--root', root, '--interval', '0.2', '--sort', 'cpu'], { columns: 100 })
  await text(session, /worker5 --nu/)
  expect(session.screen().join('\n')).not.toMatch(/worker3/)
  renameSync(`${root}/proc`, `${root}/away`)
  await text(session, /~ processes are not listed yet/)
  renameSync(`${root}/away`, `${root}/proc`)
  await text(session, /worker5 --nu/)
  session.send('q')
  expect(await session.ended).toEqual({ code: 0, signal: 0 })
})

needs({ root: true, commands: ['unshare', 'mount', 'setpriv'] }).describe('as somebody without rights', () => {
  const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] as const

  test('what may not be read is n/a or null, never 0', async () => {
    const session = command([...nobody, BIN, '--interval', '0.3', '--sort', 'cpu'], { columns: 200 })
    await session.waitFor(table)
    const told = execFileSync(nobody[0], [...nobody.slice(1), BIN, '--once', '--json', '--pane', 'processes'], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
    const row = JSON.parse(told).rows.find((r: { pid: number }) => r.pid === 1)
    expect(row).toMatchObject({ read_bytes_per_second: null, write_bytes_per_second: null, wchan: null, user: 'root' })
  })

  test.each([
    ['1', (pids: number[], refused: number) => pids.length < 10 && refused > 5],
    ['2', (pids: number[], refused: number) => pids.length < 10 && refused === 0],
    ['4', (pids: number[], refused: number) => pids.length < 10 && refused === 0],
  ])('hidepid=%s', async (hidepid, holds) => {
    const inside = (last: string) => [
      'unshare',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      'sh',
      '-c',
      `mount -t proc -o hidepid=${hidepid} proc /proc && for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1000 & done; exec ${nobody.join(' ')} ${BIN} ${last}`,
    ]
    const [program, ...args] = inside('--once --json --pane processes')
    const told = JSON.parse(execFileSync(program as string, args, { encoding: 'utf8', maxBuffer: 1 << 26 }))
    const pids = told.rows.map((row: { pid: number }) => row.pid)
    expect(holds(pids, told.refused), JSON.stringify([pids, told.refused])).toBe(true)
    const session = command(inside('--interval 0.2 --sort cpu') as [string, ...string[]], { columns: 120 })
    await session.waitFor(table)
    // Who is not even listed is counted by threads.
    await text(session, hidepid === '1' ? /RESTRICTED.*1\d/ : /RESTRICTED \d+ threads/)
    expect(told.missing).toContainEqual(expect.objectContaining({ source: '/proc', kind: 'denied' }))
    await wait(700)
    expect(session.screen().join('\n')).not.toMatch(/Error|at .*:\d+:\d+/)
    session.send('q')
    expect((await session.ended).code).toBe(0)
  })

  test('a PID namespace of its own', async () => {
    const session = command(
      ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', BIN, '--interval', '0.2', '--sort', 'cpu'],
      {
        columns: 120,
      },
    )
    await session.waitFor(table)
    await text(session, /^› +1 root/m)
    session.send('q')
    expect((await session.ended).code).toBe(0)
  })
})

needs({ commands: ['gcc'] }).describe('a machine in motion', () => {
  let act = ''
  let remove = () => {}
  beforeAll(() => {
    ;[act, remove] = actor()
  })
  afterAll(() => remove())

  test('processes that live for an instant: no crash, no gap in the rows', async () => {
    // A fresh machine has hardly a process of its own to show.
    command(['sh', '-c', 'for i in $(seq 20); do sleep 1000 & done; wait'])
    const storm = command([act, 'storm', '4'])
    await text(storm, /storm/)
    const session = whytop(['--interval', '0.1', '--sort', 'pid'], { columns: 120, rows: 50 })
    await session.waitFor(table)
    await storm.ended
    await wait(300)
    const screen = session.screen()
    expect(table(screen)).toBe(true)
    // What others run may have such words in it too.
    expect(session.bytes().toString('latin1')).not.toMatch(/\n\w*Error: .*\r?\n +at /)
    const pids = screen.flatMap((line) => /^[› ]\s*(\d+) [a-z]/.exec(line)?.[1] ?? []).map(Number)
    expect(pids.length).toBeGreaterThan(10)
    expect([...pids].sort((a, b) => a - b)).toEqual(pids)
    session.send('q')
    expect((await session.ended).code).toBe(0)
  })

  test('stopped for three seconds and continued: no spike', async () => {
    const busy = command(['sh', '-c', 'while :; do :; done'])
    const session = whytop(['--interval', '0.5', '--no-mouse', '--sort', 'cpu'], { columns: 120 })
    const cpu = () => {
      const line = session.screen().find((each) => new RegExp(`^[› ]\\s*${busy.pid} `).test(each))
      return line ? Number(/([\d.]+) +[\d.]+ +\d+:\d\d\.\d\d/.exec(line)?.[1]) : Number.NaN
    }
    await session.waitFor(() => cpu() > 10)
    session.kill('SIGSTOP')
    await wait(3000)
    const seen: number[] = []
    session.kill('SIGCONT')
    for (let i = 0; i < 20; i++) {
      await wait(100)
      seen.push(cpu())
    }
    expect(Math.max(...seen.filter((value) => !Number.isNaN(value)))).toBeLessThanOrEqual(105)
    expect(seen.filter((value) => value > 10).length).toBeGreaterThan(5)
  })
})
