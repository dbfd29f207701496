import { counters } from '../../../src/model/vmstat.ts'
import { parseVmstat, vmstat } from '../../../src/parse/vmstat.ts'
import type { Sample } from '../../../src/sample/sample.ts'
import { bytes } from '../../parse/fixture.ts'

const FACTS = {
  name: 'test',
  pageSize: 4096,
  tick: 0.01,
  clock: 'replayed',
  clocks: false,
  captured: null,
  self: null,
  uid: 0,
} as const

/** /proc/vmstat at two moments, two seconds apart. */
export function countersOf(before: Readonly<Record<string, number>> | null, after: Readonly<Record<string, number>>) {
  const sample = (values: Readonly<Record<string, number>>, at: number): Sample => ({
    at,
    files: new Map([[vmstat.path, { value: parseVmstat(bytes(linesOf(values))), at }]]),
    processes: null,
  })
  return counters.of({ after: sample(after, 3e9), before: before && sample(before, 1e9) }, FACTS)
}

function linesOf(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('')
}
