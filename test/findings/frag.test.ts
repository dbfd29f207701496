import { expect, test } from 'vitest'
import { frag } from '../../src/findings/frag.ts'
import { capturedLook, clear, lookAt, notEvaluable, pairs, seen, zoneinfoOf } from './looks.ts'

/** All free memory in blocks of order 0 and 1: there is much of it, and nothing of order 4. */
const PIECES = 'Node 0, zone   Normal  90000  5000      0      0      0      0      0      0      0      0      0\n'
const WHOLE = 'Node 0, zone   Normal    100   100    100    100    100    100    100    100    100    100    100\n'
const LITTLE = 'Node 0, zone   Normal      1     0      0      0      0      0      0      0      0      0      0\n'

/** Pages: DMA is 3 % of it. */
const SIZES = zoneinfoOf({ name: 'DMA', free: 100, managed: 30_000 }, { free: 100_000, managed: 970_000 })

function machine(stalls: number, { fail = 0, success = 1, buddyinfo = PIECES, zoneinfo = SIZES } = {}) {
  const at = (times: number) => ({
    '/proc/vmstat': pairs({
      compact_stall: stalls * 10 * times,
      compact_fail: fail * times,
      compact_success: success * times,
    }),
    '/proc/buddyinfo': buddyinfo,
    '/proc/zoneinfo': zoneinfo,
    '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size': '2097152\n',
  })
  return { was: at(0), now: at(1), seconds: 10 }
}

test('memory in pieces while programs wait for compaction', () => {
  expect(seen(lookAt(frag, machine(2)))).toMatchObject({ seen: 'info', hold: false })
  expect(seen(lookAt(frag, machine(2))).culprits).toMatchObject([{ kind: 'zone', key: '0 Normal' }])
})

test('warns when most of the waiting is in vain', () => {
  expect(seen(lookAt(frag, machine(2, { fail: 70, success: 30 }))).seen).toBe('warning')
  expect(seen(lookAt(frag, machine(2, { fail: 69, success: 31 }))).seen).toBe('info')
})

test('silent below its limit', () => {
  expect(seen(lookAt(frag, machine(0.9))).hold).toBe(true)
  clear(lookAt(frag, machine(0.1)))
})

test('what the kernel itself says of a block it did not find', () => {
  const { was, now, seconds } = machine(0.1, { buddyinfo: WHOLE })
  const failed = (order: number, at = 700) => ({
    '/dev/kmsg': `4,100,${at}000000,-;modprobe: page allocation failure: order:${order}, mode:0xcc0(GFP_KERNEL)\n`,
    '/proc/uptime': '1000.00 1.00\n',
  })
  const look = seen(lookAt(frag, { was, now: { ...now, ...failed(5) }, seconds }))
  expect(look).toMatchObject({ seen: 'warning', hold: false })
  expect(look.says).toBe(
    'The kernel found no block of order 5 for a request 05:00 ago: free memory was in smaller pieces.',
  )
  expect(look.evidence.at(-1)).toMatchObject({ from: '/dev/kmsg' })
  clear(lookAt(frag, { was, now: { ...now, ...failed(3) }, seconds }))
  clear(lookAt(frag, { was, now: { ...now, ...failed(5, 90) }, seconds }))
})

test('a block that is there is no failure, and want of memory no fragmentation', () => {
  clear(lookAt(frag, machine(5, { buddyinfo: WHOLE })))
  clear(lookAt(frag, machine(5, { buddyinfo: LITTLE })))
  clear(lookAt(frag, machine(5, { buddyinfo: PIECES.replace('Normal', 'DMA') })))
})

test('a zone counts by its size, whatever its name', () => {
  const buddyinfo = PIECES.replace('Normal', 'DMA32')
  const small = zoneinfoOf(
    { name: 'DMA', free: 100, managed: 3840 },
    { name: 'DMA32', free: 100_000, managed: 700_000 },
  )
  const look = seen(lookAt(frag, machine(2, { buddyinfo, zoneinfo: small })))
  expect(look.culprits).toMatchObject([{ kind: 'zone', key: '0 DMA32' }])
  const large = zoneinfoOf({ name: 'DMA32', free: 100_000, managed: 700_000 }, { free: 9, managed: 16_000_000 })
  clear(lookAt(frag, machine(2, { buddyinfo, zoneinfo: large })))
})

test('how large zones are has to be known where programs wait', () => {
  const look = (stalls: number) => {
    const { was, now, seconds } = machine(stalls)
    const { '/proc/zoneinfo': _, ...rest } = now
    return lookAt(frag, { was, now: rest, seconds })
  }
  expect(notEvaluable(look(0.2)).source).toBe('/proc/zoneinfo')
  clear(look(0.1))
})

test('one sample, or a missing file, cannot be judged', () => {
  const { was, now } = machine(2)
  expect(notEvaluable(lookAt(frag, { now })).missing).toBe('pending')
  const { '/proc/buddyinfo': _, ...rest } = now
  expect(notEvaluable(lookAt(frag, { was, now: rest })).source).toBe('/proc/buddyinfo')
})

test('a captured machine is silent', async () => {
  clear(await capturedLook(frag, 'idle-4node'))
})
