import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { bundle } from '../terminal/demo-bundle.ts'
import { run, type Session, type SessionOptions } from '../terminal/terminal.ts'

let demo = ''
let remove = () => {}
const sessions: Session[] = []

beforeAll(async () => {
  ;[demo, remove] = await bundle(fileURLToPath(new URL('../terminal/demo.ts', import.meta.url)))
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

function start(options: SessionOptions = {}): Session {
  const session = run([process.execPath, demo], options)
  sessions.push(session)
  return session
}

const has = (words: string) => (screen: string[]) => screen.some((row) => row.includes(words))
const ticks = (screen: string[]) => Number(/ticks (\d+)/.exec(screen[0] ?? '')?.[1] ?? -1)

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
  shell.send(`${process.execPath} ${demo}; echo ended $?\r`)
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
  const gone = () => {
    try {
      return readFileSync(`/proc/${session.pid}/stat`, 'utf8').includes(') Z ')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
      throw error
    }
  }
  while (!gone() && performance.now() - from < 5000) await new Promise((done) => setTimeout(done, 10))
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
  expect(session.bytes().toString()).toContain(`\x1b]52;c;${Buffer.from('한 copied').toString('base64')}\x07`)
})
