import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from './terminal.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'whytop-launcher-'))
const launcher = join(root, 'bin/whytop.js')
const cache = join(root, 'dist/whytop.cache')
const BUILD = [here('../../scripts/build.mjs'), '--entry', here('demo.ts'), '--out', join(root, 'dist/whytop')]

/** Alone in an empty folder: nothing of this checkout can be found from there. */
beforeAll(() => {
  mkdirSync(join(root, 'bin'))
  copyFileSync(here('../../bin/whytop.js'), launcher)
  copyFileSync(here('../../bin/late.js'), join(root, 'bin/late.js'))
  copyFileSync(here('../../bin/package.json'), join(root, 'bin/package.json'))
  execFileSync(process.execPath, BUILD)
}, 20_000)
afterAll(() => rmSync(root, { recursive: true }))

async function starts(): Promise<void> {
  const session = run([launcher], { cwd: root })
  await session.waitFor((screen) => screen[0]?.startsWith('whytop demo') === true)
  session.send('\x1b[A')
  await session.waitFor((screen) => screen[1] === 'keys up')
  session.send('q')
  expect(await session.ended).toEqual({ code: 0, signal: 0 })
}

test('the bundle runs by itself, blessed included', starts)

test('what is built is packed, with the licences of what it carries of others', () => {
  const { files } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as { files: readonly string[] }
  expect(files.filter((path) => path.startsWith('dist/')).sort()).toEqual(
    readdirSync(join(root, 'dist')).map((name) => `dist/${name}`),
  )
  expect(readFileSync(join(root, 'dist/whytop.licenses'), 'utf8')).toMatch(
    /^== blessed [\d.]+: MIT\n\nCopyright \(c\) .*Christopher Jeffrey/m,
  )
})

test('its code cache is taken by Node with the flags of the launcher', () => {
  const flags = /exec node (.*) "\$0"/.exec(readFileSync(launcher, 'utf8'))?.[1]?.split(' ') ?? []
  expect(flags.length).toBeGreaterThan(3)
  const look = `const { Script } = require('vm'), { readFileSync } = require('fs'), file = ${JSON.stringify(join(root, 'dist/whytop.cjs'))}
    console.log(new Script(readFileSync(file, 'utf8'), { filename: file, cachedData: readFileSync(${JSON.stringify(cache)}) }).cachedDataRejected)`
  expect(execFileSync(process.execPath, [...flags, '-e', look], { encoding: 'utf8' })).toBe('false\n')
})

test('what is fresh is not built again, and that is found out at once', () => {
  const before = statSync(cache).mtimeMs
  const from = performance.now()
  execFileSync(process.execPath, [...BUILD, '--if-needed'])
  expect(performance.now() - from).toBeLessThan(1000)
  expect(statSync(cache).mtimeMs).toBe(before)
})

describe('is built again', () => {
  const archive = join(root, 'dist/whytop.late')
  const spoil: readonly (readonly [string, () => void])[] = [
    ['what was stopped before its cache was there', () => rmSync(cache)],
    [
      'what another Node built, which refuses its cache',
      () => writeFileSync(archive, readFileSync(archive, 'latin1').replace(process.version, 'v19.0.0'), 'latin1'),
    ],
  ]
  test.each(spoil)('%s, to the same bytes', (_what, change) => {
    const built = () => ['cjs', 'late'].map((end) => readFileSync(join(root, `dist/whytop.${end}`), 'latin1'))
    const before = built()
    change()
    execFileSync(process.execPath, [...BUILD, '--if-needed'])
    expect(existsSync(cache)).toBe(true)
    expect(built()).toEqual(before)
  })
})

test('where nothing may be written, or packages are missing, that is told in one line', () => {
  const failed = (out: string, script: string) => {
    const { status, stderr } = spawnSync(process.execPath, [script, '--out', out], { encoding: 'utf8' })
    return [status, stderr]
  }
  // Not even root may.
  expect(failed('/sys/whytop/whytop', here('../../scripts/build.mjs'))).toEqual([2, expect.stringMatching(/^.+\n$/)])
  mkdirSync(join(root, 'scripts'))
  for (const name of ['build.mjs', 'bundle.mjs', 'licenses.mjs'])
    copyFileSync(here(`../../scripts/${name}`), join(root, 'scripts', name))
  expect(failed(join(root, 'other/whytop'), join(root, 'scripts/build.mjs'))).toEqual([
    2,
    'whytop cannot be built: a package is missing: run `npm ci` first\n',
  ])
  // What was built before is better than nothing.
  rmSync(cache)
  const last = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-needed'], { encoding: 'utf8' })
  expect([last.status, last.stderr]).toEqual([0, expect.stringMatching(/^.+ the last one is started: .+\n$/)])
})

test('where no terminal can be had to warm up in, it is built all the same', () => {
  const hook = join(root, 'no-pty.cjs')
  const fault = `Object.assign(new Error('another C library'), { code: 'ERR_DLOPEN_FAILED' })`
  writeFileSync(
    hook,
    `const Module = require('module'), load = Module._load
    Module._load = (name, ...more) => { if (name === './unixTerminal') throw ${fault}; return load(name, ...more) }`,
  )
  rmSync(cache, { force: true })
  execFileSync(process.execPath, ['--require', hook, ...BUILD])
  expect(existsSync(cache)).toBe(true)
})

test('its first line needs nothing that BusyBox lacks', () => {
  const [first] = readFileSync(launcher, 'utf8').split('\n', 1)
  expect(first).toBe('#!/bin/sh')
})

test('a cache of another version is passed over, and so is none', async () => {
  writeFileSync(cache, Buffer.alloc(1000, 7))
  await starts()
  rmSync(cache)
  await starts()
})

test('too old a Node is told in one line', () => {
  const old = join(root, 'old.cjs')
  writeFileSync(old, `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.16.0' } })`)
  const { status, stderr } = spawnSync(process.execPath, ['--require', old, launcher], { encoding: 'utf8' })
  expect([status, stderr.split('\n').length]).toEqual([2, 2])
  expect(stderr).toContain('needs Node.js 20.17 or newer')
})

test('what is not built says how to build it', () => {
  rmSync(join(root, 'dist'), { recursive: true })
  const { status, stderr } = spawnSync(process.execPath, [launcher], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([2, 'whytop is not built yet: run `npm run build`\n'])
})

test('the first frame waits for no stream of Node, which take 16 ms with the flags of the launcher', async () => {
  const seen = join(root, 'loaded')
  const look = join(root, 'look.cjs')
  writeFileSync(
    look,
    `const fs = require('node:fs'), { writeSync } = fs
    fs.writeSync = (fd, bytes, ...more) => {
      fs.writeSync = writeSync
      fs.writeFileSync(${JSON.stringify(seen)}, process.moduleLoadList.join('\\n') + '\\n' + bytes.length)
      return writeSync(fd, bytes, ...more)
    }`,
  )
  const session = run([process.execPath, '--require', look, here('../../bin/whytop.js')])
  await session.waitFor((screen) => screen[0]?.startsWith(' whytop ') === true)
  session.send('q')
  await session.ended
  const loaded = readFileSync(seen, 'utf8').split('\n')
  expect(Number(loaded.at(-1))).toBeGreaterThan(1000)
  expect(loaded).toContain('NativeModule fs')
  const slow =
    /^NativeModule (stream|net|tty|perf_hooks|os|module|child_process|internal\/streams\/readable|fs\/promises)$/
  expect(loaded.filter((name) => slow.test(name))).toEqual([])
})
