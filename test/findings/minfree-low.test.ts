import { expect, test } from 'vitest'
import { minfreeLow } from '../../src/findings/minfree-low.ts'
import { capturedLook, clear, lookAt, notEvaluable, pairs, seen, zoneinfoOf } from './looks.ts'

// The kernel's own choice for 4 GiB: sqrt(16 × 4,194,304) kB = 8,192 kB.
const GIB_4 = 2 ** 20

function machine(kib: number, outrun = 0, stalls = 0) {
  const at = (times: number) => ({
    '/proc/sys/vm/min_free_kbytes': `${kib}\n`,
    '/proc/sys/vm/watermark_scale_factor': '10\n',
    '/proc/zoneinfo': zoneinfoOf({ free: 50_000, managed: GIB_4 }),
    '/proc/vmstat': pairs({
      kswapd_low_wmark_hit_quickly: outrun * times,
      allocstall_normal: stalls * times,
    }),
  })
  return { was: at(0), now: at(1) }
}

test('a reserve below half of the kernel’s own choice is told, and warned of with harm', () => {
  expect(seen(lookAt(minfreeLow, machine(4095))).seen).toBe('info')
  expect(seen(lookAt(minfreeLow, machine(4095, 0, 1))).seen).toBe('warning')
  clear(lookAt(minfreeLow, machine(4096)))
})

test('bursts that outrun kswapd while programs free memory', () => {
  const look = seen(lookAt(minfreeLow, machine(8192, 2, 1)))
  expect(look).toMatchObject({ seen: 'warning', hold: false })
  expect(look.culprits[0]).toMatchObject({ key: 'vm.watermark_scale_factor', share: '10' })
})

test('brief bursts harm nobody', () => {
  clear(lookAt(minfreeLow, machine(8192, 50, 0)))
  clear(lookAt(minfreeLow, machine(8192, 0, 5)))
})

/** A failure for a block of 2^order pages, so many seconds after the start; the log is read where a zone is short. */
const failed = (order: number, at = 990, free = 1) => ({
  '/dev/kmsg': `4,100,${at}000000,-;swapper/0: page allocation failure: order:${order}, mode:0x40820(GFP_ATOMIC)\n`,
  '/proc/uptime': '1000.00 1.00\n',
  '/proc/zoneinfo': zoneinfoOf({ free, managed: GIB_4 }),
})

test('what the kernel itself says of a page it did not find', () => {
  const { was, now } = machine(8192)
  const look = seen(lookAt(minfreeLow, { was, now: { ...now, ...failed(0) } }))
  expect(look).toMatchObject({ seen: 'warning', hold: false })
  expect(look.says).toMatch(/^The kernel found no free page for a request 00:10 ago/)
  expect(look.evidence.at(-1)).toMatchObject({ from: '/dev/kmsg', seen: expect.stringContaining('order:0') })
  // For a large block there were pages enough, and a quarter of an hour later it is no evidence.
  clear(lookAt(minfreeLow, { was, now: { ...now, ...failed(4) } }))
  clear(lookAt(minfreeLow, { was, now: { ...now, ...failed(0, 10) } }))
})

test('the log is not read for it while free memory is plenty', () => {
  const { was, now } = machine(8192)
  clear(lookAt(minfreeLow, { was, now: { ...now, ...failed(0, 990, 50_000) } }))
})

test('cannot be told from one sample, or without the setting', () => {
  const { now } = machine(8192)
  expect(notEvaluable(lookAt(minfreeLow, { now })).missing).toBe('pending')
  expect(notEvaluable(lookAt(minfreeLow, { now: withoutSetting() })).source).toBe('/proc/sys/vm/min_free_kbytes')
})

function withoutSetting() {
  const { '/proc/sys/vm/min_free_kbytes': _, ...rest } = machine(8192).now
  return rest
}

test('captured machines: one is outrun, one idle', async () => {
  expect(seen(await capturedLook(minfreeLow, 'swap-4node')).seen).toBe('warning')
  clear(await capturedLook(minfreeLow, 'idle-4node'))
})
