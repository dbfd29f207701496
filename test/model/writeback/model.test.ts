import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { load, loadSources } from '../../../src/model/load/model.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { type Writeback, writeback } from '../../../src/model/writeback/model.ts'
import { paused, waitingForDisks } from '../../../src/model/writeback/paused.ts'
import { vmstat } from '../../../src/parse/vmstat.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import { FACTS } from '../../findings/looks.ts'
import { fixture } from '../../parse/fixture.ts'
import { SOME_PROCESSES, snapshotOf } from '../../snapshot-of.ts'

const MIB = 2 ** 20

/** `name value` lines of an answer, KiB where it says so. */
function expected(file: string): ReadonlyMap<string, number> {
  const lines = fixture(`dirty-slow/expected/${file}`).toString().trim().split('\n')
  return new Map(lines.map((line) => line.split(/:?\s+/)).map(([name, value]) => [name as string, Number(value)]))
}

function slow(): Promise<Snapshot> {
  const sources = [...writeback.sources, ...loadSources(null)]
  return snapshotOf('dirty-slow', {
    ...NO_WANTS,
    sources,
    processes: { ...SOME_PROCESSES, threads: 'all', active: ['schedstat', 'cgroup', 'owner'] },
  })
}

describe('a disk of 2 MB/s that three dd write to', async () => {
  const snapshot = await slow()
  const now: Writeback = snapshot.get(writeback)

  test('the thresholds are those the kernel resolved', () => {
    const pages = expected('thresholds.txt')
    // They move with free memory and page cache: the answer was taken between the two instants.
    expect((now.limit as number) / 4096 / (pages.get('nr_dirty_threshold') as number)).toBeCloseTo(1, 2)
    expect((now.background as number) / 4096 / (pages.get('nr_dirty_background_threshold') as number)).toBeCloseTo(1, 2)
    expect(now.freerun).toBe(((now.background as number) + (now.limit as number)) / 2)
  })

  test('what waits is at the limit, and told as such', () => {
    const kb = expected('dirty.txt')
    const waited = ((kb.get('Dirty') as number) + (kb.get('Writeback') as number)) * 1024
    expect((now.waiting as number) / waited).toBeCloseTo(1, 1)
    expect(now.waiting).toBe((now.dirty as number) + (now.writeback as number))
    expect(now.waiting).toBeGreaterThan(now.freerun as number)
    expect(['paced', 'limit']).toContain(now.level)
  })

  test('how long it takes to write out is at the rate it is written', () => {
    expect(now.writtenPerSecond).toBeGreaterThan(1 * MIB)
    expect(now.writtenPerSecond).toBeLessThan(4 * MIB)
    expect(now.drain).toBeCloseTo((now.waiting as number) / (now.writtenPerSecond as number), 6)
    expect(now.untilPaced).toBeNull()
  })

  test('who is made to pause: the same threads that ps had', () => {
    const blocked = fixture('dirty-slow/expected/blocked.txt').toString().trim().split('\n')
    const pids = blocked
      .filter((line) => line.includes('balance_dirty_pages'))
      .map((line) => Number(line.split(/\s+/)[1]))
    expect(pids).toHaveLength(3)
    expect(paused(snapshot)?.map(({ look }) => look.tid)).toEqual(pids)
    expect(waitingForDisks(snapshot)).toBe(snapshot.get(load).threads?.tasks.d_block)
  })

  test('the settings are the defaults, in seconds', () => {
    expect(now.settings).toEqual({
      backgroundRatio: 10,
      backgroundBytes: 0,
      ratio: 20,
      bytes: 0,
      every: 5,
      expire: 30,
      timeExpire: 43200,
    })
  })
})

test('an idle machine is calm', async () => {
  const now = (await snapshotOf('idle-4node', { ...NO_WANTS, sources: writeback.sources })).get(writeback)
  expect(now.level).toBe('calm')
  expect(now.waiting).toBeLessThan(now.background as number)
})

test('flushers begin by what is dirty alone, writers pause by that and what is being written', () => {
  const level = (dirty: number, writing: number) => {
    const text = `nr_dirty ${dirty}\nnr_writeback ${writing}\nnr_dirty_background_threshold 100\nnr_dirty_threshold 200\n`
    const files = new Map([[vmstat.path, { at: 0, value: vmstat.parse(Buffer.from(text)) }]])
    return new Snapshot({ after: { at: 0, files, processes: null }, before: null }, FACTS, NO_HISTORY).get(writeback)
      .level
  }
  expect([level(100, 0), level(101, 0)]).toEqual(['calm', 'background'])
  expect([level(60, 60), level(90, 60), level(90, 61)]).toEqual(['calm', 'calm', 'paced'])
  expect(level(0, 190)).toBe('limit')
})

test('nothing read: nothing known, and no 0', async () => {
  const now = (await snapshotOf('idle-4node', { ...NO_WANTS })).get(writeback)
  expect(Object.entries(now).filter(([name, value]) => name !== 'settings' && value !== null)).toEqual([])
  expect(Object.values(now.settings).every((value) => value === null)).toBe(true)
})
