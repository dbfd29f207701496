import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { HeldPlain } from '../../src/host/held-plain.ts'

const held = new HeldPlain()
afterEach(() => held.releaseAll())

test('each read is of this moment, and whole', async () => {
  const first = Number(held.read('/proc/uptime')?.toString().split(' ')[0])
  await wait(30)
  const next = Number(held.read('/proc/uptime')?.toString().split(' ')[0])
  expect(next).toBeGreaterThan(first)
  for (const path of ['/proc/meminfo', '/proc/stat', '/proc/loadavg']) {
    const names = (file: string) => file.split('\n').map((line) => line.split(/\s/)[0])
    expect(held.read(path)?.toString().endsWith('\n'), path).toBe(true)
    if (path !== '/proc/loadavg')
      expect(names(held.read(path)?.toString() ?? '')).toEqual(names(readFileSync(path, 'latin1')))
  }
})

test('a file that has outgrown its buffer gets a larger one: /proc/stat of some hundred CPUs', () => {
  const small = new HeldPlain(100)
  const names = (file: string | undefined) => file?.split('\n').map((line) => line.split(':')[0])
  let bytes: Buffer | null = null
  for (let i = 0; i < 10 && bytes === null; i++) bytes = small.read('/proc/meminfo')
  expect(names(bytes?.toString())).toEqual(names(readFileSync('/proc/meminfo', 'latin1')))
  small.releaseAll()
})

test('others are read as ever', () => {
  expect(held.read('/proc/vmstat')).toBeNull()
  expect(held.read('/etc/hostname')).toBeNull()
})

test('without native calls none is held', async () => {
  vi.resetModules()
  vi.stubEnv('WHYTOP_NO_NATIVE', '1')
  const fresh = await import('../../src/host/held-plain.ts')
  expect(new fresh.HeldPlain().read('/proc/stat')).toBeNull()
  vi.unstubAllEnvs()
})
