import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { meminfo } from '../../../src/parse/meminfo.ts'
import { vmstat } from '../../../src/parse/vmstat.ts'
import type { Sample } from '../../../src/sample/sample.ts'
import type { Source } from '../../../src/source.ts'
import { oneLine } from '../../../src/views/facts.ts'
import { neededFact } from '../../../src/views/swap/needed.ts'
import { FACTS, meminfoOf, pairs } from '../../findings/looks.ts'
import { lineText } from '../../ui/drawing.ts'

const MEMORY = meminfoOf({ SwapTotal: 512, SwapFree: 256, MemAvailable: 8000 })
const NONE = {
  workingset_activate_file: 0,
  nr_dirty_threshold: 0,
  pswpin: 0,
  pgscan_kswapd: 0,
  pgscan_direct: 0,
  pgscan_anon: 0,
  pgscan_file: 0,
}

function sample(at: number, counters: Readonly<Record<string, number>>): Sample {
  const of = <T>({ path, parse }: Source<T>, text: string) => [path, { value: parse(Buffer.from(text)), at }] as const
  const files = new Map<string, never>([
    of(meminfo, MEMORY),
    of(vmstat, pairs({ ...NONE, ...counters })),
  ] as unknown as readonly [string, never][])
  return { at, files, processes: null }
}

function said(counters: Readonly<Record<string, number>>, width = 100): string {
  const samples = { before: sample(0, {}), after: sample(4e9, counters) }
  return oneLine([neededFact(new Snapshot(samples, FACTS, NO_HISTORY))], width)
    .map((line) => lineText(line).trimEnd())
    .join('\n')
}

const BACK = { pswpin: 25_600 }

test('what came back and fits is no want of memory', () => {
  expect(said(BACK)).toBe(' Needed     100 MiB came back in 4 s and fits: 7.8 GiB available')
  expect(said({ ...BACK, pgscan_anon: 9000, pgscan_kswapd: 9000 })).toContain('and fits')
})

test('but with a cgroup at its limit: what the machine has left is of no use to it', () => {
  const atLimit = { ...BACK, pgscan_anon: 9000 }
  const words = ' Needed     100 MiB came back in 4 s: cgroup at its limit'
  expect(said(atLimit)).toBe(`${words}  page Cgroups  7.8 GiB available`)
  expect(said(atLimit, 60)).toBe(words)
})

test('a cgroup that only reads its files again does so within its limit by design', () => {
  const files = { workingset_activate_file: 25_600, pgscan_file: 9000 }
  expect(said({ ...files, pgscan_anon: 0 })).toMatch(/100 MiB came back in 4 s and fits/)
})
