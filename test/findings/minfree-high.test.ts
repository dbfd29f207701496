import { expect, test } from 'vitest'
import { minfreeHigh } from '../../src/findings/minfree-high.ts'
import { capturedLook, clear, lookAt, meminfoOf, notEvaluable, seen, zoneinfoOf } from './looks.ts'

const MIB_PAGES = 256

/** MiB of min_free_kbytes, of 1,000 MiB. */
const machine = (mebibytes: number, thp = 'never') => ({
  now: {
    '/proc/meminfo': meminfoOf({ MemTotal: 1000 }),
    '/proc/sys/vm/min_free_kbytes': `${mebibytes * 1024}\n`,
    '/proc/sys/vm/watermark_scale_factor': '10\n',
    '/proc/zoneinfo': zoneinfoOf({ free: 50_000, managed: 1000 * MIB_PAGES }),
    '/sys/kernel/mm/transparent_hugepage/enabled':
      thp === 'never' ? 'always madvise [never]\n' : '[always] madvise never\n',
    '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size': `${8 * 2 ** 20}\n`,
  },
})

test('more than a twentieth of memory is warned of', () => {
  expect(seen(lookAt(minfreeHigh, machine(51)))).toMatchObject({ seen: 'warning', value: 5.1 })
})

test('silent at its limit', () => {
  clear(lookAt(minfreeHigh, machine(50)))
})

test('what the kernel chose for huge pages nobody set', () => {
  // 8 MiB × 11 blocks is more than a twentieth, where it is capped: 50 MiB, and a tenth more passes.
  clear(lookAt(minfreeHigh, machine(54, 'always')))
  seen(lookAt(minfreeHigh, machine(60, 'always')))
})

test('it is advice, and needs its files', async () => {
  expect(minfreeHigh.advice).toBe(true)
  expect(notEvaluable(lookAt(minfreeHigh, { now: {} })).source).toBe('/proc/meminfo')
  expect(notEvaluable(lookAt(minfreeHigh, { now: { '/proc/meminfo': meminfoOf({}) } })).source).toBe(
    '/proc/sys/vm/min_free_kbytes',
  )
  clear(await capturedLook(minfreeHigh, 'idle-4node'))
})
