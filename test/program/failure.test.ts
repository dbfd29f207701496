import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { BIN, programs } from './whytop.ts'

const { whytop, folder, end } = programs()
afterEach(end)

test('the first look fails: the terminal as it was, why it failed, exit 3', async () => {
  const root = folder()
  mkdirSync(`${root}/sys`)
  writeFileSync(`${root}/proc`, 'not a folder')
  const session = whytop(['--root', root])
  expect(await session.ended).toEqual({ code: 3, signal: 0 })
  expect(session.modes()).toMatchObject({ alternate: false, mouse: 'none', paste: false, wraps: true })
  expect(session.bytes().toString('latin1')).toContain('ENOTDIR')
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
  const root = folder()
  mkdirSync(`${root}/sys`)
  writeFileSync(`${root}/proc`, 'not a folder')
  const { status, stderr } = spawnSync(BIN, ['why', '--root', root], { encoding: 'utf8' })
  expect(status).toBe(3)
  expect(stderr).toContain('ENOTDIR')
})

test('a reader that has gone is no failure', () => {
  const script = 'set -o pipefail; "$0" --once --interval 0.1 -n 3 | true; echo $?'
  const { stdout, stderr } = spawnSync('bash', ['-c', script, BIN], { encoding: 'utf8' })
  expect([stdout, stderr]).toEqual(['0\n', ''])
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
