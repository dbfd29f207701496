import { ParseError } from '../../source.ts'
import type { Rate } from '../../units.ts'

/** What a group may do on one device a second. Infinity: no limit. */
export interface IoMax {
  /** `major:minor`. */
  readonly device: string
  readonly readBytes: Rate<'B'>
  readonly writeBytes: Rate<'B'>
  readonly reads: Rate<'request'>
  readonly writes: Rate<'request'>
}

const NONE = Number.POSITIVE_INFINITY

/**
 * io.max of a v2 cgroup: `8:16 rbps=2097152 wbps=max riops=max wiops=120`, a line for each device that has a limit.
 * Kernel: block/blk-throttle.c tg_prfill_limit; Documentation/admin-guide/cgroup-v2.rst
 */
export function parseIoMax(file: Buffer): readonly IoMax[] {
  return lines(file).map((line) => {
    const match = /^(\d+:\d+)((?: \w+=(?:max|\d{1,20}))+)$/.exec(line)
    if (!match) throw new ParseError('io.max', line)
    const of = (name: string) => {
      const value = new RegExp(` ${name}=(\\w+)`).exec(match[2] as string)?.[1]
      return value === undefined || value === 'max' ? NONE : Number(value)
    }
    return {
      device: match[1] as string,
      readBytes: of('rbps'),
      writeBytes: of('wbps'),
      reads: of('riops'),
      writes: of('wiops'),
    }
  })
}

/**
 * blkio.throttle.{read,write}_{bps,iops}_device of a v1 cgroup: `8:16 1048576`, by device.
 * Kernel: Documentation/admin-guide/cgroup-v1/blkio-controller.rst
 */
export function parseBlkioLimit(file: Buffer): ReadonlyMap<string, number> {
  return new Map(
    lines(file).map((line) => {
      const match = /^(\d+:\d+) (\d{1,20})$/.exec(line)
      if (!match) throw new ParseError('blkio limit', line)
      return [match[1] as string, Number(match[2])]
    }),
  )
}

function lines(file: Buffer): readonly string[] {
  return file
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
}
