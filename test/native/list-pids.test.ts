import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllEnvs())

describe.each([
  ['getdents64', '0'],
  ['readdir', '1'],
])('by %s', (way, without) => {
  const load = async () => {
    vi.stubEnv('WHYTOP_NO_NATIVE', without)
    return {
      ...(await import('../../src/native/list-pids.ts')),
      ...(await import('../../src/native/libc.ts')),
      ...(await import('../../src/native/clocks.ts')),
    }
  }

  test('is the way that is taken', async () => {
    const { libc, cpuClock } = await load()
    expect(libc() === null).toBe(way === 'readdir')
    expect(cpuClock() === null).toBe(way === 'readdir')
  })

  test('numbers only, ascending, also of a folder that takes several calls', async () => {
    const { listPids } = await load()
    const root = mkdtempSync(join(tmpdir(), 'whytop-pids-'))
    try {
      const pids = Array.from({ length: 4000 }, (_, i) => i * 37 + 1)
      for (const name of ['self', '12a', 'a12', '-1', '1.5', ...pids]) mkdirSync(join(root, `${name}`))
      expect([...listPids(root)]).toEqual(pids)
      expect(() => listPids(join(root, 'none'))).toThrow('ENOENT')
    } finally {
      rmSync(root, { recursive: true })
    }
  })

  test('descriptors are numbers from 0, and may be looked at while others list', async () => {
    const { listPids, numbersIn } = await load()
    const fds: number[] = []
    for (const some of numbersIn('/proc/self/fd')) {
      listPids('/proc')
      fds.push(...some)
    }
    expect(fds).toEqual(expect.arrayContaining([0, 1, 2]))
    expect(() => [...numbersIn('/proc/4999999/fd')]).toThrow('ENOENT')
  })

  test('a folder of thousands of names comes in parts', async () => {
    const { numbersIn } = await load()
    const root = mkdtempSync(join(tmpdir(), 'whytop-many-'))
    try {
      for (let i = 0; i < 6000; i++) writeFileSync(join(root, `${i}`), '')
      const parts = Array.from(numbersIn(root), (some) => some.length)
      expect(parts.reduce((sum, count) => sum + count, 0)).toBe(6000)
      if (way === 'getdents64') expect(Math.max(...parts)).toBeLessThan(3000)
    } finally {
      rmSync(root, { recursive: true })
    }
  })

  test('of this machine, as readdir', async () => {
    const { listPids } = await load()
    const names = () =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
    const same = () => {
      const before = names()
      const found = [...listPids('/proc')]
      const after = new Set(names())
      // Processes come and go meanwhile: those that were there all the time must be there.
      const lasting = before.filter((pid) => after.has(pid))
      expect(lasting.filter((pid) => !found.includes(pid))).toEqual([])
      expect(found.filter((pid) => !after.has(pid) && !before.includes(pid))).toEqual([])
      expect(found).toEqual([...found].sort((a, b) => a - b))
      expect(found).toContain(process.pid)
    }
    same()
  })
})

test('the CPU clock of a process runs with it; there is none where there is no process', async () => {
  const { cpuClock } = await import('../../src/native/clocks.ts')
  const clock = cpuClock()
  expect(clock).not.toBeNull()
  if (!clock) return
  const before = clock(process.pid)
  const used = process.cpuUsage()
  let sum = 0
  for (let i = 0; i < 3e7; i++) sum += i
  expect(sum).toBeGreaterThan(0)
  const { user, system } = process.cpuUsage(used)
  const grown = (clock(process.pid) - before) / 1000
  expect(grown).toBeGreaterThanOrEqual((user + system) * 0.9)
  expect(grown).toBeLessThan((user + system) * 1.5 + 20_000)
  const ended = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }))
  expect(clock(ended)).toBeNaN()
})
