import { missingFrom } from '../../../src/sample/missing.ts'
import type { Sample, Samples } from '../../../src/sample/sample.ts'
import type { Reading, Source } from '../../../src/source.ts'

export const AT = '/sys/fs/cgroup'
const SLICES = 50
const PER_SLICE = 100

/** 5,051 groups: 50 slices, 100 in each. */
export const CROWD: readonly string[] = [
  '/',
  ...Array.from({ length: SLICES }, (_, s) => [
    `/s${s}`,
    ...Array.from({ length: PER_SLICE }, (_, i) => `/s${s}/g${i}`),
  ]).flat(),
]

const MOUNT = `30 23 0:26 / ${AT} rw - cgroup2 cgroup2 rw\n`
const names = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}\n`).join('')

/** What a file of that machine says; `files`: by name, of a group. Null: it is not there. */
export function crowdFile(path: string, files: (group: string, name: string) => string | null): string | null {
  if (path === '/proc/self/mountinfo') return MOUNT
  if (path === `${AT}/cgroup.stat`) return `nr_descendants ${CROWD.length - 1}\n`
  if (path === `${AT}/`) return `cgroup.procs\n${names('s', SLICES)}`
  const [, group, slice, leaf, name] = /^\/sys\/fs\/cgroup(\/(s\d+)(?:\/(g\d+))?)\/(.*)$/.exec(path) ?? []
  if (!group || !slice || name === undefined) return null
  if (name !== '') return files(group, name)
  return `cpu.max\ncpu.stat\nmemory.max\nmemory.current\nmemory.events\n${leaf ? '' : names('g', PER_SLICE)}`
}

/** Look after look of somebody who reads all that he wants, every so many seconds. */
export function lookOn(
  wants: (samples: Samples | null) => readonly Source<unknown>[],
  { every, until, from = 0 }: { readonly every: number; readonly until: number; readonly from?: number },
  file: (path: string, second: number) => string | null,
  see: (samples: Samples, wanted: readonly Source<unknown>[], second: number) => void,
): void {
  let before: Sample | null = null
  for (let second = from; second <= until; second += every) {
    const wanted = wants(before && { after: before, before: null })
    const files = new Map<string, Reading<unknown>>()
    for (const { path, parse, every: stands } of wanted) {
      const last: Reading<unknown> | undefined = before?.files.get(path)
      if (last && 'at' in last && second - last.at / 1e9 < stands) files.set(path, last)
      else {
        const text = file(path, second)
        files.set(
          path,
          text === null ? missingFrom(path, 'ENOENT') : { value: parse(Buffer.from(text)), at: second * 1e9 },
        )
      }
    }
    const after: Sample = { at: second * 1e9, files, processes: null }
    see({ after, before }, wanted, second)
    before = after
  }
}
