import type { Mount } from '../../parse/mountinfo.ts'

/** A tree of cgroups: v2's, or one of v1, where each has controllers of its own. */
export interface Hierarchy {
  readonly version: 1 | 2
  /** V1: cpu, memory … V2: none here, each group says what it has by its files. */
  readonly controllers: readonly string[]
  readonly at: string
  /** The group that is mounted there: another one than `/` inside of a container. */
  readonly root: string
}

/** Those of v1 of which there are numbers. */
const COUNTED = ['cpu', 'cpuacct', 'memory', 'blkio', 'pids']

/** Where v2 is, when nothing is known of mounts. */
const USUAL: Hierarchy = { version: 2, controllers: [], at: '/sys/fs/cgroup', root: '/' }

/**
 * What is mounted; of a hierarchy that is mounted several times the one that shows most of it. Null: mounts are not known.
 * Kernel: Documentation/admin-guide/cgroup-v2.rst; cgroups(7)
 */
export function hierarchiesOf(mounts: readonly Mount[] | null): readonly Hierarchy[] {
  if (mounts === null) return [USUAL]
  const found = new Map<string, Hierarchy>()
  for (const mount of mounts) {
    if (mount.type !== 'cgroup' && mount.type !== 'cgroup2') continue
    const version = mount.type === 'cgroup2' ? 2 : 1
    const controllers = version === 2 ? [] : COUNTED.filter((name) => mount.superOptions.includes(name))
    if (version === 1 && controllers.length === 0) continue
    // The device number tells hierarchies apart.
    const other = found.get(mount.device)
    if (!other || mount.root.length < other.root.length)
      found.set(mount.device, { version, controllers, at: mount.mountPoint, root: mount.root })
  }
  // Where both have a file of one name, that of the controller counts.
  return [...found.values()].sort((a, b) => a.version - b.version)
}

export type Layout = 'v2' | 'v1' | 'hybrid' | 'none'

/** Hybrid: v1 has the controllers, and v2 is mounted beside it for systemd. */
export function layoutOf(all: readonly Hierarchy[]): Layout {
  const [one, two] = [all.some(({ version }) => version === 1), all.some(({ version }) => version === 2)]
  return one ? (two ? 'hybrid' : 'v1') : two ? 'v2' : 'none'
}
