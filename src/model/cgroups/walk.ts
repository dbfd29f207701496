import { parseFolder } from '../../parse/folder.ts'
import { mountinfo } from '../../parse/mountinfo.ts'
import { reading, type Sample, type Samples } from '../../sample/sample.ts'
import { isMissing, type Reading, type Source, source, valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { type Hierarchy, hierarchiesOf } from './hierarchies.ts'

/** A group and where it is; in v1 one path may be in several hierarchies. */
export interface FoundGroup {
  /** As /proc/PID/cgroup names it. Raw. */
  readonly path: string
  readonly depth: number
  /** Those of its folders that were listed. */
  readonly folders: readonly GroupFolder[]
}

export interface GroupFolder {
  readonly hierarchy: Hierarchy
  readonly folder: string
  readonly files: ReadonlySet<string>
}

/** A group that is known: its folder was listed, or the one above it was and names it. */
export interface KnownGroup extends FoundGroup {
  readonly above: KnownGroup | null
  readonly below: readonly KnownGroup[]
  /** Its folders that were not listed. */
  readonly unlisted: readonly string[]
  /** Its folders that have groups below them. */
  readonly inner: readonly string[]
}

export interface Walk {
  readonly hierarchies: readonly Hierarchy[]
  /** By path, depth by depth. */
  readonly known: ReadonlyMap<string, KnownGroup>
  /** Those that were listed, ascending by path, so that a group stands before those below it. */
  readonly groups: readonly FoundGroup[]
  /** Folders to be listed at the next look, one depth at a time; none where groups have their turns. */
  readonly next: readonly Source<Listed>[]
  /** More are known than one look can hold: they have their turns. */
  readonly isCrowded: boolean
}

/** Groups that are read at one look: a host of many pods has thousands. */
export const MOST_GROUPS = 2000
const MOUNTS_EVERY = 30
/** Seconds until a folder is listed again: the more there are the longer. */
const LIST_EVERY = 2

export const cgroupMounts = source(mountinfo.path, mountinfo.parse, MOUNTS_EVERY)

/** All groups that are known, from the root down. Several rules and the pane ask for the same. */
export function walk({ after }: Samples): Walk {
  return walkOf(after)
}

const walkOf = byTable((after: Sample): Walk => {
  const hierarchies = hierarchiesOf(valueOf(reading(after, cgroupMounts)))
  const known = new Map<string, Draft>()
  const unlisted: string[] = []
  let level: Step[] = hierarchies.map((hierarchy) => ({ hierarchy, place: placeOf(hierarchy, ''), above: null }))
  for (let depth = 0; level.length > 0; depth++) {
    const deeper: Step[] = []
    for (const { hierarchy, place, above } of level) {
      const { path, folder, list } = place
      const found = after.files.get(list) as Reading<Listed> | undefined
      const isThere = found !== undefined && !isMissing(found)
      // It was removed since, or is a file of a kind not known here.
      if (found && !isThere && found.missing !== 'pending') continue
      let group = known.get(path)
      if (!group) {
        group = { path, key: place.key, depth, above, folders: NONE, below: NONE, unlisted: NONE, inner: NONE }
        known.set(path, group)
        if (above) above.below = and(above.below, group)
      }
      if (!isThere) {
        unlisted.push(folder)
        group.unlisted = and(group.unlisted, folder)
        continue
      }
      const { files, below } = found.value
      group.folders = and(group.folders, { hierarchy, folder, files })
      if (below.length > 0) group.inner = and(group.inner, folder)
      for (const one of placesBelow(hierarchy, place, below)) deeper.push({ hierarchy, place: one, above: group })
    }
    level = deeper
  }
  const groups = [...known.values()]
    .filter(({ folders }) => folders.length > 0)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const isCrowded = known.size > MOST_GROUPS
  const next = isCrowded ? [] : unlisted.map((folder) => listing(folder, listEvery(groups.length)))
  return { hierarchies, known, groups, next, isCrowded }
})

interface Step {
  readonly hierarchy: Hierarchy
  readonly place: Place
  readonly above: Draft | null
}

interface Draft extends KnownGroup {
  readonly key: string
  folders: GroupFolder[]
  below: Draft[]
  unlisted: string[]
  inner: string[]
}

/** Most groups have none below them, and a list for each of thousands would be made at every look. */
const NONE: never[] = []

function and<T>(list: T[], one: T): T[] {
  if (list === NONE) return [one]
  list.push(one)
  return list
}

/** Where a group is in one hierarchy, by the names that lead there. */
interface Place {
  /** From the top of the mount. */
  readonly below: string
  readonly folder: string
  readonly list: string
  readonly path: string
  /** Sorts by names, part by part: no sign sorts before the end of a name. */
  readonly key: string
}

function placeOf({ at, root }: Hierarchy, below: string): Place {
  const path = root === '/' ? below || '/' : root + below
  const folder = at + below
  return { below, folder, list: `${folder}/`, path, key: path === '/' ? '' : path.replaceAll('/', '\0') }
}

/** A list stands for many looks: thousands of paths are made once for all of them. */
const placesByList = new WeakMap<readonly string[], readonly Place[]>()

function placesBelow(hierarchy: Hierarchy, { below }: Place, names: readonly string[]): readonly Place[] {
  const known = placesByList.get(names)
  // The same folder may be mounted anew, from elsewhere.
  if (known && (known.length === 0 || known[0]?.path === placeOf(hierarchy, `${below}/${names[0]}`).path)) return known
  const places = names.map((name) => placeOf(hierarchy, `${below}/${name}`))
  placesByList.set(names, places)
  return places
}

/** What the walk needs to be read again, and what it will need next; `folders`: where not all have their turn. */
export function walkSources(found: Walk | null, folders?: readonly string[]): readonly Source<unknown>[] {
  if (!found) return [cgroupMounts, listing('/sys/fs/cgroup', LIST_EVERY)]
  const every = listEvery(folders ? found.known.size : found.groups.length)
  const isRefused = found.groups.length === 0 && found.next.length === 0
  const tops = isRefused ? found.hierarchies.map((hierarchy) => placeOf(hierarchy, '').folder) : []
  const listed = folders ?? found.groups.flatMap((group) => group.folders.map(({ folder }) => folder))
  // One that may not be read stays asked for, so that its reason does not come and go.
  return [cgroupMounts, ...[...tops, ...listed].map((folder) => listing(folder, every)), ...found.next]
}

function listEvery(groups: number): Seconds {
  return LIST_EVERY + groups / 100
}

/** What a folder of cgroupfs holds. */
interface Listed {
  readonly files: ReadonlySet<string>
  /** Names of the groups below. Raw. */
  readonly below: readonly string[]
}

function listing(folder: string, every: Seconds): Source<Listed> {
  return source(`${folder}/`, listed, every)
}

/** Told apart when it is read, not at every look: there may be thousands. */
function listed(file: Buffer): Listed {
  const names = parseFolder(file).map(({ name }) => name)
  return { files: new Set(names.filter(isFile)), below: names.filter((name) => !isFile(name)) }
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
