import { execFileSync } from 'node:child_process'
import { chmodSync, constants, existsSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { needs } from '../needs.ts'
import { bundle } from '../terminal/demo-bundle.ts'
import { run, type Session, type SessionOptions } from '../terminal/terminal.ts'

let demo = ''
let remove = () => {}
const sessions: Session[] = []

beforeAll(async () => {
  ;[demo, remove] = await bundle(fileURLToPath(new URL('../terminal/demo.ts', import.meta.url)))
  // For those who are not its owner.
  chmodSync(dirname(demo), 0o755)
})
afterAll(() => remove())
afterEach(() => {
  for (const session of sessions.splice(0)) {
    try {
      session.kill('SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
})

/** Of each program that is started: with koffi, as people have it, and without. */
let around: Readonly<Record<string, string>> = {}

function start(options: SessionOptions = {}): Session {
  const session = run([process.execPath, demo], { ...options, env: { ...around, ...options.env } })
  sessions.push(session)
  return session
}

const has = (words: string) => (screen: string[]) => screen.some((row) => row.includes(words))
const ticks = (screen: string[]) => Number(/ticks (\d+)/.exec(screen[0] ?? '')?.[1] ?? -1)

describe.each([
  ['with calls of libc', {}],
  ['without them', { WHYTOP_NO_NATIVE: '1' }],
])('%s', (_name, env) => {
  beforeAll(() => {
    around = env
  })
  test('the first write holds the modes and the whole frame, and the screen is the alternate one', async () => {
    const session = start({ columns: 160, rows: 48, env: { DEMO_TICK: '100000' } })
    await session.waitFor(has('--port 5432'))
    expect(session.bytes().subarray(0, 8).toString()).toBe('\x1b[?1049h')
    expect(session.modes()).toEqual({ alternate: true, mouse: 'vt200', paste: true, wraps: false })
    expect(session.screen()[2]).toContain('PID USER')
  })

  test('keys are named, in order, also those typed before the decoder is there', async () => {
    const session = start()
    await session.waitFor(has('whytop demo'))
    for (const keys of ['a', '\x1b[A', 'Z', '\r', ' ', '\x1b[Z', '한', '\x1b[15~', '\x7f', '\x03']) session.send(keys)
    await session.waitFor(has('keys a up Z enter space S-tab 한 f5 backspace C-c'))
  })

  test('a paste is one input, a click and the wheel have their cell', async () => {
    const session = start({ columns: 160 })
    await session.waitFor(has('whytop demo'))
    session.send('\x1b[200~qqq\rx\x1b[201~')
    await session.waitFor(has('{kind:paste,text:qqq\\rx}'))
    session.send('\x1b[<0;5;6M\x1b[<0;5;6m\x1b[<65;7;8M')
    await session.waitFor(has('{kind:mouse,action:press,x:4,y:5} {kind:mouse,action:wheel-down,x:6,y:7}'))
  })

  test('without brackets, too, a paste acts as no key', async () => {
    const session = start()
    await session.waitFor(has('whytop demo'))
    session.send('xq!z')
    await session.waitFor(has('{kind:paste,text:xq!z}'))
  })

  test.each([
    ['q', (session: Session) => session.send('q'), 0],
    ['SIGTERM', (session: Session) => session.kill('SIGTERM'), 143],
    ['SIGHUP', (session: Session) => session.kill('SIGHUP'), 129],
    ['SIGINT', (session: Session) => session.kill('SIGINT'), 130],
    ['a throw', (session: Session) => session.send('x'), 1],
  ])('after %s the terminal is as it was', async (_name, end, code) => {
    const shell = run(['/bin/bash', '--norc', '-i'], { env: { PS1: '$ ' } })
    sessions.push(shell)
    shell.send('stty -g\r')
    await shell.waitFor((screen) => /^[0-9a-f:]{40,}/m.test(screen.join('\n')))
    const before = /^[0-9a-f]+:[0-9a-f:]{40,}/m.exec(shell.screen().join('\n'))?.[0]
    const set = Object.entries(around).map(([name, value]) => `${name}=${value} `)
    shell.send(`${set.join('')}${process.execPath} ${demo}; echo ended $?\r`)
    await shell.waitFor(has('whytop demo'))
    const pid = Number(execFileSync('pgrep', ['-P', `${shell.pid}`]).toString())
    end({ ...shell, kill: (signal) => process.kill(pid, signal) })
    await shell.waitFor(has(`ended ${code}`))
    expect(shell.modes()).toEqual({ alternate: false, mouse: 'none', paste: true, wraps: true })
    if (code === 1) expect(shell.screen().join('\n')).toContain('thrown on purpose')
    shell.send('clear; stty -g\r')
    await shell.waitFor((screen) => /^[0-9a-f]+:/m.test(screen.join('\n')) && !has('ended')(screen))
    expect(shell.screen().join('\n')).toContain(before)
  })

  test('a terminal that is gone (EIO) is told once, also where SIGHUP is ignored', async () => {
    const log = join(dirname(demo), 'hangup')
    const session = start({ env: { DEMO_NOHUP: '1', DEMO_LOG: log, DEMO_TICK: '20' } })
    await session.waitFor(has('whytop demo'))
    session.hangUp()
    await vi.waitFor(() => expect(existsSync(`/proc/${session.pid}`)).toBe(false), 3000)
    expect(readFileSync(log, 'utf8')).toBe('hangup')
  })

  test('a terminal that is gone before it is opened is told, too', async () => {
    const log = join(dirname(demo), 'gone')
    const set = Object.entries(around).map(([name, value]) => `${name}=${value} `)
    const words = `trap '' HUP; echo begun; read end; ${set.join('')}DEMO_LOG=${log} exec ${process.execPath} ${demo}`
    const session = run(['sh', '-c', words])
    sessions.push(session)
    await session.waitFor(has('begun'))
    session.hangUp()
    await vi.waitFor(() => expect(existsSync(`/proc/${session.pid}`)).toBe(false), 3000)
    expect(readFileSync(log, 'utf8')).toBe('hangup')
    rmSync(log)
  })

  test('a stalled reader: time goes on, memory stays, and the newest frame comes after', async () => {
    const session = start({ columns: 160, rows: 48, env: { DEMO_TICK: '20' } })
    const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${session.pid}/status`, 'utf8'))?.[1])
    await session.waitFor((screen) => ticks(screen) >= 50)
    const bytes = session.bytes().length
    session.stall()
    const before = memory()
    await new Promise((done) => setTimeout(done, 3000))
    const after = memory()
    session.flow()
    // 150 ticks of 1.2 KB were not drawn; at most what the pipes hold and one frame come late.
    await session.waitFor((screen) => ticks(screen) >= 180)
    expect(session.bytes().length - bytes).toBeLessThan(80_000)
    expect(after - before).toBeLessThan(4096)
    session.send('q')
    expect(await session.ended).toEqual({ code: 0, signal: 0 })
  }, 15_000)

  test('a stalled reader does not hold up the end', async () => {
    const session = start({ columns: 160, rows: 48, env: { DEMO_TICK: '5' } })
    await session.waitFor((screen) => ticks(screen) >= 5)
    session.stall()
    await new Promise((done) => setTimeout(done, 1500))
    const from = performance.now()
    session.kill('SIGTERM')
    while (!isGone(session.pid) && performance.now() - from < 5000) await new Promise((done) => setTimeout(done, 10))
    expect(performance.now() - from).toBeLessThan(1000)
    session.flow()
    expect((await session.ended).code).toBe(143)
  })

  test('a storm of resizes ends in a whole frame of the last size, with few frames on the way', async () => {
    const session = start({ columns: 160, rows: 48, env: { DEMO_TICK: '100000', DEMO_STATUS: '0' } })
    await session.waitFor(has('--port 5432'))
    const bytes = session.bytes().length
    for (let step = 0; step < 50; step++) {
      session.resize(100 + step, 20 + (step % 20))
      await new Promise((done) => setTimeout(done, 10))
    }
    session.resize(90, 25)
    await session.waitFor(has('whytop demo 90x25'))
    await session.waitFor((screen) => screen.length === 25 && (screen[24] ?? '').includes('1357'))
    expect(session.bytes().length - bytes).toBeLessThan(40_000)
    session.resize(1, 1)
    session.resize(90, 25)
    session.send('k')
    await session.waitFor((screen) => screen.join().includes(' k') && (screen[24] ?? '').includes('1357'))
  })

  test('drawn anew: what another program wrote over it is gone', async () => {
    const session = start({ columns: 160, rows: 48, env: { DEMO_TICK: '100000', DEMO_STATUS: '0' } })
    await session.waitFor(has('--port 5432'))
    const first = session.bytes().length
    writeFileSync(readlinkSync(`/proc/${session.pid}/fd/1`), '\x1b[5;1HBroadcast message from root')
    await session.waitFor(has('Broadcast'))
    session.send('\x0c')
    await session.waitFor((screen) => !has('Broadcast')(screen) && has('--port 5432')(screen))
    // Not all of it comes in one read.
    await session.waitFor(() => session.bytes().length - first > first / 2)
  })

  test('without the mouse the terminal keeps its own', async () => {
    const session = start({ env: { DEMO_MOUSE: '0' } })
    await session.waitFor(has('whytop demo'))
    expect(session.modes().mouse).toBe('none')
    session.send('q')
    await session.ended
    expect(session.bytes().toString()).not.toMatch(/\?100[0-6]/)
  })

  test('the clipboard is set by OSC 52', async () => {
    const session = start()
    await session.waitFor(has('whytop demo'))
    session.send('y')
    await session.waitFor(has('keys y'))
    expect(session.bytes().toString()).toContain(COPIED)
  })

  test('of what is copied while the terminal takes nothing the last comes after', async () => {
    const session = start({ columns: 160, rows: 48, env: { DEMO_TICK: '5' } })
    await session.waitFor((screen) => ticks(screen) >= 5)
    const copies = () => session.bytes().toString().split(COPIED).length - 1
    session.stall()
    await new Promise((done) => setTimeout(done, 1500))
    for (let i = 0; i < 200; i++) {
      session.send('y')
      await new Promise((done) => setTimeout(done, 2))
    }
    session.flow()
    await session.waitFor(() => copies() > 0)
    session.send('k')
    await session.waitFor((screen) => / k/.test(screen.join()))
    expect(copies()).toBe(1)
  })

  test('what is typed before the first frame is not echoed, and acts after it', async () => {
    const session = start({ env: { DEMO_LATE: '400', DEMO_TICK: '100000' } })
    await new Promise((done) => setTimeout(done, 200))
    session.send('b')
    await session.waitFor(has('keys b'))
    expect(session.bytes().subarray(0, 8).toString()).toBe('\x1b[?1049h')
  })

  test('what is typed acts also where no frame ever comes', async () => {
    const session = start({ env: { DEMO_LATE: '100000' } })
    await new Promise((done) => setTimeout(done, 200))
    session.send('q')
    expect(await session.ended).toEqual({ code: 0, signal: 0 })
  })
})

/** After su(1) the terminal is another user's, and cannot be opened once more. */
const su = needs({ root: true, commands: ['setpriv'] })
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const

su('on a terminal of somebody else, too, a stalled reader holds up neither time nor the end', async () => {
  const session = run([...nobody, process.execPath, demo], { columns: 160, rows: 48, env: { DEMO_TICK: '5' } })
  sessions.push(session)
  await session.waitFor((screen) => ticks(screen) >= 5)
  session.stall()
  await new Promise((done) => setTimeout(done, 1000))
  const spent = cpu(session.pid)
  await new Promise((done) => setTimeout(done, 1000))
  expect(cpu(session.pid) - spent).toBeLessThan(50)
  session.kill('SIGTERM')
  await vi.waitFor(() => expect(isGone(session.pid)).toBe(true), 2000)
  session.flow()
  expect((await session.ended).code).toBe(143)
})

su('on a terminal of somebody else, too, the shell keeps a descriptor that waits', async () => {
  const session = run([...nobody, 'sh', '-c', `${process.execPath} ${demo}; true`], {})
  sessions.push(session)
  await session.waitFor(has('whytop demo'))
  const flags = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/${session.pid}/fdinfo/1`, 'utf8'))?.[1]
  expect(Number.parseInt(flags ?? '', 8) & constants.O_NONBLOCK).toBe(0)
})

const COPIED = `\x1b]52;c;${Buffer.from('한 copied').toString('base64')}\x07`

/** Ticks of CPU time. */
function cpu(pid: number): number {
  const [user = '', system = ''] = stat(pid).split(' ').slice(11, 13)
  return Number(user) + Number(system)
}

function isGone(pid: number): boolean {
  try {
    return stat(pid).startsWith('Z')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}

/** After the name. */
function stat(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1) as string
}
