import { meminfo } from '../../parse/meminfo.ts'
import {
  dirtyBackgroundBytes,
  dirtyBackgroundRatio,
  dirtyBytes,
  dirtyExpireCentisecs,
  dirtyRatio,
  dirtytimeExpireSeconds,
  dirtyWritebackCentisecs,
} from '../../parse/sys/vm/dirty.ts'
import { type Vmstat, vmstat } from '../../parse/vmstat.ts'
import { rate, seconds } from '../../rates.ts'
import { valueOf } from '../../source.ts'
import type { Bytes, Rate, Seconds } from '../../units.ts'
import { model } from '../model.ts'
import { sumKnown } from '../sum-known.ts'

/**
 * Where dirty data stands, in the order it gets worse: nobody writes it but for its age · flushers write in the background · writers
 * are made to pause · at the limit.
 */
export type Level = 'calm' | 'background' | 'paced' | 'limit'

/** Data that programs wrote and no disk has yet. Null: not known. */
export interface Writeback {
  /** Changed in memory, not yet on its way. */
  readonly dirty: Bytes | null
  /** On its way to a disk. */
  readonly writeback: Bytes | null
  /** Both: what the kernel compares with freerun and limit. */
  readonly waiting: Bytes | null
  /** With so much dirty, without what is being written, flushers write whatever the age. */
  readonly background: Bytes | null
  /** (background + limit) / 2: from here on writers pause, the longer the nearer the limit. */
  readonly freerun: Bytes | null
  readonly limit: Bytes | null
  readonly level: Level | null
  /** By programs. */
  readonly dirtiedPerSecond: Rate<'B'> | null
  /** By flushers, fsync and reclaim. */
  readonly writtenPerSecond: Rate<'B'> | null
  /** What waits, at the rate it is written. Null: nothing is written, or nothing waits. */
  readonly drain: Seconds | null
  /** Until writers pause, at the rate it grows. Null: it does not grow. */
  readonly untilPaced: Seconds | null
  /** Less is dirty than at the look before, and at least half of that was written: a tooth of the saw has ended. */
  readonly fell: boolean | null
  /** Pages that reclaim itself had to write, and those it met that were still dirty. */
  readonly reclaimPerSecond: Rate<'page'> | null
  readonly settings: Settings
}

/** vm.dirty_*. Of a pair of bytes and ratio the one that is not 0 holds. */
export interface Settings {
  readonly backgroundRatio: number | null
  readonly backgroundBytes: Bytes | null
  readonly ratio: number | null
  readonly bytes: Bytes | null
  readonly every: Seconds | null
  readonly expire: Seconds | null
  readonly timeExpire: Seconds | null
}

export const writeback = model({
  from: {
    meminfo,
    vmstat,
    dirtyBackgroundRatio,
    dirtyBackgroundBytes,
    dirtyRatio,
    dirtyBytes,
    dirtyWritebackCentisecs,
    dirtyExpireCentisecs,
    dirtytimeExpireSeconds,
  },
  derive: (of, { pageSize }): Writeback => {
    const after = of.vmstat.after
    const now = valueOf(after)
    const was = of.vmstat.before
    const earlier = valueOf(was)
    const dt = was && 'at' in was && 'at' in after ? seconds(was.at, after.at) : 0
    const size = (name: string) => pages(now, name, pageSize)
    const flow = (...names: readonly string[]) =>
      sumKnown(names.map((name) => rate(earlier?.get(name), now?.get(name), dt)))
    const inBytes = (pagesPerSecond: number | null) => (pagesPerSecond === null ? null : pagesPerSecond * pageSize)
    const memory = valueOf(of.meminfo.after)
    const dirty = size('nr_dirty') ?? memory?.dirty ?? null
    const writing = size('nr_writeback') ?? memory?.writeback ?? null
    const waiting = dirty === null || writing === null ? null : dirty + writing
    const background = size('nr_dirty_background_threshold')
    const limit = size('nr_dirty_threshold')
    const freerun = background === null || limit === null ? null : (background + limit) / 2
    const dirtied = inBytes(flow('nr_dirtied'))
    const written = inBytes(flow('nr_written'))
    const number = (reading: Parameters<typeof valueOf<number>>[0], unit = 1) => {
      const value = valueOf(reading)
      return value === null ? null : value * unit
    }
    return {
      dirty,
      writeback: writing,
      waiting,
      background,
      freerun,
      limit,
      level: levelOf(dirty, waiting, background, freerun, limit),
      dirtiedPerSecond: dirtied,
      writtenPerSecond: written,
      drain: waiting !== null && written !== null && written > 0 ? waiting / written : null,
      untilPaced: until(waiting, freerun, dirtied, written),
      fell: fell(earlier, now),
      reclaimPerSecond: flow('nr_vmscan_write', 'nr_vmscan_immediate_reclaim'),
      settings: {
        backgroundRatio: number(of.dirtyBackgroundRatio.after),
        backgroundBytes: number(of.dirtyBackgroundBytes.after),
        ratio: number(of.dirtyRatio.after),
        bytes: number(of.dirtyBytes.after),
        every: number(of.dirtyWritebackCentisecs.after, 0.01),
        expire: number(of.dirtyExpireCentisecs.after, 0.01),
        timeExpire: number(of.dirtytimeExpireSeconds.after),
      },
    }
  },
})

/** Writers are held at the limit by pauses: 95 % of it is at it. */
const AT_LIMIT = 0.95

/** mm/page-writeback.c: wb_over_bg_thresh by NR_FILE_DIRTY, balance_dirty_pages by that and NR_WRITEBACK. */
function levelOf(
  dirty: Bytes | null,
  waiting: Bytes | null,
  background: Bytes | null,
  freerun: Bytes | null,
  limit: Bytes | null,
): Level | null {
  if (dirty === null || waiting === null || background === null || freerun === null || limit === null) return null
  if (waiting >= AT_LIMIT * limit) return 'limit'
  if (waiting > freerun) return 'paced'
  return dirty > background ? 'background' : 'calm'
}

function until(
  waiting: Bytes | null,
  freerun: Bytes | null,
  dirtied: Rate<'B'> | null,
  written: Rate<'B'> | null,
): Seconds | null {
  if (waiting === null || freerun === null || dirtied === null || written === null) return null
  const growth = dirtied - written
  return growth > 0 && waiting < freerun ? (freerun - waiting) / growth : null
}

function fell(was: Vmstat | null, now: Vmstat | null): boolean | null {
  const [before, after, from, to] = [was, now, was, now].map((sample, i) =>
    sample?.get(i < 2 ? 'nr_dirty' : 'nr_written'),
  )
  if (before === undefined || after === undefined || from === undefined || to === undefined) return null
  return before > after && to - from >= (before - after) / 2
}

function pages(now: Vmstat | null, name: string, pageSize: Bytes): Bytes | null {
  const count = now?.get(name)
  return count === undefined ? null : count * pageSize
}
