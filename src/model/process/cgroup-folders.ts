import type { Mount } from '../../parse/mountinfo.ts'
import type { PidCgroup } from '../../parse/pid/cgroup.ts'

export type Controller = 'cpu' | 'cpuset' | 'memory' | 'pids'

/** One cgroup, and where its files are. */
export interface CgroupFolder {
  readonly version: 1 | 2
  /** As /proc/PID/cgroup names it. Raw. */
  readonly path: string
  readonly folder: string
}

/**
 * The cgroup of a process in the hierarchy that has this controller, and all above it in sight: leaf first. A controller is in a
 * v1 hierarchy or in v2's, never in both. Empty: not mounted here, or outside of this cgroup namespace.
 * `mounts` null: not known, then the usual places are taken.
 * Kernel: Documentation/admin-guide/cgroup-v2.rst; cgroups(7)
 */
export function cgroupFolders(
  groups: readonly PidCgroup[],
  mounts: readonly Mount[] | null,
  controller: Controller | 'blkio',
): readonly CgroupFolder[] {
  const old = groups.find((group) => group.controllers.includes(controller))
  const group = old ?? groups.find(({ id }) => id === 0)
  if (!group) return []
  const path = group.path.replace(/ \(deleted\)$/, '')
  const place = mounts === null ? usualPlace(group) : mountOf(mounts, old ? controller : null, path)
  if (place === null || path.startsWith('/..')) return []
  const below = place.root === '/' ? path : path.slice(place.root.length)
  const names = below.split('/').filter((name) => name !== '')
  const top = place.root === '/' ? '' : place.root
  return names
    .map((_, i) => names.slice(0, names.length - i))
    .concat([[]])
    .map((some): CgroupFolder => {
      const rest = some.map((name) => `/${name}`).join('')
      return { version: old ? 1 : 2, path: `${top}${rest}` || '/', folder: `${place.at}${rest}` }
    })
}

interface Place {
  readonly at: string
  readonly root: string
}

function usualPlace(group: PidCgroup): Place {
  const at = group.id === 0 ? '/sys/fs/cgroup' : `/sys/fs/cgroup/${group.controllers.join(',')}`
  return { at, root: '/' }
}

/** A hierarchy may be mounted several times, some of them only below a group: the one that shows most of the way up. */
function mountOf(mounts: readonly Mount[], controller: Controller | 'blkio' | null, path: string): Place | null {
  const fitting = mounts.filter(
    (mount) =>
      (controller === null
        ? mount.type === 'cgroup2'
        : mount.type === 'cgroup' && mount.superOptions.includes(controller)) &&
      (mount.root === '/' || path === mount.root || path.startsWith(`${mount.root}/`)),
  )
  const [best] = fitting.sort((a, b) => a.root.length - b.root.length)
  return best ? { at: best.mountPoint, root: best.root } : null
}
