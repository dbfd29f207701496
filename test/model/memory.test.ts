import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memory } from '../../src/model/memory.ts'
import { overcommit } from '../../src/model/overcommit.ts'
import { NO_WANTS } from '../../src/sample/wants.ts'
import { snapshotOf } from '../snapshot-of.ts'

function freeOf(folder: string): readonly (readonly number[])[] {
  const text = readFileSync(new URL(`../fixtures/${folder}/expected/free-wk.txt`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => [...line.matchAll(/\d+/g)].map(([kib]) => Number(kib)))
}

describe.each(['load-d', 'idle-4node'])('%s', (folder) => {
  test('memory as free -w, which ran beside the capture', async () => {
    const snapshot = await snapshotOf(folder, { ...NO_WANTS, sources: memory.sources })
    const now = snapshot.get(memory)
    const [ram = [], swap = []] = freeOf(folder)
    const [total, used, free, shared, buffers, cache, available] = ram
    const moves = 12_000
    const kib = (bytes: number | null | undefined) => (bytes ?? Number.NaN) / 1024
    expect([kib(now?.total), kib(now?.shared)]).toEqual([total, shared])
    expect([kib(now?.swapTotal), kib(now?.swapUsed)]).toEqual(swap.slice(0, 2))
    // It ran a moment before or after: a few pages come and go.
    const near = (bytes: number | null | undefined, expected = Number.NaN) =>
      expect(Math.abs(kib(bytes) - expected)).toBeLessThan(moves)
    near(now?.used, used)
    near(now?.free, free)
    near(now?.buffers, buffers)
    near(now?.cache, cache)
    near(now?.available, available)
    expect((now?.used ?? 0) + (now?.available ?? 0)).toBe(now?.total)
  })

  test('CommitLimit is what the formula says', async () => {
    const snapshot = await snapshotOf(folder, { ...NO_WANTS, sources: [...memory.sources, ...overcommit.sources] })
    const { mode, ratio, kbytes, limit, committed } = snapshot.get(overcommit)
    const { total = 0, swapTotal = 0 } = snapshot.get(memory) ?? {}
    expect([mode, ratio, kbytes]).toEqual([0, 50, 0])
    expect(Math.abs((limit ?? 0) - (Math.floor((total * (ratio ?? 0)) / 100) + (swapTotal ?? 0)))).toBeLessThan(4096)
    expect(committed).toBeGreaterThan(0)
  })
})

test('what this kernel does not tell is unknown, not 0', async () => {
  const snapshot = await snapshotOf('load-d', NO_WANTS)
  expect(snapshot.get(memory)).toBeNull()
  expect(snapshot.get(overcommit)).toEqual({ mode: null, ratio: null, kbytes: null, limit: null, committed: null })
})
