import { describe, expect, test } from 'vitest'
import { type Group, groupsOf } from '../../src/model/groups.ts'
import { taskTable } from '../../src/model/tasks.ts'
import type { Process } from '../../src/sample/process.ts'
import { processes, record, S } from './record.ts'

const UNITS = { pageSize: 4096, tick: 0.01 }
const owned = (pid: number, uid: number, stat: Parameters<typeof record>[1] = {}) =>
  record(pid, stat, {
    more: { owner: { value: uid, at: 0 } },
    statm: { size: 0, resident: 2, shared: 0, text: 0, data: 0 },
  })

function groups(
  after: readonly Process[],
  before: readonly Process[] | null,
  cpu: readonly number[] = [],
  hidden: (row: number) => boolean = () => false,
): readonly Group[] {
  const cpus = after.map((_, i) => cpu[i] ?? 0)
  const table = taskTable(
    processes(12, after, cpus),
    before &&
      processes(
        10,
        before,
        before.map(() => 0),
      ),
  )
  return groupsOf(table, 'user', new Map([[33, 'www']]), UNITS, hidden)
}

describe('groups', () => {
  test('add up what their processes use', () => {
    const was = [owned(1, 33, { minflt: 10 }), owned(2, 33), owned(3, 0)]
    const now = [
      owned(1, 33, { minflt: 30, state: 'R', utime: 150, threads: 4 }),
      owned(2, 33, { state: 'D', stime: 50 }),
      owned(3, 0),
    ]
    const [www, root] = groups(now, was, [S, 2 * S, 0])
    expect(www).toEqual({
      name: 'www',
      processes: 2,
      threads: 5,
      cpus: 1.5,
      res: 4 * 4096,
      running: 1,
      uninterruptible: 1,
      time: 2,
      minflt: 10,
      majflt: 0,
    })
    expect(root).toMatchObject({ name: '0', processes: 1, cpus: 0 })
  })

  test('a process that began in this interval does not make the sum unknown, one whose clock was reset does', () => {
    expect(groups([owned(1, 33), owned(2, 33)], [owned(1, 33)], [S, S])[0]?.cpus).toBe(0.5)
    expect(groups([owned(1, 33)], [owned(1, 33)], [-S])[0]?.cpus).toBeNaN()
  })

  test('with one sample nothing is known of rates, not even that they are 0', () => {
    expect(groups([owned(1, 33)], null)[0]).toMatchObject({
      processes: 1,
      cpus: Number.NaN,
      minflt: Number.NaN,
      majflt: Number.NaN,
    })
  })

  test('of what is left out nothing is in the sums', () => {
    const all = [owned(1, 33), owned(2, 33, { threads: 9 }), owned(3, 0)]
    const [www, ...others] = groups(all, null, [], (row) => row > 0)
    expect([www, others]).toEqual([expect.objectContaining({ processes: 1, threads: 1 }), []])
  })

  test('what is not read yet is a group of its own', () => {
    expect(groups([record(1), owned(2, 33)], null).map(({ name }) => name)).toEqual([null, 'www'])
  })
})
