import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

test('its code cache is taken by Node with the flags of the launcher', () => {
  const flags = /node (.*)/.exec(readFileSync(launcher, 'utf8').split('\n', 1)[0] ?? '')?.[1]?.split(' ') ?? []
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
