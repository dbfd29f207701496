import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Stuck, stuckProgram } from '../live/stuck.ts'
import { needs } from '../needs.ts'
import { BIN, plain, programs, table, text } from './whytop.ts'

const { whytop, end } = programs()

needs({
  root: true,
  commands: ['gcc', 'nsenter'],
  feature: { name: 'fuse', probe: () => existsSync('/dev/fuse') },
}).describe('a process that hangs in execve, on a mount whose server is dead', () => {
  let program: ReturnType<typeof stuckProgram>
  let stuck: Stuck
  beforeAll(() => {
    program = stuckProgram()
  })
  afterEach(async () => {
    await stuck.end()
    await end()
  })
  afterAll(() => program.remove())

  test.each([
    ['q', (s: ReturnType<typeof whytop>) => s.send('q'), 0],
    ['SIGTERM', (s: ReturnType<typeof whytop>) => s.kill('SIGTERM'), 143],
    ['SIGHUP', (s: ReturnType<typeof whytop>) => s.kill('SIGHUP'), 129],
  ] as const)('it is named and passed by; %s ends whytop within a second', async (_name, leave, code) => {
    stuck = await program.start()
    const session = whytop(['--interval', '0.2', '--sort', 'cpu'], { columns: 140 })
    await session.waitFor(table)
    await text(session, new RegExp(`~ ${stuck.pid} stuck: stuck in execve`))
    // All it does at its ticks.
    await wait(500)
    const from = performance.now()
    leave(session)
    expect(await session.ended).toEqual({ code, signal: 0 })
    expect(performance.now() - from).toBeLessThan(1000)
    expect(session.modes()).toMatchObject({ alternate: false, mouse: 'none', paste: false, wraps: true })
  })

  // Not even SIGKILL wakes who waits for an answer to what the server has taken; only the server's end does, after 10 s.
  test('whytop that asks that mount how full it is ends as ever', async () => {
    stuck = await program.start()
    const from = performance.now()
    const command = ['-t', String(stuck.parent), '-m', BIN, '--once', '-n', '5', '--interval', '0.2', '--pane', 'disks']
    const { status, stdout, stderr } = spawnSync('nsenter', command, { encoding: 'utf8' })
    expect(performance.now() - from).toBeLessThan(8000)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('does not answer')
  })

  test('once it is let go it is a row like others', async () => {
    stuck = await program.start()
    const session = whytop(['--interval', '0.2', '--sort', 'cpu'], { columns: 140 })
    await text(session, /stuck in execve/)
    await stuck.end()
    await session.waitFor((screen) => !/stuck in execve/.test(screen.join('\n')))
  })

  test('one that was read before and begins it later is passed by as well', async () => {
    const later = await program.later()
    stuck = later
    const session = whytop(['--interval', '0.2', '--sort', 'pid'], { columns: 140 })
    await session.waitFor(table)
    await wait(500)
    await later.go()
    await text(session, new RegExp(`~ ${later.pid} \\w+: stuck in execve`))
    await wait(500)
    const from = performance.now()
    session.send('q')
    expect(await session.ended).toEqual({ code: 0, signal: 0 })
    expect(performance.now() - from).toBeLessThan(1000)
  })

  test('printed: it is among what is missing', async () => {
    stuck = await program.start()
    const { code, stdout } = plain(['--once', '--json', '--interval', '0.2', '--pane', 'processes'])
    expect(code).toBe(0)
    const told = JSON.parse(stdout)
    expect(told.missing).toContainEqual(expect.objectContaining({ source: `/proc/${stuck.pid}/stat`, kind: 'pending' }))
    expect(told.rows.map((row: { pid: number }) => row.pid)).not.toContain(stuck.pid)
  })
})
