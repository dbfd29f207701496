import { expect, test } from 'vitest'
import { stirring } from '../../src/findings/stirring.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { cpuPressure, memoryPressure } from '../../src/parse/pressure.ts'
import { stat } from '../../src/parse/stat.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Sample } from '../../src/sample/sample.ts'
import type { Source } from '../../src/source.ts'
import { FACTS } from './looks.ts'

/** CPU ticks, forks, switches and packets since boot; µs stalled. */
interface Counted {
  readonly busy?: number
  readonly idle?: number
  readonly forks?: number
  readonly packets?: number
  readonly cpuStall?: number
  readonly memoryStall?: number
}

function sample(at: number, counted: Counted): Sample {
  const { busy = 0, idle = 0, forks = 0, packets = 0, cpuStall = 0, memoryStall = 0 } = counted
  const line = `${busy} 0 0 ${idle} 0 0 0 0 0 0`
  const made = <T>({ path, parse }: Source<T>, text: string | null) =>
    [path, text === null ? missingFrom(path, 'ENOENT') : { at: at * 1e9, value: parse(Buffer.from(text)) }] as const
  const stall = (total: number) => `some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}\n`
  const text = `cpu  ${line}\ncpu0 ${line}\ncpu1 ${line}\nintr 1\nctxt 1\nbtime 1\nprocesses ${forks}\nprocs_running 1\nprocs_blocked 0\nsoftirq 1 0 0 0 ${packets} 0 0 0 0 0 0\n`
  const files = new Map<string, ReturnType<typeof made>[1]>([
    made(stat, text),
    made(cpuPressure, stall(cpuStall)),
    made(memoryPressure, stall(memoryStall)),
  ])
  return { at: at * 1e9, files, processes: null }
}

const stirred = (counted: Counted) =>
  [...stirring(new Snapshot({ before: sample(1, {}), after: sample(2, counted) }, FACTS, NO_HISTORY))].sort()

test('a machine that idles rests', () => {
  expect(stirred({ idle: 200, busy: 4, packets: 10 })).toEqual([])
})

test.each([
  ['CPUs are busy', { busy: 190, idle: 10 }, ['cpu', 'kernel']],
  ['tasks wait for a CPU', { idle: 200, cpuStall: 300_000 }, ['cpu', 'kernel']],
  ['programs are started', { idle: 200, forks: 150 }, ['cpu', 'kernel', 'limits']],
  ['tasks stall on memory', { idle: 200, memoryStall: 20_000 }, ['limits', 'memory', 'numa', 'swap']],
  ['packets come', { idle: 200, packets: 600 }, ['network']],
] as const)('%s', (_name, counted, resources) => {
  expect(stirred(counted)).toEqual(resources)
})
