import { netstat } from '../../parse/net/netstat.ts'
import { snmp } from '../../parse/net/snmp.ts'
import { snmp6 } from '../../parse/net/snmp6.ts'
import { rate, seconds } from '../../rates.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Source } from '../../source.ts'
import type { Rate } from '../../units.ts'
import { stamped } from '../growth.ts'
import { type NetPid, netFile } from './namespace.ts'

/** Counters of one network namespace by the names of nstat(8). Null: this kernel has it not, or the file could not be read. */
export interface Counters {
  readonly now: (name: string) => number | null
  readonly perSecond: (name: string) => Rate<string> | null
}

export function counters(samples: Samples, pid: NetPid): Counters {
  const pairs = [snmp, netstat, snmp6].map((file) => pairOf(samples, netFile(file, pid)))
  const of = (name: string) => pairs[/^(?:Tcp|Ip|MPTcp)Ext/.test(name) ? 1 : /^[A-Z][A-Za-z]*6/.test(name) ? 2 : 0]
  return {
    now: (name) => of(name)?.after?.value.get(name) ?? null,
    perSecond: (name) => {
      const { before, after } = of(name) ?? {}
      return before && after ? rate(before.value.get(name), after.value.get(name), seconds(before.at, after.at)) : null
    },
  }
}

export function counterSources(pid: NetPid): readonly Source<unknown>[] {
  return [snmp, netstat].map((file) => netFile(file, pid))
}

function pairOf(samples: Samples, file: Source<ReadonlyMap<string, number>>) {
  return { before: stamped(samples.before, file), after: stamped(samples.after, file) }
}
