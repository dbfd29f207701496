import { parseCpuStat } from '../../parse/cgroup/cpu-stat.ts'
import { flatKeyed } from '../../parse/keyed.ts'
import { type Mount, parseMountinfo } from '../../parse/mountinfo.ts'
import type { PidCgroup } from '../../parse/pid/cgroup.ts'
import type { Process } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { isMissing, type Source, source, valueOf } from '../../source.ts'

/** Mounts change seldom and are thousands where containers run. */
export const mounts = source('/proc/self/mountinfo', parseMountinfo, 30)

/** So many cgroups are watched at most, those of the first processes given: each is a file a tick. */
export const MOST_WATCHED = 64

/** The cgroup that a quota works on: of the v1 cpu controller, else v2. Null: not read. */
export function cpuCgroup(process: Process): string | null {
  return cgroupFor(process, 'cpu')
}

/** The cgroup that may be frozen: of the v1 freezer, else v2. */
export function freezerCgroup(process: Process): string | null {
  return cgroupFor(process, 'freezer')
}

/** Its cgroup of v2, where that is mounted, also beside v1. */
export function unifiedCgroup(process: Process): string | null {
  const entry = process.more.cgroup
  if (!entry || isMissing(entry)) return null
  return entry.value.find(({ id }) => id === 0)?.path ?? null
}

/** Whether a cgroup is one of these or lies below one: limits of a cgroup bind all below it. */
export function isBelow(path: string | null, cgroups: ReadonlySet<string>): boolean {
  if (path === null || cgroups.size === 0) return false
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
    if (cgroups.has(at === '' ? '/' : at)) return true
    if (at === '' || at === '/') return false
  }
}

/** Files that tell whether the cgroups of these processes are throttled or frozen. */
export function cgroupSources(samples: Samples | null, active: readonly Process[]): readonly Source<unknown>[] {
  const at = samples && valueOf(reading(samples.after, mounts))
  if (!at) return []
  return [...throttleFiles(at, active).values(), ...freezeFiles(at, active).values()]
}

/** Cgroups whose quota held their tasks back since the look before. */
export function throttledCgroups(samples: Samples, active: readonly Process[]): ReadonlySet<string> {
  const throttled = new Set<string>()
  const at = valueOf(reading(samples.after, mounts))
  if (!at || !samples.before) return throttled
  for (const [path, file] of throttleFiles(at, active)) {
    const before = valueOf(reading(samples.before, file))?.throttledPeriods
    const after = valueOf(reading(samples.after, file))?.throttledPeriods
    if (before !== undefined && after !== undefined && after > before) throttled.add(path)
  }
  return throttled
}

/** Cgroups that stand still, by their own order or by one above them. */
export function frozenCgroups(samples: Samples, active: readonly Process[]): ReadonlySet<string> {
  const frozen = new Set<string>()
  const at = valueOf(reading(samples.after, mounts))
  if (!at) return frozen
  for (const [path, file] of freezeFiles(at, active)) if (valueOf(reading(samples.after, file))) frozen.add(path)
  return frozen
}

function cgroupFor(process: Process, controller: string): string | null {
  const entry = process.more.cgroup
  if (!entry || isMissing(entry)) return null
  return pathOf(entry.value, controller)
}

function pathOf(entries: readonly PidCgroup[], controller: string): string | null {
  const own = entries.find((entry) => entry.controllers.includes(controller)) ?? entries.find((entry) => entry.id === 0)
  return own?.path ?? null
}

/** By cgroup; those above are watched too, as their quota binds all below. The root has none. */
function throttleFiles(at: readonly Mount[], active: readonly Process[]) {
  const mount = mountOf(at, 'cpu')
  const files = new Map<string, Source<ReturnType<typeof parseCpuStat>>>()
  for (const process of mount ? active : [])
    for (
      let path = cpuCgroup(process) ?? '';
      path.length > 1 && files.size < MOST_WATCHED;
      path = path.slice(0, path.lastIndexOf('/'))
    )
      if (mount && !files.has(path)) files.set(path, source(`${folderOf(mount, path)}/cpu.stat`, parseCpuStat))
  return files
}

function freezeFiles(at: readonly Mount[], active: readonly Process[]) {
  const mount = mountOf(at, 'freezer')
  const [name, parse] =
    mount?.type === 'cgroup' ? (['freezer.state', isFrozenV1] as const) : (['cgroup.events', isFrozenV2] as const)
  const files = new Map<string, Source<boolean>>()
  for (const process of mount ? active : []) {
    const path = freezerCgroup(process) ?? ''
    if (mount && path.length > 1 && files.size < MOST_WATCHED)
      files.set(path, source(`${folderOf(mount, path)}/${name}`, parse))
  }
  return files
}

/** Where a controller is mounted: by itself in v1, else v2. */
function mountOf(at: readonly Mount[], controller: string): Mount | null {
  const v1 = at.findLast((mount) => mount.type === 'cgroup' && mount.superOptions.includes(controller))
  return v1 ?? at.findLast((mount) => mount.type === 'cgroup2') ?? null
}

function folderOf({ mountPoint, root }: Mount, path: string): string {
  return mountPoint + (root !== '/' && path.startsWith(root) ? path.slice(root.length) : path)
}

/** freezer.state: `THAWED`, `FREEZING` or `FROZEN`. Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst */
function isFrozenV1(file: Buffer): boolean {
  return file.toString('latin1').trim() === 'FROZEN'
}

/** cgroup.events: `frozen 1`. Linux 5.2; Documentation/admin-guide/cgroup-v2.rst */
export function isFrozenV2(file: Buffer): boolean {
  return flatKeyed('cgroup.events', file).get('frozen') === 1
}
