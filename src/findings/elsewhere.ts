import { socketSource } from '../model/sockets/table.ts'
import { netFile } from '../model/tcp/namespace.ts'
import { ipLocalPortRange, ipLocalReservedPorts, tcpMaxOrphans, tcpMem } from '../parse/sys/net/ipv4.ts'
import { nfConntrackMax } from '../parse/sys/net/netfilter.ts'
import type { Sample } from '../sample/sample.ts'
import type { Reading, Source } from '../source.ts'

/**
 * Another network namespace as if it were the own one, so that a rule need not know in which it looks: what it asks of /proc/net is
 * read below /proc/PID/net and put in its place. Sockets come from /proc/PID/net/tcp, as sock_diag tells of the own namespace only.
 */
export function asksElsewhere(sources: readonly Source<unknown>[], pid: number): readonly Source<unknown>[] {
  return sources.flatMap((source): readonly Source<unknown>[] => {
    const { path, dump } = source
    if (dump?.request.ask === 'sockets') return [socketSource({ ...dump.request, pid })]
    if (isSetting(path) || path.startsWith(OWN_DEVICES)) return []
    return [path.startsWith(OWN) ? netFile(source, pid) : source]
  })
}

/** What was read for it, under the names that rules know; nothing of the own namespace is among it. */
export function seenElsewhere(sample: Sample, sources: readonly Source<unknown>[], pid: number): Sample {
  const there = `/proc/${pid}/net/`
  const files = new Map<string, Reading<unknown>>()
  for (const source of sources) {
    const { path } = source
    if (isSetting(path)) files.set(path, settingOf(path, sample))
    const [asked] = asksElsewhere([source], pid)
    const found = asked && sample.files.get(asked.path)
    if (found) files.set(asked.path.startsWith(there) ? path : asked.path, found)
  }
  return { at: sample.at, files, processes: sample.processes }
}

/** Whether it goes by a setting that can be read in its own namespace only. */
export function goesBySettings(sources: readonly Source<unknown>[]): boolean {
  return sources.some(({ path }) => isSetting(path))
}

const OWN = '/proc/net/'
/** sysfs shows the interfaces of the namespace it was mounted in: net/core/net-sysfs.c net_ns_type_operations. */
const OWN_DEVICES = '/sys/class/net/'

/** One value for the whole machine; the other settings of /proc/sys/net are those of whoever reads them. */
const OF_MACHINE: ReadonlySet<string> = new Set([tcpMem, tcpMaxOrphans, nfConntrackMax].map(({ path }) => path))

/** What the kernel gives to a new namespace, whatever its parent has: net/ipv4/af_inet.c inet_init_net */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  [ipLocalPortRange.path, [32_768, 60_999]],
  [ipLocalReservedPorts.path, []],
])

function isSetting(path: string): boolean {
  return path.startsWith('/proc/sys/net/') && !OF_MACHINE.has(path)
}

function settingOf(path: string, { at }: Sample): Reading<unknown> {
  const value = DEFAULTS.get(path)
  if (value !== undefined) return { at, value }
  return { missing: 'absent', source: path, why: `${path} can be read in its own network namespace only`, remedy: null }
}
