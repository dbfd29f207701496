import { describe, expect, test } from 'vitest'
import { earlierLooks, looksOf } from '../../../src/model/load/looks.ts'
import { hidesWchan, mayRead, ownStatus, readerOf } from '../../../src/model/load/rights.ts'
import { HIDDEN } from '../../../src/model/load/thread.ts'
import type { Missing, Reading } from '../../../src/source.ts'
import { processes, row, thread } from './row.ts'

const ROOT = { uid: 0, capEff: 1n << 19n }
const NOBODY = { uid: 65534, capEff: 0n }
const FORKNOEXEC = 0x40

const tids = (all: ReturnType<typeof looksOf>) => all.map(({ tid }) => tid)

test('a process of one thread is that thread; one of many has them looked at one by one', () => {
  const rows = [row({ pid: 5, state: 'R' }), row({ pid: 6, threads: 3 })]
  const threads = [
    thread({ pid: 6, tid: 6 }),
    thread({ pid: 6, tid: 7, state: 'R', run: 4 }),
    thread({ pid: 6, tid: 8, state: 'D', wchan: 'pipe_read' }),
  ]
  const looks = looksOf(processes(rows, { 6: threads }), ROOT, null)
  expect(looks).toMatchObject([
    { tid: 5, pid: 5, state: 'R', starttime: 105 },
    { tid: 7, pid: 6, state: 'R', starttime: 107, processStarttime: 106, runNs: 4 },
    { tid: 8, pid: 6, state: 'D', wchan: 'pipe_read' },
  ])
})

test('one that is too new to have its threads read stands for itself', () => {
  expect(tids(looksOf(processes([row({ pid: 6, threads: 3, state: 'R' })]), ROOT, null))).toEqual([6])
})

test('sleepers are left out, but for those that others may need', () => {
  const rows = [
    row({ pid: 2 }),
    row({ pid: 3, flags: FORKNOEXEC }),
    row({ pid: 4 }),
    row({ pid: 5, state: 'I' }),
    row({ pid: 6, state: 'Z' }),
  ]
  expect(tids(looksOf(processes(rows), ROOT, null))).toEqual([5, 6])
  const looks = looksOf(processes(rows), ROOT, ({ pid }) => pid === 4)
  expect(looks.map(({ tid, frozen }) => [tid, frozen])).toEqual([
    [4, true],
    [5, false],
    [6, false],
  ])
  expect(tids(looksOf(processes([...rows, row({ pid: 7, state: 'D' })]), ROOT, null))).toEqual([3, 5, 6, 7])
  const stuck = { 8: [thread({ pid: 8, tid: 8 }), thread({ pid: 8, tid: 9, state: 'D' })] }
  const many = processes([...rows, row({ pid: 8, threads: 2 })], stuck)
  expect(tids(looksOf(many, ROOT, null))).toEqual([3, 5, 6, 9])
})

test('a leader that has ended brings its living threads along', () => {
  const looks = looksOf(
    processes([row({ pid: 6, state: 'Z', threads: 2 })], {
      6: [thread({ pid: 6, tid: 6, state: 'Z' }), thread({ pid: 6, tid: 7 })],
    }),
    ROOT,
    null,
  )
  expect(tids(looks)).toEqual([6, 7])
})

test('a reason that is over is not told', () => {
  expect(
    looksOf(processes([row({ pid: 5, state: 'R', wchan: 'submit_bio_wait', stack: ['x+0x1/0x2'] })]), ROOT, null),
  ).toMatchObject([{ wchan: null, stack: null }])
})

describe('wchan 0 in D', () => {
  const wchan = (given: Partial<Parameters<typeof row>[0]>, reader: typeof ROOT | { uid: null; capEff: null }) =>
    looksOf(processes([row({ pid: 5, state: 'D', wchan: null, owner: 33, ...given })]), reader, null)[0]?.wchan

  test('hidden from another user', () => expect(wchan({}, NOBODY)).toBe(HIDDEN))
  test('not said, to the owner', () => expect(wchan({}, { uid: 33, capEff: 0n })).toBeNull())
  test('not said, to root', () => expect(wchan({}, ROOT)).toBeNull())
  test('hidden from a root without CAP_SYS_PTRACE', () => expect(wchan({}, { uid: 0, capEff: 0n })).toBe(HIDDEN))
  test('hidden where nobody knows who read, unless the stack was read', () => {
    expect(wchan({}, { uid: null, capEff: null })).toBe(HIDDEN)
    expect(wchan({ stack: ['do_exit+0x1/0x2'] }, { uid: null, capEff: null })).toBeNull()
  })
  test('hidden when the read is refused; when it is not there, why', () => {
    const missing = (kind: Missing['missing']): Missing => ({ missing: kind, source: 'wchan', why: kind, remedy: null })
    expect(wchan({ wchan: missing('denied') }, NOBODY)).toBe(HIDDEN)
    expect(wchan({ wchan: missing('absent') }, NOBODY)).toMatchObject({ missing: 'absent' })
  })
  test('a name is a name', () => expect(wchan({ wchan: 'jbd2_log_wait_commit' }, NOBODY)).toBe('jbd2_log_wait_commit'))
})

test('rights: the capability decides over the uid', () => {
  const other = row({ pid: 9, owner: 7 })
  expect(mayRead({ uid: 1000, capEff: 1n << 19n }, other)).toBe(true)
  expect(mayRead({ uid: 0, capEff: null }, other)).toBe(true)
  expect(mayRead({ uid: 1000, capEff: null }, other)).toBe(false)
  expect(mayRead({ uid: 7, capEff: 0n }, other)).toBe(true)
})

test('rights: the owner has none on what is not dumpable, as other files say', () => {
  const io: Missing = { missing: 'denied', source: 'io', why: 'no right', remedy: null }
  const own = row({ pid: 9, owner: 7 })
  const undumpable = { ...own, more: { ...own.more, io } }
  expect(mayRead({ uid: 7, capEff: 0n }, undumpable)).toBe(false)
  expect(mayRead({ uid: 7, capEff: 1n << 19n }, undumpable)).toBe(true)
})

test('rights: wchan 0 of what sleeps is hidden from others, and of a capture nobody knows', () => {
  const hidden = (reader: Parameters<typeof hidesWchan>[0], given: Partial<Parameters<typeof row>[0]> = {}) =>
    hidesWchan(reader, row({ pid: 9, owner: 7, wchan: null, ...given }))
  expect(['S', 'D', 'T', 'I', 'R', 'Z', 'X'].map((state) => hidden(NOBODY, { state }))).toEqual([
    ...[true, true, true, true],
    ...[false, false, false],
  ])
  expect([hidden(ROOT), hidden({ uid: 7, capEff: 0n }), hidden({ uid: null, capEff: null })]).toEqual([
    ...[false, false, false],
  ])
  expect(hidden({ uid: 0, capEff: 0n })).toBe(true)
  expect([hidden(NOBODY, { wchan: 'do_wait' }), hidesWchan(NOBODY, row({ pid: 9, owner: 7 }))]).toEqual([false, false])
})

test('rights: who reads, with its capabilities once they are read', () => {
  const samples = (files: ReadonlyMap<string, Reading<unknown>>) => ({
    after: { at: 1, files, processes: null },
    before: null,
  })
  const ids = 'Tgid:\t9\nPid:\t9\nPPid:\t1\nUid:\t33\t33\t33\t33\nGid:\t33\t33\t33\t33\nThreads:\t1\n'
  const status = ownStatus.parse(Buffer.from(`${ids}CapEff:\t0000000000080000\n`))
  expect(readerOf(samples(new Map()), { uid: 33 })).toEqual({ uid: 33, capEff: null })
  expect(readerOf(samples(new Map([[ownStatus.path, { value: status, at: 1 }]])), { uid: 33 })).toEqual({
    uid: 33,
    capEff: 1n << 19n,
  })
})

test('of the look before only what ran is wanted', () => {
  const before = processes([row({ pid: 5 }), row({ pid: 6, threads: 2 })], {
    6: [thread({ pid: 6, tid: 6, run: 1 }), thread({ pid: 6, tid: 7, run: 2 })],
  })
  const after = looksOf(
    processes([row({ pid: 5, state: 'D' }), row({ pid: 6, threads: 2 })], {
      6: [thread({ pid: 6, tid: 6 }), thread({ pid: 6, tid: 7, state: 'R', run: 9 })],
    }),
    ROOT,
    null,
  )
  expect(earlierLooks(before, after, ROOT)).toMatchObject([{ tid: 7, runNs: 2 }])
  expect(earlierLooks(null, after, ROOT)).toEqual([])
})
