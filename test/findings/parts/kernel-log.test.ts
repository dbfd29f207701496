import { expect, test } from 'vitest'
import { allocationFailures, logSources, logTold } from '../../../src/findings/parts/kernel-log.ts'
import { snapshotWith } from './snapshot.ts'

const line = (seq: number, at: number, text: string) => `4,${seq},${at}000000,-;${text}\n`
const LOG = [
  line(1, 50, 'eth0: page allocation failure: order:2, mode:0x1'),
  line(2, 800, 'eth0: page allocation failure: order:0, mode:0x1'),
  line(3, 900, 'EXT4-fs error (device sda1): bad block'),
  line(4, 990, 'modprobe: page allocation failure: order:9, mode:0x1'),
  line(5, 995, 'modprobe: page allocation stalls for 10000ms, order:0'),
].join('')
const of = (log: string | null, up = '1000.00') =>
  snapshotWith(logSources, { now: { ...(log !== null && { '/dev/kmsg': log }), '/proc/uptime': `${up} 1.00\n` } })

test('what was said of it lately, the newest first', () => {
  expect(logTold(of(LOG), ['fs', 'alloc'])).toEqual([
    {
      what: 'the kernel said, 00:05 ago',
      seen: expect.stringContaining('stalls'),
      limit: null,
      unit: '',
      from: '/dev/kmsg',
    },
    expect.objectContaining({ what: 'the kernel said, 00:10 ago' }),
  ])
  expect(logTold(of(LOG), ['fs']).map(({ seen }) => seen)).toEqual(['EXT4-fs error (device sda1): bad block'])
})

test('only of this device', () => {
  expect(logTold(of(LOG), ['fs'], ['sda1'])).toHaveLength(1)
  expect(logTold(of(LOG), ['fs'], ['sdb'])).toEqual([])
})

test('failures to find pages, by order; not what is a quarter of an hour old, nor a stall', () => {
  expect(allocationFailures(of(LOG)).map(({ order, ago }) => [order, ago])).toEqual([
    [9, 10],
    [0, 200],
  ])
  expect(allocationFailures(of(LOG, '10000.00'))).toEqual([])
})

test('nothing where the log may not be read', () => {
  expect(logTold(of(null), ['fs'])).toEqual([])
  expect(allocationFailures(of(null))).toEqual([])
})
