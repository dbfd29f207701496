import { expect, test } from 'vitest'
import { appScaling } from '../../../src/model/app/scaling.ts'
import type { Service } from '../../../src/model/app/service.ts'
import { type Worker, workerSources, workersOf } from '../../../src/model/app/workers.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { stat } from '../../../src/parse/stat.ts'
import { missingFrom } from '../../../src/sample/missing.ts'
import type { Process } from '../../../src/sample/process.ts'
import { processes, record, S, thread } from '../record.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

const STAT =
  'cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\nintr 1\nctxt 1\nbtime 1\nprocesses 1\nprocs_running 1\nprocs_blocked 0\nsoftirq 1\n'
const NO_LIMITS = { quotas: [], cpuset: null, memory: [], pids: [], throttled: new Map(), missing: [] }

/** Two seconds in which each used so many seconds of CPU. */
function service(rows: readonly Process[], used: readonly number[], before: Files = {}, after: Files = before) {
  const [anchor] = rows as [Process]
  const one: Service = { name: 'shop', by: 'program', members: rows, anchor }
  const files = samplesOf(
    [stat, ...workerSources(one)],
    { '/proc/stat': STAT, ...after },
    { '/proc/stat': STAT, ...before },
    2,
  )
  const at = (now: number, cpu: readonly number[], shift: number) =>
    processes(now, rows, cpu, {
      threads: new Map([[9, [thread(9, now, shift * S), thread(10, now, shift * 0.1 * S)]]]),
    })
  const samples = {
    after: {
      ...files.after,
      processes: at(
        2,
        used.map((cpu) => cpu * S),
        1.9,
      ),
    },
    before: files.before && {
      ...files.before,
      processes: at(
        0,
        used.map(() => 0),
        0,
      ),
    },
  }
  const workers = workersOf(new Snapshot(samples, someFacts, NO_HISTORY), one)
  return { workers, scaling: appScaling(samples, workers, NO_LIMITS, null) }
}

type Files = Readonly<Record<string, string>>

test('a main process that only gives out the work is no worker; one that works is', () => {
  const rows = [record(5), record(6, { ppid: 5 }), record(7, { ppid: 5 }), record(8, { ppid: 5 })]
  expect(service(rows, [0, 2, 0.4, 0]).scaling).toMatchObject({
    unit: 'process',
    workers: 3,
    active: 2,
    full: 1,
    used: 1.2,
  })
  expect(service(rows, [1, 0, 0, 0]).scaling).toMatchObject({ workers: 4, active: 1, full: 0 })
})

test('of one process its threads are the workers', () => {
  const { scaling } = service([record(9, { threads: 2 })], [2])
  expect(scaling).toMatchObject({ unit: 'thread', workers: 2, active: 1, full: 1 })
})

test('waiting is of the time it could run, by schedstat; counters of files come with their limits', () => {
  const limits =
    'Limit                     Soft Limit           Hard Limit           Units     \nMax open files            100                  200                  files     \n'
  const files = { '/proc/5/limits': limits, 'count:/proc/5/fd': '90\n' }
  const { workers, scaling } = service(
    [record(5)],
    [1],
    { ...files, '/proc/5/schedstat': '0 0 0\n' },
    { ...files, '/proc/5/schedstat': '1000000000 3000000000 9\n' },
  )
  expect(workers[0]).toMatchObject({ cpus: 0.5, waiting: 1.5, line: 0.75, files: 90, filesMax: 100, swap: null })
  expect(scaling).toMatchObject({ waiting: 0.75, active: 1, effective: { cpus: 2, by: 'online' } })
})

test('what is not known is null, never 0', () => {
  const refused = missingFrom('/proc/5/fd', 'EACCES')
  const [worker] = service([record(5, {}, { more: { sockets: refused } })], [1]).workers as [Worker]
  expect(worker).toMatchObject({ waiting: null, line: null, sockets: null, files: null, filesMax: null, pss: null })
})
