import { bytesLong, count } from '../../format.ts'
import { type PerCpu, perCpu } from '../../model/load/per-cpu.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { identity } from '../../model/system/identity.ts'
import { type CpuPlace, topology } from '../../model/system/topology.ts'
import type { Line } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { type Fact, facts } from '../facts.ts'
import { quietShare } from '../quiet.ts'
import type { Column, TableSection } from '../view.ts'

/** lscpu's facts. */
export function cpuFacts(snapshot: Snapshot, width: number): readonly Line[] {
  const { cpuModel, cpuVendor, cpuSignature, bogomips, flags, arch } = snapshot.get(identity)
  const { cpus, possible, caches } = snapshot.get(topology)
  const signature = cpuSignature && text`family ${cpuSignature[0]} model ${cpuSignature[1]} stepping ${cpuSignature[2]}`
  const all: Fact[] = [
    fact(text`Model`, [
      clean(cpuModel ?? '-'),
      ...(cpuVendor ? [clean(cpuVendor)] : []),
      ...(signature ? [signature] : []),
    ]),
    fact(text`CPUs`, [
      text`${count(cpus.length)} online of ${count(possible)} possible`,
      shapeOf(snapshot),
      clean(arch ?? 'architecture -'),
      ...(bogomips === null ? [] : [text`BogoMIPS ${clean(bogomips.toFixed(2))}`]),
    ]),
    fact(
      text`Caches`,
      caches.length === 0
        ? [text`this kernel or hypervisor does not tell them`]
        : caches.map(({ name, total, instances }) => text`${clean(name)} ${bytesLong(total)} (${count(instances)})`),
    ),
    fact(text`Can`, flags.length === 0 ? [text`-`] : TOLD.filter((flag) => flags.includes(flag)).map(clean)),
  ]
  return facts(all, width)
}

/** Flags one asks for; the rest is in /proc/cpuinfo and in JSON. */
const TOLD = [
  'lm',
  'vmx',
  'svm',
  'hypervisor',
  'ht',
  'aes',
  'sse4_2',
  'avx',
  'avx2',
  'avx512f',
  'sha_ni',
  'rdrand',
  'constant_tsc',
  'nonstop_tsc',
  'invpcid',
  'pcid',
  'smep',
  'smap',
  'asimd',
  'sve',
]

/** `1 socket × 2 cores × 1 thread`. */
export function shapeOf(snapshot: Snapshot): Text {
  const { sockets, cores, threadsPerCore } = snapshot.get(topology)
  if (sockets === null || cores === null || threadsPerCore === null || sockets === 0) return text`sockets -`
  const each = cores / sockets
  const many = (amount: number, one: Text) =>
    text`${Number.isInteger(amount) ? count(amount) : clean(amount.toFixed(1))} ${one}${amount === 1 ? NONE : S}`
  return join([many(sockets, text`socket`), many(each, text`core`), many(threadsPerCore, text`thread`)], text` × `)
}

const NONE = text``
const S = text`s`

/** As lscpu -e, with what each does now. */
export function cpuSection(snapshot: Snapshot, priority: number): TableSection {
  const { cpus, caches } = snapshot.get(topology)
  const { mhz } = snapshot.get(identity)
  const loads = new Map(snapshot.get(perCpu).cpus.map((cpu) => [cpu.id, cpu]))
  const cpu = (at: number) => cpus[at] as CpuPlace
  return {
    kind: 'table',
    id: 'system-cpus',
    title: text`CPUs online`,
    priority,
    least: 4,
    count: cpus.length,
    columns: cpuColumns(
      cpu,
      (at) => loads.get(cpu(at).id) ?? null,
      (at) => mhz.get(cpu(at).id) ?? null,
      caches.map(({ name }) => name),
    ),
    sort: { by: 'cpu', reverse: false },
    id_of: (at) => cpu(at).id,
    key: (at) => `${cpu(at).id}`,
    drill: () => ({ view: 'load', page: 'cpus', about: {}, title: text`Load` }),
    empty: text`/sys/devices/system/cpu/online could not be read`,
  }
}

function cpuColumns(
  cpu: (at: number) => CpuPlace,
  load: (at: number) => PerCpu | null,
  mhz: (at: number) => number | null,
  caches: readonly string[],
): readonly Column[] {
  const place = (id: string, title: string, help: string, by: (one: CpuPlace) => number | null) =>
    numbers({ id, title, help, width: 6, priority: 2 }, 'count', (at) => by(cpu(at)), count)
  const clock = (at: number) => cpu(at).clock.now ?? (mhz(at) === null ? null : (mhz(at) as number) * 1e6)
  return [
    {
      ...numbers(
        { id: 'cpu', title: 'CPU', help: 'number of the CPU; /sys/devices/system/cpu/online', width: 5, priority: 1 },
        'count',
        (at) => cpu(at).id,
        count,
      ),
      descending: false,
    },
    place('node', 'NODE', 'its NUMA node; /sys/devices/system/node/node*/cpulist', (one) => one.node),
    place(
      'socket',
      'SOCKET',
      'its package; /sys/devices/system/cpu/cpu*/topology/physical_package_id',
      (one) => one.socket,
    ),
    place(
      'core',
      'CORE',
      'its core, as the kernel numbers them within a die (lscpu -e counts them anew); topology/core_id',
      (one) => one.core,
    ),
    words(
      {
        id: 'siblings',
        title: 'SHARES CORE WITH',
        help: 'other threads of its core; topology/thread_siblings_list',
        width: 16,
        priority: 3,
      },
      (at) =>
        cpu(at)
          .siblings?.filter((id) => id !== cpu(at).id)
          .join(',') || null,
    ),
    words(
      {
        id: 'caches',
        title: 'CACHES',
        help: `which of the caches is its own (${caches.join(':') || 'L1d:L1i:L2:L3'}), as lscpu -e; /sys/devices/system/cpu/cpu*/cache`,
        width: 12,
        priority: 3,
      },
      (at) => cpu(at).caches.join(':') || null,
    ),
    numbers(
      {
        id: 'mhz',
        title: 'MHZ',
        help: 'its clock now; cpufreq/scaling_cur_freq, else /proc/cpuinfo',
        width: 6,
        priority: 2,
      },
      'count',
      (at) => inMega(clock(at)),
      count,
    ),
    numbers(
      { id: 'min', title: 'MIN', help: 'lowest clock, MHz; cpufreq/cpuinfo_min_freq', width: 6, priority: 4 },
      'count',
      (at) => inMega(cpu(at).clock.least),
      count,
    ),
    numbers(
      { id: 'max', title: 'MAX', help: 'highest clock, MHz; cpufreq/cpuinfo_max_freq', width: 6, priority: 4 },
      'count',
      (at) => inMega(cpu(at).clock.most),
      count,
    ),
    words(
      {
        id: 'governor',
        title: 'GOVERNOR',
        help: 'what chooses its clock; cpufreq/scaling_governor',
        width: 11,
        priority: 5,
      },
      (at) => cpu(at).governor,
    ),
    numbers(
      {
        id: 'busy',
        title: '%BUSY',
        help: 'time since the last sample in which it was not idle; /proc/stat',
        width: 6,
        priority: 1,
      },
      'percent',
      (at) => load(at)?.shares?.busy ?? null,
      quietShare,
    ),
    numbers(
      { id: 'steal', title: '%STEAL', help: 'time the hypervisor gave to others; /proc/stat', width: 6, priority: 3 },
      'percent',
      (at) => load(at)?.shares?.steal ?? null,
      quietShare,
    ),
  ]
}

function inMega(hertz: number | null): number | null {
  return hertz === null ? null : hertz / 1e6
}

export function fact(label: Text, parts: readonly Text[]): Fact {
  return { label, parts: parts.map((part) => ({ text: part, style: 'plain' })) }
}

/** As declared, for help. */
export const CPU_COLUMNS = cpuColumns(
  () => {
    throw new Error('a declared column has no rows')
  },
  () => null,
  () => null,
  [],
)
