import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { BIN, programs } from './whytop.ts'

const { whytop, folder, end } = programs()
afterEach(end)

/** Processes cannot be listed: of the machine that runs there is then nothing to show. */
const lost = () => {
  const preload = `${folder()}/lost.cjs`
  writeFileSync(
    preload,
    `const fs = require('node:fs'), { openSync, readdirSync } = fs
     const orLost = (call) => (path, ...more) => {
       if (path === '/proc') throw Object.assign(new Error('EIO: /proc is lost'), { code: 'EIO' })
       return call(path, ...more)
     }
     fs.openSync = orLost(openSync)
     fs.readdirSync = orLost(readdirSync)`,
  )
  return { NODE_OPTIONS: `--require=${preload}` }
}

test('the first look fails: the terminal as it was, why it failed, exit 3', async () => {
  const session = whytop([], { env: lost() })
  expect(await session.ended).toEqual({ code: 3, signal: 0 })
  expect(session.modes()).toMatchObject({ alternate: false, mouse: 'none', paste: false, wraps: true })
  expect(session.bytes().toString('latin1')).toContain('EIO')
})

test('what is no tree is a mistake, in one line: exit 2', () => {
  const root = folder()
  mkdirSync(`${root}/sys`)
  writeFileSync(`${root}/proc`, 'not a folder')
  const { status, stderr } = spawnSync(BIN, ['why', '--root', root], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([
    2,
    `whytop: ${root}/proc cannot be listed: ENOTDIR; --root takes a folder with proc and sys in it\n`,
  ])
})

test.each([[['--once', '--interval', '0.1']], [['--help']], [['explain', 'DIRECT']]])(
  'a full disk: %j says so, exit 3',
  (args) => {
    const full = openSync('/dev/full', 'w')
    try {
      const { status, stderr } = spawnSync(BIN, args, { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' })
      expect([status, stderr]).toEqual([3, 'whytop: stdout cannot be written: ENOSPC\n'])
    } finally {
      closeSync(full)
    }
  },
)

/** Nothing that is written could tell it. */
const SILENT = 'process.stdout.write = (_words, taken) => { taken?.(); return true }'

test('watch ends when nobody reads it any more, also while there is nothing to say', async () => {
  const preload = `${folder()}/silent.cjs`
  writeFileSync(preload, SILENT)
  const env = { ...process.env, NODE_OPTIONS: `--require=${preload}` }
  // What a shell connects is a pipe, with Node it is a pair of sockets.
  const line = `{ timeout 20 "${BIN}" watch; echo $? >&2; } | true`
  const piped = spawnSync('sh', ['-c', line], { env, encoding: 'utf8' })
  const paired = spawn(BIN, ['watch'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const late = setTimeout(() => paired.kill('SIGKILL'), 20_000)
  paired.stdout.destroy()
  const [code] = await once(paired, 'exit')
  clearTimeout(late)
  expect([piped.stderr, code]).toEqual(['0\n', 0])
}, 60_000)

/** A program that fails of itself, in the middle of its work or out of nowhere. */
test.each([
  [['why', '--for', '1s'], 'process.stdout.write = () => { throw new Error("injected") }'],
  [['watch', '--json'], 'Promise.resolve().then(() => setTimeout(() => { throw new Error("injected") }, 300))'],
  [['why', '--for', '9s'], 'setTimeout(() => Promise.reject(new Error("injected")), 300)'],
  [['explain', 'DIRECT'], 'process.stdout.write = () => { throw new Error("injected") }'],
])('a crash of %j is no finding: exit 3, and its stack', (args, broken) => {
  const preload = `${folder()}/broken.cjs`
  writeFileSync(preload, broken)
  const env = { ...process.env, NODE_OPTIONS: `--require=${preload}` }
  const { status, stdout, stderr } = spawnSync(BIN, args, { env, encoding: 'utf8', timeout: 20_000 })
  expect([status, stdout]).toEqual([3, ''])
  expect(stderr).toMatch(/^Error: injected\n +at /m)
})

test('more than one frame of a capture is a mistake, which is told; one is none', () => {
  const root = fileURLToPath(new URL('../fixtures/idle-4node', import.meta.url))
  const run = (n: string) => spawnSync(BIN, ['--root', root, '--once', '--json', '-n', n], { encoding: 'utf8' })
  const several = run('3')
  expect([several.status, several.stdout]).toEqual([2, ''])
  expect(several.stderr).toMatch(/^whytop: a capture has two instants, .*; type --once without -n\n$/)
  const one = run('1')
  expect([one.status, one.stdout.split('\n').length, one.stderr]).toEqual([0, 2, ''])
})

test('a machine that is lost while why looks at it: exit 3', () => {
  const { status, stderr } = spawnSync(BIN, ['why'], { encoding: 'utf8', env: { ...process.env, ...lost() } })
  expect(status).toBe(3)
  expect(stderr).toContain('EIO')
})

test('a reader that has gone is no failure', () => {
  const script = 'set -o pipefail; "$0" --once --interval 0.1 -n 3 | true; echo $?'
  const { stdout, stderr } = spawnSync('bash', ['-c', script, BIN], { encoding: 'utf8' })
  expect([stdout, stderr]).toEqual(['0\n', ''])
})

/** A call of Node's that goes on to a pipe into which nobody writes: its thread is blocked in the kernel, as by a server that is dead. */
const dead = (at: string, broken: string) => {
  execFileSync('mkfifo', [`${at}/dead`])
  writeFileSync(
    `${at}/dead.cjs`,
    `const fs = require('node:fs'), { open } = fs, dead = ${JSON.stringify(`${at}/dead`)}\n${broken}`,
  )
  return { ...process.env, XDG_CONFIG_HOME: at, NODE_OPTIONS: `--require=${at}/dead.cjs` }
}

needs({ commands: ['mkfifo'] }).describe('beside a read that never comes back', () => {
  test.each([
    [['--once', '--interval', '0.1', '--pane', 'load'], 0],
    [['--once', '--sort', 'nosuch'], 2],
    [['explain', 'DIRECT'], 0],
    [['why', '--for', '1s', '--min', 'critical'], expect.any(Number)],
  ])('of the config file: %j ends', (args, code) => {
    const env = dead(
      folder(),
      "fs.open = (path, flags, ...rest) => (String(path).endsWith('config.json') ? open(dead, 'r', ...rest) : open(path, flags, ...rest))",
    )
    const { status, signal } = spawnSync(BIN, args, { env, encoding: 'utf8', timeout: 15_000 })
    expect([status, signal]).toEqual([code, null])
  })

  test('of a mount: why ends with its reader', () => {
    const env = dead(folder(), "fs.statfs = (path, options, done) => open(dead, 'r', () => done(null))")
    const script = 'set -o pipefail; "$0" why --for 1s | true; echo $?'
    const { stdout, signal } = spawnSync('bash', ['-c', script, BIN], { env, encoding: 'utf8', timeout: 18_000 })
    expect([stdout, signal]).toEqual(['0\n', null])
  })
})

test('what was typed cannot drive the terminal by a mistake that quotes it', () => {
  const root = '/nonexistent/\x1b]0;title\x07'
  for (const args of [
    ['--root', root, '--once'],
    ['why', '--root', root],
    ['--once', '--sort', 'cpu\x1b[31m'],
  ]) {
    const { status, stderr } = spawnSync(BIN, args, { encoding: 'utf8' })
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^whytop: [ -~]+\n$/)])
  }
})

test('a config file that is no JSON is told on stderr of --once', () => {
  const config = folder()
  mkdirSync(`${config}/whytop`, { mode: 0o700 })
  writeFileSync(`${config}/whytop/config.json`, '{', { mode: 0o600 })
  const { status, stderr } = spawnSync(BIN, ['--once', '--interval', '0.1'], {
    env: { ...process.env, XDG_CONFIG_HOME: config },
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, 'whytop: the config file is not JSON; correct it or remove it\n'])
})
