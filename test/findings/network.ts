import type { Clear, Rule, Seen } from '../../src/findings/rule.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { netstat } from '../../src/parse/net/netstat.ts'
import { snmp } from '../../src/parse/net/snmp.ts'
import { sockstat, sockstat6 } from '../../src/parse/net/sockstat.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Processes } from '../../src/sample/process.ts'
import type { Sample, Samples } from '../../src/sample/sample.ts'
import type { Missing, Reading, Source } from '../../src/source.ts'
import { processes, record } from '../model/record.ts'
import { FACTS, limitsOf } from './looks.ts'

/** What a network rule may ask for, as read: counters by their name in nstat, sockstat by `TCP.tw`, and any other source with its value. */
export interface Net {
  readonly counters?: Readonly<Record<string, number>>
  readonly sockstat?: Readonly<Record<string, number>>
  readonly given?: readonly (readonly [Source<unknown>, unknown])[]
}

export interface NetLook<Kept> {
  readonly now: Net
  readonly was?: Net
  readonly seconds?: number
  readonly at?: number
  readonly processes?: Processes
  readonly kept?: Kept | null
  readonly limits?: Readonly<Record<string, number>>
  /** Although no sign asks for it: it was still read from the look before. */
  readonly withDear?: boolean
}

/** What a rule says of such a machine. It sees what it asks for, and what is dear only where its sign asks for it. */
export function lookAtNet<Kept>(rule: Rule<Kept>, look: NetLook<Kept>): Seen | Clear | Missing {
  const limits = limitsOf(rule, look.limits)
  return rule.see(netSnapshot(rule, look), limits, look.kept ?? null)
}

export function netSnapshot<Kept>(rule: Rule<Kept>, look: NetLook<Kept>): Snapshot {
  const limits = limitsOf(rule, look.limits)
  let samples = samplesOf(look, [])
  for (let i = 0; i < 4; i++) {
    const cheap = rule.sources(samples)
    const plain = new Snapshot(samplesOf(look, cheap), FACTS, NO_HISTORY)
    const dear = look.withDear || rule.sign?.(plain, limits) ? (rule.dear?.(samples).sources ?? []) : []
    samples = samplesOf(look, [...cheap, ...dear])
  }
  return new Snapshot(samples, FACTS, NO_HISTORY)
}

function samplesOf<Kept>(look: NetLook<Kept>, wanted: readonly Source<unknown>[]): Samples {
  const { now, was, seconds = 1, at = 1000, processes: all = null } = look
  return {
    after: sampleOf(now, wanted, at * 1e9, all),
    before: was ? sampleOf(was, wanted, (at - seconds) * 1e9, null) : null,
  }
}

function sampleOf(net: Net, wanted: readonly Source<unknown>[], at: number, all: Processes | null): Sample {
  const known = new Map<string, unknown>(net.given?.map(([source, value]) => [source.path, value]))
  const map = (values: Readonly<Record<string, number>>, is: (name: string) => boolean) =>
    new Map(Object.entries(values).filter(([name]) => is(name)))
  const { counters, sockstat: stats } = net
  if (counters) {
    known.set(
      snmp.path,
      map(counters, (name) => !name.includes('Ext')),
    )
    known.set(
      netstat.path,
      map(counters, (name) => name.includes('Ext')),
    )
  }
  if (stats) {
    known.set(
      sockstat.path,
      map(stats, (name) => !name.startsWith('TCP6')),
    )
    known.set(
      sockstat6.path,
      map(stats, (name) => name.startsWith('TCP6')),
    )
  }
  const files = new Map<string, Reading<unknown>>()
  for (const { path } of wanted)
    files.set(path, known.has(path) ? { value: known.get(path), at } : missingFrom(path, 'ENOENT'))
  return { at, files, processes: all }
}

/** Processes that hold these sockets, by inode. */
export function holding(
  ...held: readonly { readonly pid: number; readonly comm: string; readonly inodes: readonly number[] }[]
) {
  const rows = held.map(({ pid, comm, inodes }) =>
    record(
      pid,
      { comm },
      {
        more: {
          sockets: { value: { fds: Int32Array.from(inodes.keys()), inodes: Float64Array.from(inodes) }, at: 1e12 },
        },
      },
    ),
  )
  return processes(
    1000,
    rows,
    rows.map(() => 0),
  )
}
