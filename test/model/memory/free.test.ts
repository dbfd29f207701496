import { describe, expect, test } from 'vitest'
import { memory } from '../../../src/model/memory.ts'
import { balance } from '../../../src/model/reclaim/balance.ts'
import { fixture } from '../../parse/fixture.ts'
import { CASES, captured } from './captured.ts'

/** The tools ran a moment beside the capture: a busy machine moved by so much meanwhile. */
const MOVES: Readonly<Record<string, number>> = { 'swap-4node': 0.03, 'dirty-slow': 0.02 }

describe.each(CASES)('%s', (folder) => {
  const lines = (file: string) => fixture(`${folder}/expected/${file}`).toString().split('\n')
  const moves = MOVES[folder] ?? 0.01

  test('every column of free -w', async () => {
    const now = (await captured(folder, memory)).get(memory)
    const columns = (lines('free-wk.txt')[1] as string).trim().split(/\s+/).slice(1).map(Number)
    const [total, used, free, shared, buffers, cache, available] = columns as [number, ...number[]]
    expect(now?.total).toBe(total * 1024)
    for (const [own, theirs] of [
      [now?.used, used],
      [now?.free, free],
      [now?.shared, shared],
      [now?.buffers, buffers],
      [now?.cache, cache],
      [now?.available, available],
    ] as const)
      expect(Math.abs((own ?? Number.NaN) - (theirs as number) * 1024) / (total * 1024)).toBeLessThan(moves)
    expect((now?.used ?? 0) + (now?.available ?? 0)).toBe(now?.total)
  })

  test('active and inactive of vmstat -s', async () => {
    const snapshot = await captured(folder, memory, balance)
    const { lists } = snapshot.get(balance)
    const total = snapshot.get(memory)?.total ?? Number.NaN
    // In thousands of bytes: -S k.
    const of = (name: string) =>
      Number.parseInt((lines('vmstat-sk.txt').find((line) => line.endsWith(` k ${name} memory`)) ?? '').trim(), 10) *
      1000
    if (!lists) throw new Error('no lists')
    expect(Math.abs(lists.activeAnon + lists.activeFile - of('active')) / total).toBeLessThan(moves)
    expect(Math.abs(lists.inactiveAnon + lists.inactiveFile - of('inactive')) / total).toBeLessThan(moves)
    expect(Math.abs((snapshot.get(memory)?.used ?? Number.NaN) - of('used')) / total).toBeLessThan(moves)
  })
})
