import { cacheFiles, cacheFolder } from '../../parse/devices/cpu/cache.ts'
import { cpufreqFiles, type Hertz } from '../../parse/devices/cpu/cpufreq.ts'
import { topologyFiles } from '../../parse/devices/cpu/topology.ts'
import { onlineCpus, possibleCpus } from '../../parse/devices/system.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import type { Model } from '../model.ts'
import { nodeOfCpu, nodeSources } from '../nodes.ts'

/** How CPUs belong together, as lscpu says it. */
export interface Topology {
  readonly cpus: readonly CpuPlace[]
  readonly possible: number | null
  /** Null: the kernel does not say where CPUs are. */
  readonly sockets: number | null
  readonly cores: number | null
  /** Most threads on one core. */
  readonly threadsPerCore: number | null
  /** By level, data before instructions. */
  readonly caches: readonly Cache[]
}

/** A CPU that is online. */
export interface CpuPlace {
  readonly id: number
  readonly node: number | null
  readonly socket: number | null
  /** As the kernel numbers it within its die. */
  readonly core: number | null
  /** Those on its core, itself among them. */
  readonly siblings: readonly number[] | null
  readonly clock: { readonly now: Hertz | null; readonly least: Hertz | null; readonly most: Hertz | null }
  readonly governor: string | null
  /** Which of the caches of each name is its own, as lscpu -e numbers them: L1d:L1i:L2:L3. */
  readonly caches: readonly number[]
}

export interface Cache {
  /** L1d, L1i, L2, L3. */
  readonly name: string
  /** Of the first of them. */
  readonly size: Bytes
  readonly instances: number
  /** Of all of them. */
  readonly total: Bytes
}

export const topology: Model<Topology> = {
  sources: [],
  of(samples, facts) {
    const of = <T>(file: Source<T>) => valueOf(reading(samples.after, file))
    const nodes = nodeOfCpu.of(samples, facts)
    const ids = of(online) ?? []
    const { caches, owned } = cachesOf(samples, ids)
    const cpus = ids.map((id): CpuPlace => {
      const place = topologyFiles(id)
      const clock = cpufreqFiles(id)
      return {
        id,
        node: nodes.get(id) ?? null,
        socket: known(of(place.packageId)),
        core: of(place.coreId),
        siblings: of(place.siblings),
        clock: { now: of(clock.now), least: of(clock.least), most: of(clock.most) },
        governor: of(clock.governor),
        caches: owned.get(id) ?? [],
      }
    })
    const isKnown = cpus.length > 0 && cpus.every(({ siblings, socket }) => siblings !== null && socket !== null)
    return {
      cpus,
      possible: of(possible)?.length ?? null,
      sockets: isKnown ? new Set(cpus.map(({ socket }) => socket)).size : null,
      // Siblings tell cores apart for certain: core ids repeat in every die.
      cores: isKnown ? new Set(cpus.map(({ siblings }) => siblings?.join())).size : null,
      threadsPerCore: isKnown ? Math.max(...cpus.map(({ siblings }) => siblings?.length ?? 0)) : null,
      caches,
    }
  },
}

/** Architectures that do not tell it have −1. Documentation/admin-guide/cputopology.rst */
function known(id: number | null): number | null {
  return id === null || id < 0 ? null : id
}

const SELDOM = 10
const online = source(onlineCpus.path, onlineCpus.parse, SELDOM)
const possible = source(possibleCpus.path, possibleCpus.parse, SELDOM)

/** Which CPUs there are, then where each is, then its caches: each is known once the one before was read. */
export function topologySources(samples: Samples | null, clocks: boolean): readonly Source<unknown>[] {
  const ids = samples ? (valueOf(reading(samples.after, online)) ?? []) : []
  return [
    online,
    possible,
    ...nodeSources(samples),
    ...ids.flatMap((id): readonly Source<unknown>[] => [
      ...Object.values(topologyFiles(id)),
      ...(clocks ? Object.values(cpufreqFiles(id)) : []),
      cacheFolder(id),
      ...(samples ? indexes(samples, id).flatMap((index) => Object.values(cacheFiles(id, index))) : []),
    ]),
  ]
}

function indexes({ after }: Samples, cpu: number): readonly string[] {
  const entries = valueOf(reading(after, cacheFolder(cpu))) ?? []
  return entries.map(({ name }) => name).filter((name) => /^index\d+$/.test(name))
}

interface Found {
  readonly size: Bytes
  /** CPUs may differ: large and small cores. */
  total: Bytes
  readonly shared: string[]
}

const LETTERS: Readonly<Record<string, string>> = { Data: 'd', Instruction: 'i' }

/** A cache that several CPUs share is one: they name the same list. */
function cachesOf(samples: Samples, cpus: readonly number[]) {
  const of = <T>(file: Source<T>) => valueOf(reading(samples.after, file))
  const found = new Map<string, Found>()
  const lists = new Map<number, Map<string, number>>()
  for (const cpu of cpus) {
    const own = new Map<string, number>()
    lists.set(cpu, own)
    for (const index of indexes(samples, cpu)) {
      const files = cacheFiles(cpu, index)
      const [level, type, size, shared] = [of(files.level), of(files.type), of(files.size), of(files.shared)]
      if (level === null || type === null || size === null || shared === null) continue
      const name = `L${level}${LETTERS[type] ?? ''}`
      const cache: Found = found.get(name) ?? { size, total: 0, shared: [] }
      found.set(name, cache)
      const key = shared.join()
      if (!cache.shared.includes(key)) {
        cache.shared.push(key)
        cache.total += size
      }
      own.set(name, cache.shared.indexOf(key))
    }
  }
  const names = [...found.keys()].sort()
  const caches = names.map((name): Cache => {
    const { size, total, shared } = found.get(name) as Found
    return { name, size, instances: shared.length, total }
  })
  const owned = new Map([...lists].map(([cpu, own]) => [cpu, names.map((name) => own.get(name) ?? -1)]))
  return { caches, owned }
}
