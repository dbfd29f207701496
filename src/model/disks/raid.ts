import { diskFiles, disks } from '../../parse/block/disk.ts'
import { arrayFiles } from '../../parse/block/md.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Share } from '../../units.ts'
import type { Model } from '../model.ts'
import { kindOf } from './kinds.ts'

/** A RAID array of the md driver. Null: its level has no such thing, or it is not told. */
export interface Array {
  readonly name: string
  /** raid1, raid5 … */
  readonly level: string
  readonly members: number | null
  /** Members that it lacks. */
  readonly degraded: number | null
  /** idle, recover, resync, check, repair, frozen. */
  readonly action: string | null
  /** Of what it is doing. */
  readonly done: Share | null
}

export const arrays: Model<readonly Array[]> = {
  sources: [disks],
  of(samples) {
    const now = <T>(source: Source<T>) => valueOf(reading(samples.after, source))
    return names(samples).flatMap((name): readonly Array[] => {
      const { mdLevel, mdDegraded } = diskFiles(name)
      const level = now(mdLevel)
      if (!level) return []
      const files = arrayFiles(name)
      return [
        {
          name,
          level,
          members: now(files.raidDisks),
          degraded: now(mdDegraded),
          action: now(files.syncAction),
          done: now(files.syncCompleted),
        },
      ]
    })
  },
}

/** Which there are is known once the list of disks was read. */
export function arraySources(samples: Samples | null): readonly Source<unknown>[] {
  return [
    disks,
    ...(samples ? names(samples) : []).flatMap((name): readonly Source<unknown>[] => {
      const { mdLevel, mdDegraded } = diskFiles(name)
      return [mdLevel, mdDegraded, ...Object.values(arrayFiles(name))]
    }),
  ]
}

function names({ after }: Samples): readonly string[] {
  return (valueOf(reading(after, disks)) ?? []).map(({ name }) => name).filter((name) => kindOf(name, null) === 'raid')
}
