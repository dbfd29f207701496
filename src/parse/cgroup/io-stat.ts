import { ParseError } from '../../source.ts'
import type { Counter } from '../../units.ts'

/** Of all devices together, the groups below included. */
export interface IoStat {
  readonly readBytes: Counter<'B'>
  readonly writeBytes: Counter<'B'>
  readonly reads: Counter<'request'>
  readonly writes: Counter<'request'>
}

const NOTHING: IoStat = { readBytes: 0, writeBytes: 0, reads: 0, writes: 0 }

/**
 * io.stat of a v2 cgroup: `254:0 rbytes=917909504 wbytes=1288499200 rios=224099 wios=314575 dbytes=0 dios=0`, a line a device.
 * A device without any is a line without numbers, and none at all is an empty file.
 * Kernel: block/blk-cgroup.c blkcg_print_one_stat; Documentation/admin-guide/cgroup-v2.rst
 */
export function parseIoStat(file: Buffer): IoStat {
  const sum = { ...NOTHING }
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '') continue
    if (!/^\S+( |$)/.test(line)) throw new ParseError('io.stat', line)
    const of = (name: string) => Number(new RegExp(`(?:^| )${name}=(\\d{1,20})(?= |$)`).exec(line)?.[1] ?? 0)
    sum.readBytes += of('rbytes')
    sum.writeBytes += of('wbytes')
    sum.reads += of('rios')
    sum.writes += of('wios')
  }
  return sum
}

/**
 * blkio.throttle.io_service_bytes_recursive of a v1 cgroup: `254:0 Read 917909504`, a line for each device and kind, and a `Total`.
 * Bytes only: what the page cache writes later is not in it, v1 can't tell whose it is.
 * Kernel: block/blk-throttle.c tg_print_rwstat_recursive; Documentation/admin-guide/cgroup-v1/blkio-controller.rst
 */
export function parseBlkioBytes(file: Buffer): Pick<IoStat, 'readBytes' | 'writeBytes'> {
  let readBytes = 0
  let writeBytes = 0
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '' || line.startsWith('Total ')) continue
    const match = /^\S+ (\w+) (\d{1,20})$/.exec(line)
    if (match === null) throw new ParseError('blkio bytes', line)
    if (match[1] === 'Read') readBytes += Number(match[2])
    else if (match[1] === 'Write') writeBytes += Number(match[2])
  }
  return { readBytes, writeBytes }
}
