import { describe, expect, test } from 'vitest'
import { diskHung } from '../../src/findings/disk-hung.ts'
import { CPU_STAT, type Done, diskstatsOf, ioPressure, scannedAt, sysBlock, writer } from './disk-machine.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const S = 1e9

function machine(name: string, disk: Done, share = 1, more = {}, stalled = 0): Files {
  return {
    '/proc/diskstats': diskstatsOf({ [name]: disk }),
    ...sysBlock([name], more),
    ...ioPressure(share, stalled),
    ...CPU_STAT,
  }
}

const STILL = machine('vda', { reads: 10, inFlight: 3, weightedMs: 100 })
const since = (seconds: number, discards = false) => new Map([['vda', { since: (1000 - seconds) * S, discards }]])

describe('a disk that does not answer', () => {
  test('is one with requests in flight of which none comes back', () => {
    const rows = [writer(7, 'postgres', 0, 1000)]
    const processes = scannedAt(1000, rows, { 7: 'folio_wait_bit_common' })
    const look = seen(lookAt(diskHung, { now: STILL, was: STILL, kept: since(12), processes }))
    expect(look).toMatchObject({ seen: 'critical', value: 12, held: 12 })
    expect(look.says).toBe('vda has 3 requests and answered none for 00:12; postgres 7 waits for it.')
    expect(look.scope).toEqual({ devices: ['vda'], pids: [7] })
  })

  test('is told from 5 s on, and is critical from 10 s on', () => {
    clear(lookAt(diskHung, { now: STILL, was: STILL, kept: since(4.9) }))
    expect(seen(lookAt(diskHung, { now: STILL, was: STILL, kept: since(5) })).seen).toBe('warning')
    expect(seen(lookAt(diskHung, { now: STILL, was: STILL, kept: since(9.9) })).seen).toBe('warning')
    expect(seen(lookAt(diskHung, { now: STILL, was: STILL, kept: since(10) })).seen).toBe('critical')
  })

  test('begins to count with the first look that saw nothing come back', () => {
    const first = clear(lookAt(diskHung, { now: STILL, was: STILL })).kept
    expect(first).toEqual(new Map([['vda', { since: 999 * S, discards: false }]]))
  })

  test('one that answers, or has nothing to do, is none', () => {
    const answered = machine('vda', { reads: 11, inFlight: 3, weightedMs: 200 })
    expect(clear(lookAt(diskHung, { now: answered, was: STILL, kept: since(30) })).kept).toEqual(new Map())
    const idle = machine('vda', { reads: 10, weightedMs: 100 })
    clear(lookAt(diskHung, { now: idle, was: idle, kept: since(30) }))
  })

  test('a long discard is no failure', () => {
    const before = machine('vda', { reads: 10, inFlight: 3, weightedMs: 90, discards: 1 })
    const trimming = machine('vda', { reads: 10, inFlight: 3, weightedMs: 100, discards: 2 })
    const kept = clear(lookAt(diskHung, { now: trimming, was: before })).kept
    expect(kept).toEqual(new Map([['vda', { since: 1000 * S, discards: true }]]))
    expect(seen(lookAt(diskHung, { now: trimming, was: trimming, kept: since(30, true) })).seen).toBe('info')
  })

  test('which is over after minutes', () => {
    expect(seen(lookAt(diskHung, { now: STILL, was: STILL, kept: since(179, true) })).seen).toBe('info')
    const look = seen(lookAt(diskHung, { now: STILL, was: STILL, kept: since(180, true) }))
    expect(look.seen).toBe('critical')
    expect(look.caution).toContain('cannot be killed')
  })

  test.each(['reads', 'writes'])('discards beside %s are no trim', (kind) => {
    const before = machine('vda', { reads: 10, inFlight: 3, weightedMs: 90, discards: 1 })
    const last = machine('vda', { reads: 10, [kind]: 11, inFlight: 3, weightedMs: 100, discards: 2 })
    const begun = clear(lookAt(diskHung, { now: last, was: before }))
    expect(begun.kept).toEqual(new Map())
    const silent = clear(lookAt(diskHung, { now: last, was: last, kept: begun.kept as ReturnType<typeof since> }))
    expect(silent.kept).toEqual(new Map([['vda', { since: 999 * S, discards: false }]]))
  })

  test('one that is suspended has nothing in flight, and who waits for it tells', () => {
    const more = { 'dm-0': { 'dm/name': 'vg-data\n', 'dm/suspended': '1\n' } }
    const held = (stalled: number) => machine('dm-0', { reads: 5, weightedMs: 50 }, 1, more, stalled)
    const look = seen(lookAt(diskHung, { now: held(1), was: held(0) }))
    expect(look.seen).toBe('critical')
    expect(look.says).toContain('dm-0 is suspended')
    expect(look.next).toContain('dmsetup resume vg-data')
    clear(lookAt(diskHung, { now: held(0), was: held(0) }))
  })

  test('who wants to write to a frozen file system waits for that, unless it is frozen as its device is suspended', () => {
    const held = (mounted: string) => ({
      ...machine('dm-0', { reads: 5, weightedMs: 50 }, 1, { 'dm-0': { 'dm/name': 'a\n', 'dm/suspended': '1\n' } }, 1),
      '/proc/self/mountinfo': `30 1 ${mounted} / /slow rw - ext4 /dev/x rw\n`,
    })
    const rows = [writer(7, 'dd', 0, 1000), writer(8, 'sh', 0, 1000)]
    const processes = scannedAt(1000, rows, { 7: 'submit_bio_wait', 8: 'percpu_rwsem_wait' })
    const was = machine('dm-0', { reads: 5, weightedMs: 50 })
    const [, major, minor] = /(\d+) +(\d+) dm-0 /.exec(String(was['/proc/diskstats'])) ?? []
    const own = `${major}:${minor}`
    const elsewhere = seen(lookAt(diskHung, { now: held('99:9'), was, processes }))
    expect(elsewhere.says).toBe('dm-0 is suspended (device mapper) and holds back every request; dd 7 waits for it.')
    expect(elsewhere.evidence).toContainEqual(
      expect.objectContaining({ what: 'threads that wait for a frozen file system instead: sh 8', seen: 1 }),
    )
    expect(seen(lookAt(diskHung, { now: held(own), was, processes })).says).toContain('dd 7 and 1 more wait for it')
  })

  test('is not known without two readings', () => {
    expect(notEvaluable(lookAt(diskHung, { now: STILL })).missing).toBe('pending')
    expect(notEvaluable(lookAt(diskHung, { now: {}, was: {} })).missing).toBe('absent')
  })
})
