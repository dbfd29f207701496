import { nfConntrack } from '../../parse/net/stat/nf-conntrack.ts'
import { nfConntrackCount, nfConntrackMax } from '../../parse/sys/net/netfilter.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, valueOf } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'
import { growth } from '../growth.ts'
import { type NetPid, netFile } from './namespace.ts'

/** The table of connections that the firewall and NAT follow, of one network namespace. */
export interface Conntrack {
  readonly entries: number | null
  readonly most: number | null
  readonly fill: Share | null
  /** New connections that could not be put in: another had the same key (a NAT clash), or too many the same hash. Not a full table. */
  readonly insertFailed: Rate<string> | null
  /** Packets dropped for want of an entry: the table was full, or it was a clash, which counts in `insertFailed` too (since Linux 4.7). */
  readonly drop: Rate<string> | null
  /** Entries thrown out early to make room. */
  readonly earlyDrop: Rate<string> | null
  /** Packets that belong to no connection it knows. */
  readonly invalid: Rate<string> | null
}

/** Missing: conntrack is not loaded, or this kernel does not show it. */
export function conntrack(samples: Samples, pid: NetPid): Conntrack | Missing {
  const file = netFile(nfConntrack, pid)
  const after = reading(samples.after, file)
  // The setting is the reader's own namespace's count, and everybody's maximum.
  const counted = pid === null ? valueOf(reading(samples.after, nfConntrackCount)) : null
  const most = valueOf(reading(samples.after, nfConntrackMax))
  if (isMissing(after) && counted === null) return after
  const now = isMissing(after) ? null : after.value
  const entries = counted ?? now?.entries ?? null
  const perSecond = (name: string) => growth(samples, file, ({ counters }) => counters.get(name))
  return {
    entries,
    most,
    fill: entries === null || most === null || most === 0 ? null : entries / most,
    insertFailed: perSecond('insert_failed'),
    drop: perSecond('drop'),
    earlyDrop: perSecond('early_drop'),
    invalid: perSecond('invalid'),
  }
}

export function conntrackSources(pid: NetPid): readonly Source<unknown>[] {
  return [netFile(nfConntrack, pid), nfConntrackMax, ...(pid === null ? [nfConntrackCount] : [])]
}
