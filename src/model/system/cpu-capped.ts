import { type Hertz, parseKilohertz } from '../../parse/devices/cpu/cpufreq.ts'
import { onlineCpus } from '../../parse/devices/system.ts'
import { parseNumber } from '../../parse/number.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Missing, type Source, source, valueOf } from '../../source.ts'
import type { Rate, Share } from '../../units.ts'
import { growth } from '../growth.ts'

/** CPUs that may not run as fast as they could. */
export interface CpuCap {
  /** Times a CPU or its package became too hot and was slowed; null: not told here (a virtual machine), or one look only. */
  readonly hot: { readonly cpu: number; readonly rate: Rate<'time'> } | null
  /** The CPU that is held lowest by policy, and how far: 1 is not at all. Null: nothing scales clocks here. */
  readonly held: { readonly cpu: number; readonly may: Hertz; readonly could: Hertz; readonly share: Share } | null
  /** Why neither is known. */
  readonly missing: Missing | null
}

const online = source(onlineCpus.path, onlineCpus.parse)

export function cpuCap(samples: Samples): CpuCap {
  const { after } = samples
  const list = reading(after, online)
  if (isMissing(list)) return { hot: null, held: null, missing: list }
  const ids = list.value
  let hot: CpuCap['hot'] = null
  let held: CpuCap['held'] = null
  for (const cpu of ids) {
    const { core, whole, may, could } = filesOf(cpu)
    const grown = Math.max(...[core, whole].map((file) => growth(samples, file, (times) => times) ?? -1))
    if (grown >= 0 && grown > (hot?.rate ?? -1)) hot = { cpu, rate: grown }
    const [now, most] = [valueOf(reading(after, may)), valueOf(reading(after, could))]
    if (now === null || most === null || most <= 0) continue
    if (!held || now / most < held.share) held = { cpu, may: now, could: most, share: now / most }
  }
  const first = filesOf(ids[0] ?? 0)
  const why = [first.core, first.may].map((file) => reading(after, file)).find(isMissing) ?? null
  return { hot, held, missing: hot || held ? null : why }
}

/** Of all CPUs only where the first has them: a virtual machine has none. */
export function cpuCapSources(samples: Samples | null): readonly Source<unknown>[] {
  const ids = samples ? (valueOf(reading(samples.after, online)) ?? []) : []
  const [first, ...rest] = ids
  if (first === undefined || !samples) return [online]
  const own = filesOf(first)
  const there = (file: Source<unknown>) => {
    const found = reading(samples.after, file)
    return !isMissing(found) || found.missing !== 'absent'
  }
  return [
    online,
    ...Object.values(own),
    ...rest.flatMap((cpu): readonly Source<unknown>[] => {
      const { core, whole, may, could } = filesOf(cpu)
      return [...(there(own.core) ? [core, whole] : []), ...(there(own.may) ? [may, could] : [])]
    }),
  ]
}

// arch/x86/kernel/cpu/mce/therm_throt.c; Documentation/admin-guide/pm/cpufreq.rst
function filesOf(cpu: number) {
  const at = `/sys/devices/system/cpu/cpu${cpu}`
  return {
    core: source(`${at}/thermal_throttle/core_throttle_count`, parseNumber),
    whole: source(`${at}/thermal_throttle/package_throttle_count`, parseNumber),
    may: source(`${at}/cpufreq/scaling_max_freq`, parseKilohertz),
    could: source(`${at}/cpufreq/cpuinfo_max_freq`, parseKilohertz),
  }
}
