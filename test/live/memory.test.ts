import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { memory } from '../../src/model/memory.ts'
import { balance } from '../../src/model/reclaim/balance.ts'
import { slab } from '../../src/model/slab.ts'
import { counters } from '../../src/model/vmstat.ts'
import { zones } from '../../src/model/zones.ts'
import { memoryView } from '../../src/views/memory/view.ts'
import { needs } from '../needs.ts'
import { plain } from '../program/whytop.ts'
import { liveViewSnapshot, placeOf } from '../snapshot-of.ts'

const ask = (command: string, ...args: readonly string[]) => execFileSync(command, args, { encoding: 'utf8' })

/** What a tool says right before and right after we look. */
async function between(page: string | null, command: string, ...args: readonly string[]) {
  let before = ''
  const snapshot = await liveViewSnapshot(memoryView, placeOf(memoryView, {}, page), async () => {
    before = ask(command, ...args)
  })
  return { before, after: ask(command, ...args), snapshot }
}

/**
 * Memory moves while we look. A number is right when it lies between the two answers of the tool; a busy machine gets some tries, and
 * each number must have been right in one of them.
 */
async function eventually<T>(look: () => Promise<readonly Compared<T>[]>): Promise<void> {
  const wrong = new Map<T, Compared<T>>()
  const right = new Set<T>()
  for (let tries = 0; tries < 12; tries++) {
    for (const one of await look()) {
      const [least, most] = [Math.min(one.before, one.after), Math.max(one.before, one.after)]
      if (one.own >= least && one.own <= most) right.add(one.name)
      wrong.set(one.name, one)
    }
    for (const name of right) wrong.delete(name)
    if (wrong.size === 0) return
  }
  expect([...wrong.values()]).toEqual([])
}

interface Compared<T> {
  readonly name: T
  readonly own: number
  readonly before: number
  readonly after: number
}

const COLUMNS = ['total', 'used', 'free', 'shared', 'buffers', 'cache', 'available'] as const

function freeColumns(answer: string): readonly number[] {
  const line = answer.split('\n').find((one) => one.startsWith('Mem:')) ?? ''
  return line.trim().split(/\s+/).slice(1).map(Number)
}

needs({ commands: ['free'] })('as free -w -b: every column', async () => {
  expect(ask('free', '-w').split('\n')[0]?.trim().split(/\s+/)).toEqual(COLUMNS)
  await eventually(async () => {
    const { before, after, snapshot } = await between(null, 'free', '-w', '-b')
    const now = snapshot.get(memory)
    const [first, last] = [freeColumns(before), freeColumns(after)]
    return COLUMNS.map((name, i) => ({
      name,
      own: now?.[name] ?? Number.NaN,
      before: first[i] ?? Number.NaN,
      after: last[i] ?? Number.NaN,
    }))
  })
})

needs({ commands: ['free'] })('the program prints what free -w -b prints', async () => {
  const [total] = freeColumns(ask('free', '-w', '-b'))
  const answer = JSON.parse(plain(['--pane', 'memory', '--once', '--json']).stdout)
  const own = answer.memory ?? answer
  expect(own.total_bytes).toBe(total)
  expect(own.used_bytes + own.available_bytes).toBe(total)
  for (const name of COLUMNS) expect(own[`${name}_bytes`], name).toBeTypeOf('number')
})

/** `   53018 k free memory` → 53018. */
function said(answer: string, what: string): number {
  const line = answer.split('\n').find((one) => one.endsWith(` ${what}`)) ?? ''
  return Number.parseInt(line.trim(), 10)
}

needs({ commands: ['vmstat'] })('as vmstat -s: lists in KiB, and counters since boot', async () => {
  await eventually(async () => {
    const { before, after, snapshot } = await between(null, 'vmstat', '-s')
    const { lists } = snapshot.get(balance)
    const now = snapshot.get(memory)
    const counted = snapshot.get(counters)
    const kib = (amount: number | null | undefined) => (amount ?? Number.NaN) / 1024
    const numbers: readonly (readonly [string, number])[] = [
      ['K total memory', kib(now?.total)],
      ['K used memory', kib(now?.used)],
      ['K free memory', kib(now?.free)],
      ['K buffer memory', kib(now?.buffers)],
      ['K swap cache', kib(now?.cache)],
      ['K active memory', kib(lists && lists.activeAnon + lists.activeFile)],
      ['K inactive memory', kib(lists && lists.inactiveAnon + lists.inactiveFile)],
      ['K paged in', counted.now('pgpgin') ?? Number.NaN],
      ['K paged out', counted.now('pgpgout') ?? Number.NaN],
      ['pages swapped in', counted.now('pswpin') ?? Number.NaN],
      ['pages swapped out', counted.now('pswpout') ?? Number.NaN],
    ]
    return numbers.map(([name, own]) => ({ name, own, before: said(before, name), after: said(after, name) }))
  })
})

const ROW = /^ *(\d+) +(\d+) +(\d+)% +([\d.]+)K +(\d+) +(\d+) +(\d+)K (.*?) *$/

const FIELDS = ['objects', 'active', 'use', 'object size', 'slabs', 'objects a slab', 'size'] as const

function slabRows(answer: string): ReadonlyMap<string, readonly number[]> {
  return new Map(
    answer.split('\n').flatMap((line): [string, readonly number[]][] => {
      const match = ROW.exec(line)
      return match ? [[match[8] as string, match.slice(1, 8).map(Number)]] : []
    }),
  )
}

needs({ commands: ['slabtop'], root: true })('as slabtop -o: every column of every cache', async () => {
  await eventually(async () => {
    // Slab is read seldom: it is as of before what is done between the two looks.
    const first = slabRows(ask('slabtop', '-o'))
    let last = first
    const snapshot = await liveViewSnapshot(memoryView, placeOf(memoryView, {}, 'slab'), async () => {
      last = slabRows(ask('slabtop', '-o'))
    })
    const { slabs } = snapshot.get(slab)
    let still = 0
    const compared = slabs.flatMap((own) => {
      const [before, after] = [first.get(own.name), last.get(own.name)]
      // Of one that moves meanwhile nobody can say where it was in between.
      if (!before || !after || before.join() !== after.join()) return []
      still++
      // The share is cut off, not rounded; the size of an object has two decimals, of which the last may be rounded either way.
      const kib = own.objectSize / 1024
      const near = Math.abs(kib - (before[3] as number)) < 0.0051 ? (before[3] as number) : kib
      const { objects, activeObjects, use, size } = own
      const values = [
        objects,
        activeObjects,
        Math.floor((use ?? 0) * 100),
        near,
        own.slabs,
        own.objectsPerSlab,
        size / 1024,
      ]
      return FIELDS.map((field, i) => ({
        name: `${own.name} ${field}`,
        own: values[i] as number,
        before: before[i] as number,
        after: after[i] as number,
      }))
    })
    expect(still).toBeGreaterThan(50)
    return compared
  })
})

test('watermarks of the live machine are what the formulas say', async () => {
  const snapshot = await liveViewSnapshot(memoryView, placeOf(memoryView), async () => {})
  const { zones: all, scaleFactor } = snapshot.get(zones)
  expect(all.length).toBeGreaterThan(0)
  for (const { min, boost, gap, managed } of all)
    expect(
      Math.abs(gap - Math.max((min - boost) / 4, (managed * (scaleFactor ?? Number.NaN)) / 10_000)),
    ).toBeLessThanOrEqual(2 * snapshot.facts.pageSize)
})
