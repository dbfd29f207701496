import { ParseError } from '../../source.ts'
import type { Counter } from '../../units.ts'

/** What a group and those below it did on one device. */
export interface IoDone {
  readonly readBytes: Counter<'B'>
  readonly writeBytes: Counter<'B'>
  readonly reads: Counter<'request'>
  readonly writes: Counter<'request'>
}

/**
 * io.stat of a v2 cgroup by device: `254:0 rbytes=917909504 wbytes=1288499200 rios=224099 wios=314575 dbytes=0 dios=0`.
 * A device that did nothing is a line without numbers.
 * Kernel: block/blk-cgroup.c blkcg_print_one_stat; Documentation/admin-guide/cgroup-v2.rst
 */
export function parseIoStat(file: Buffer): ReadonlyMap<string, IoDone> {
  const found = new Map<string, IoDone>()
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '') continue
    const device = /^(\S+)(?: |$)/.exec(line)?.[1]
    if (device === undefined) throw new ParseError('io.stat', line)
    const of = (name: string) => Number(new RegExp(` ${name}=(\\d{1,20})(?= |$)`).exec(line)?.[1] ?? 0)
    found.set(device, { readBytes: of('rbytes'), writeBytes: of('wbytes'), reads: of('rios'), writes: of('wios') })
  }
  return found
}

/** What a v1 cgroup counts by device and kind: of bytes or of requests. */
export type BlkioDone = ReadonlyMap<string, { readonly read: number; readonly write: number }>

/**
 * blkio.throttle.io_service_bytes_recursive and io_serviced_recursive of a v1 cgroup: `254:0 Read 917909504`, then a `Total`.
 * What the page cache writes later is not in it: v1 can't tell whose it is.
 * Kernel: block/blk-throttle.c tg_print_rwstat_recursive; Documentation/admin-guide/cgroup-v1/blkio-controller.rst
 */
export function parseBlkioDevices(file: Buffer): BlkioDone {
  const found = new Map<string, { read: number; write: number }>()
  for (const line of file.toString('latin1').split('\n')) {
    if (line === '' || line.startsWith('Total ')) continue
    const match = /^(\S+) (\w+) (\d{1,20})$/.exec(line)
    if (!match) throw new ParseError('blkio by device', line)
    const of = found.get(match[1] as string) ?? { read: 0, write: 0 }
    found.set(match[1] as string, of)
    if (match[2] === 'Read') of.read = Number(match[3])
    else if (match[2] === 'Write') of.write = Number(match[3])
  }
  return found
}
