import { parseFolder } from '../../parse/folder.ts'
import { mountinfo } from '../../parse/mountinfo.ts'
import { reading, type Sample, type Samples } from '../../sample/sample.ts'
import { isMissing, type Source, source, valueOf } from '../../source.ts'
import { type Hierarchy, hierarchiesOf } from './hierarchies.ts'

/** A group and where it is; in v1 one path may be in several hierarchies. */
export interface FoundGroup {
  /** As /proc/PID/cgroup names it. Raw. */
  readonly path: string
  readonly depth: number
  readonly folders: readonly GroupFolder[]
}

export interface GroupFolder {
  readonly hierarchy: Hierarchy
  readonly folder: string
  readonly files: ReadonlySet<string>
}

export interface Walk {
  readonly hierarchies: readonly Hierarchy[]
  /** Ascending by path, so that a group stands before those below it. */
  readonly groups: readonly FoundGroup[]
  /** Folders whose turn comes at the next look: one depth at a time. */
  readonly next: readonly Source<Listed>[]
  /** Groups that are there and left out, as there are too many; those below them are not even known. */
  readonly left: number
}

/** Groups that are read at most: a host of many pods has thousands. */
export const MOST_GROUPS = 2000
const MOUNTS_EVERY = 30
/** Seconds until a folder is listed again: the more there are the longer. */
const LIST_EVERY = 2

export const cgroupMounts = source(mountinfo.path, mountinfo.parse, MOUNTS_EVERY)

/** Several rules and the pane ask for the same. */
const walks = new WeakMap<Sample, Walk>()

/** All groups whose folder was listed, from the root down. */
export function walk({ after }: Samples, most = MOST_GROUPS): Walk {
  const known = most === MOST_GROUPS ? walks.get(after) : undefined
  const found = known ?? walkOf(after, most)
  if (most === MOST_GROUPS) walks.set(after, found)
  return found
}

function walkOf(after: Sample, most: number): Walk {
  const hierarchies = hierarchiesOf(valueOf(reading(after, cgroupMounts)))
  const groups = new Map<string, { path: string; depth: number; folders: GroupFolder[] }>()
  const next: Source<Listed>[] = []
  const left = new Set<string>()
  let level = hierarchies.map((hierarchy) => ({ hierarchy, below: '' }))
  for (let depth = 0; level.length > 0; depth++) {
    const deeper: typeof level = []
    for (const { hierarchy, below } of level) {
      const folder = hierarchy.at + below
      const path = pathOf(hierarchy, below)
      if (!groups.has(path) && groups.size + next.length >= most) {
        left.add(path)
        continue
      }
      const list = listing(folder, groups.size)
      if (!after.files.has(list.path)) {
        next.push(list)
        continue
      }
      const entries = reading(after, list)
      // It was removed since, or is a file of a kind not known here.
      if (isMissing(entries)) {
        if (entries.missing === 'pending') next.push(list)
        continue
      }
      const group = groups.get(path) ?? { path, depth, folders: [] }
      groups.set(path, group)
      const { files, below: names } = entries.value
      group.folders.push({ hierarchy, folder, files })
      for (const name of names) deeper.push({ hierarchy, below: `${below}/${name}` })
    }
    level = deeper
  }
  return { hierarchies, groups: inOrder([...groups.values()]), next, left: left.size }
}

/** What the walk needs to be read again, and what it will need next. */
export function walkSources(found: Walk | null): readonly Source<unknown>[] {
  if (!found) return [cgroupMounts, listing('/sys/fs/cgroup', 0)]
  const known = found.groups.flatMap(({ folders }) => folders.map(({ folder }) => listing(folder, found.groups.length)))
  return [cgroupMounts, ...known, ...found.next]
}

/** What a folder of cgroupfs holds. */
interface Listed {
  readonly files: ReadonlySet<string>
  /** Names of the groups below. Raw. */
  readonly below: readonly string[]
}

function listing(folder: string, groups: number): Source<Listed> {
  return source(`${folder}/`, listed, LIST_EVERY + groups / 100)
}

/** Told apart when it is read, not at every look: there may be thousands. */
function listed(file: Buffer): Listed {
  const names = parseFolder(file).map(({ name }) => name)
  return { files: new Set(names.filter(isFile)), below: names.filter((name) => !isFile(name)) }
}

function pathOf({ root }: Hierarchy, below: string): string {
  return root === '/' ? below || '/' : root + below
}

/**
 * Files of a group begin with the name of a controller and a dot, but for the oldest of v1. A group may not be told from a file by
 * its name alone (systemd escapes such names, Documentation/admin-guide/cgroup-v2.rst, "avoid name collisions"); what is listed
 * and is no folder drops out.
 */
function isFile(name: string): boolean {
  return FILE.test(name)
}

const FILE =
  /^(?:(?:cgroup|cpu|cpuacct|cpuset|memory|io|blkio|pids|hugetlb|rdma|misc|dmem|net_cls|net_prio|devices|freezer|perf_event|irq|debug)\.[\w.]+|tasks|notify_on_release|release_agent)$/

/** By names, part by part: no sign sorts before the end of a name. */
function inOrder(groups: readonly FoundGroup[]): readonly FoundGroup[] {
  return groups
    .map((group) => ({ group, key: group.path === '/' ? '' : group.path.replaceAll('/', '\0') }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ group }) => group)
}
