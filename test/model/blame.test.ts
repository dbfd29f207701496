import { expect, test } from 'vitest'
import { blame } from '../../src/model/blame.ts'
import { taskTable } from '../../src/model/tasks.ts'
import { holder, inCgroup } from '../findings/looks.ts'
import { processes } from './record.ts'

test('adds up what processes of a cgroup have, and leaves those of the root alone', () => {
  const rows = [
    holder(1, 'init', 10, inCgroup('/')),
    holder(2, 'web', 30, inCgroup('/web')),
    holder(3, 'web', 50, inCgroup('/web')),
    holder(4, 'unread', 60),
    holder(5, 'idle', 0, inCgroup('/idle')),
  ]
  const table = taskTable(processes(1, rows, [0, 0, 0, 0, 0]), null)
  const blamed = blame(table, (row) => table.rows[row]?.statm?.resident ?? null)
  expect(blamed.map(({ cgroup, processes: count, most }) => [cgroup, count, most.pid])).toEqual([
    ['/web', 2, 3],
    [null, 1, 4],
    [null, 1, 1],
  ])
})

test('nobody is blamed of whom it is not known', () => {
  const table = taskTable(processes(1, [holder(1, 'a', 10)], [0]), null)
  expect(blame(table, () => null)).toEqual([])
  expect(blame(table, () => Number.NaN)).toEqual([])
})
