import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { runQueues } from '../../../src/model/load/run-queues.ts'
import { runners, waitShare } from '../../../src/model/load/runners.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { stat } from '../../../src/parse/stat.ts'
import { type Second, second, type Task, tasks } from '../../findings/cpu-machine.ts'
import { FACTS } from '../../findings/looks.ts'
import { SOME_PROCESSES, snapshotOf } from '../../snapshot-of.ts'

function machine(all: readonly Task[], of: Second = { cpus: [{}, {}] }): Snapshot {
  const { processes, processesWas } = tasks(all)
  const files = second(of)
  const read = (text: string | undefined, at: number) =>
    new Map([[stat.path, { value: stat.parse(Buffer.from(text ?? '')), at }]])
  return new Snapshot(
    {
      after: { at: 1000e9, files: read(files.now['/proc/stat'], 1000e9), processes },
      before: { at: 999e9, files: read(files.was['/proc/stat'], 999e9), processes: processesWas },
    },
    FACTS,
    NO_HISTORY,
  )
}

describe('threads that could run', () => {
  test('how long each ran and stood in line, of single threads and of many', () => {
    const found = runners(
      machine([
        { pid: 10, ran: 0.25, waited: 0.75, slices: 12 },
        {
          pid: 20,
          ran: 0.5,
          threads: [
            { pid: 20, ran: 0 },
            { pid: 21, ran: 0.5, waited: 0.1, slices: 3 },
          ],
        },
        { pid: 30 },
      ]),
    )
    expect(found?.map(({ tid, ran, waited, slices }) => [tid, ran, waited, slices])).toEqual([
      [10, 0.25, 0.75, 12],
      [21, 0.5, 0.1, 3],
    ])
    expect(waitShare({ ran: 0.25, waited: 0.75 })).toBe(0.75)
    expect(waitShare({ ran: 0, waited: 0 })).toBe(0)
  })

  test('not known before threads were looked at twice', () => {
    const { samples } = machine([{ pid: 10, ran: 1 }])
    expect(runners(new Snapshot({ ...samples, before: null }, FACTS, NO_HISTORY))).toBeNull()
    const processes = samples.after.processes && { ...samples.after.processes, scanned: false }
    expect(runners(new Snapshot({ ...samples, after: { ...samples.after, processes } }, FACTS, NO_HISTORY))).toBeNull()
  })

  test('their wait is the line of the CPU they were on last, where the kernel keeps none', () => {
    const on = (pid: number, processor: number, waited: number): Task => ({
      pid,
      ran: 0.1,
      waited,
      stat: { processor },
    })
    const queues = runQueues(machine([on(10, 0, 0.9), on(11, 0, 0.8), on(12, 1, 0.1)]))
    expect(queues).toMatchObject({ by: 'threads', cpus: 2, longest: { id: 0 } })
    expect([...(queues?.lines ?? [])].map(([id, line]) => [id, Number(line.toFixed(6))])).toEqual([
      [0, 1.7],
      [1, 0.1],
    ])
  })

  test('the captured machine: what burns runs all the time and hardly waits', async () => {
    // burn1 and burn2.
    const wants = { visible: [203, 204], files: ['schedstat'], threads: 'all' } as const
    const snapshot = await snapshotOf('load-d', { sources: [stat], processes: { ...SOME_PROCESSES, ...wants } })
    const busy = runners(snapshot)?.filter(({ ran }) => ran > 0.9) ?? []
    expect(busy.length).toBe(2)
    for (const { ran, waited } of busy) expect(waitShare({ ran, waited })).toBeLessThan(0.05)
  })
})
