import { expect, test } from 'vitest'
import { treeOf } from '../../../src/views/processes/tree.ts'
import { record } from '../../model/record.ts'

const drawn = (rows: Parameters<typeof treeOf>[0]) =>
  treeOf(rows).map(({ row, branch }) => `${branch}${rows[row]?.tid}`)

test('children stand under their parent, siblings by pid, one without a parent is a root', () => {
  const of = (pid: number, ppid: number) => record(pid, { ppid })
  expect(drawn([of(1, 0), of(2, 0), of(5, 1), of(7, 5), of(8, 5), of(9, 1), of(20, 99)])).toEqual([
    '1',
    '├─ 5',
    '│  ├─ 7',
    '│  └─ 8',
    '└─ 9',
    '2',
    '20',
  ])
})

test('threads stand under their process', () => {
  const row = record(5, { ppid: 0 })
  expect(drawn([row, { ...row, tid: 6 }, { ...row, tid: 7 }])).toEqual(['5', '├─ 6', '└─ 7'])
})

test('every row stands there once, also where parents go round in a circle', () => {
  const rows = [record(3, { ppid: 3 }), record(4, { ppid: 3 })]
  expect(treeOf(rows).map(({ row }) => row)).toEqual([0, 1])
  const circle = [record(1, { ppid: 0 }), record(5, { ppid: 6 }), record(6, { ppid: 5 })]
  expect(
    treeOf(circle)
      .map(({ row }) => row)
      .sort(),
  ).toEqual([0, 1, 2])
})
