import { parsePidsEvents } from '../../parse/cgroup/pids-events.ts'
import { mountinfo } from '../../parse/mountinfo.ts'
import { parseNumber } from '../../parse/number.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import type { Counter, Share } from '../../units.ts'
import { type CgroupFolder, cgroupFolders } from '../process/cgroup-folders.ts'
import { inTurn } from '../process/in-turn.ts'
import { MOST_STAYING } from './turns.ts'

/** Tasks of a cgroup against what it may have. */
export interface PidsUse {
  /** Raw. */
  readonly path: string
  readonly folder: string
  /** Null: not told. */
  readonly current: number | null
  readonly max: number
  readonly share: Share | null
  /** Forks that were refused since it was made. Null: before Linux 4.6. */
  readonly refused: Counter<'fork'> | null
}

/** Groups that are read at one look; the others have their turn. Of thousands it is a share, so that all have theirs in some minutes. */
const AT_ONCE = 40
const OF_MANY = 1 / 50

/** `stay`: folders of those that are read at every look. */
export function pidsSources(samples: Samples | null, stay: readonly string[] = []): readonly Source<unknown>[] {
  const all = samples ? foldersOf(samples) : []
  const turn = samples ? inTurn(all, Math.max(AT_ONCE, Math.ceil(all.length * OF_MANY)), samples) : []
  const staying = new Set(stay.slice(0, MOST_STAYING))
  const folders = new Set([...turn, ...all.filter(({ folder }) => staying.has(folder))])
  return [mountinfo, ...[...folders].flatMap((folder) => [current(folder), max(folder), events(folder)])]
}

/** Of the groups whose turn it was and that have a limit, the fullest first. */
export function pidsUses(samples: Samples): readonly PidsUse[] {
  const now = <T>(file: Source<T>) => valueOf(reading(samples.after, file))
  return foldersOf(samples)
    .flatMap((folder): readonly PidsUse[] => {
      const limit = now(max(folder))
      if (limit === null || limit === Number.POSITIVE_INFINITY) return []
      const used = now(current(folder))
      const refused = now(events(folder))
      return [
        {
          path: folder.path,
          folder: folder.folder,
          current: used,
          max: limit,
          share: used === null || limit <= 0 ? null : used / limit,
          refused: refused?.max ?? null,
        },
      ]
    })
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0))
}

const current = ({ folder }: CgroupFolder) => source(`${folder}/pids.current`, parseNumber)
const max = ({ folder }: CgroupFolder) => source(`${folder}/pids.max`, parseNumber)
const events = ({ folder }: CgroupFolder) => source(`${folder}/pids.events`, parsePidsEvents)

/** All groups that have a process in them or below; the root has no limit. */
function foldersOf({ after }: Samples): readonly CgroupFolder[] {
  const mounts = valueOf(reading(after, mountinfo))
  const found = new Map<string, CgroupFolder>()
  const seen = new Set<string>()
  for (const { more } of after.processes?.rows ?? []) {
    const groups = valueOf(more.cgroup)
    if (!groups) continue
    const key =
      groups.find(({ controllers }) => controllers.includes('pids'))?.path ?? groups.find(({ id }) => id === 0)?.path
    if (key === undefined || seen.has(key)) continue
    seen.add(key)
    for (const folder of cgroupFolders(groups, mounts, 'pids'))
      if (folder.path !== '/') found.set(folder.folder, folder)
  }
  return [...found.values()]
}
