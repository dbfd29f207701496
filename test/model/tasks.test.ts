import { describe, expect, test } from 'vitest'
import { findTask, NO_TASKS, taskTable, threadCpus, threadTable } from '../../src/model/tasks.ts'
import { processes, record, S, thread } from './record.ts'

describe('two samples of processes', () => {
  test('are joined by pid, whoever came or went', () => {
    const [a, b, c, d] = [record(1), record(5), record(7), record(9)]
    const before = processes(10, [a, b, d], [0, 0, 0])
    const table = taskTable(processes(12, [b, c, d], [S, S, 0.5 * S]), before)
    expect(table.rows.map(({ pid }) => pid)).toEqual([5, 7, 9])
    expect(table.was).toEqual([b, null, d])
    expect([...table.cpus]).toEqual([0.5, Number.NaN, 0.25])
    expect([table.dt, findTask(table, 7), findTask(table, 1)]).toEqual([2, 1, -1])
  })

  test('another start time is another process', () => {
    const table = taskTable(processes(12, [record(5, { starttime: 99 })], [S]), processes(10, [record(5)], [0]))
    expect([table.was[0], table.cpus[0]]).toEqual([null, Number.NaN])
  })

  test('a rate is unknown without an earlier sample, without time, where a counter shrank, and between clock and ticks', () => {
    const after = processes(12, [record(5)], [S])
    const cpus = (before: Parameters<typeof taskTable>[1]) => taskTable(after, before).cpus[0]
    expect(cpus(null)).toBeNaN()
    expect(cpus(processes(12, [record(5)], [0]))).toBeNaN()
    expect(cpus(processes(13, [record(5)], [0]))).toBeNaN()
    expect(cpus(processes(10, [record(5)], [2 * S]))).toBeNaN()
    expect(cpus(processes(10, [record(5)], [0], { cpuFrom: 'ticks' }))).toBeNaN()
    expect(cpus(processes(10, [record(5)], [S]))).toBe(0)
  })

  test('no processes at all', () => {
    expect(taskTable(null, processes(1, [record(1)], [0]))).toBe(NO_TASKS)
    expect(threadTable(null, null)).toBe(NO_TASKS)
  })
})

describe('threads', () => {
  const process = record(5, { threads: 2 }, { more: { owner: { value: 1000, at: 0 } } })
  const at = (seconds: number, runs: readonly (number | null)[]) =>
    processes(seconds, [process], [0], { threads: new Map([[5, runs.map((run, i) => thread(5 + i, seconds, run))]]) })

  test('have a row each, with their own run time and state and the memory and owner of their process', () => {
    const table = threadTable(at(12, [S, 3 * S]), at(10, [0, 2 * S]))
    expect(table.rows.map(({ pid, tid }) => [pid, tid])).toEqual([
      [5, 5],
      [5, 6],
    ])
    expect([...table.cpus]).toEqual([0.5, 0.5])
    expect(table.rows[1]?.more.owner).toMatchObject({ value: 1000 })
    expect(table.was.map((row) => row?.tid)).toEqual([5, 6])
  })

  test('one that is new, or whose run time is not told, has no rate', () => {
    expect([...threadTable(at(12, [S, S]), at(10, [0])).cpus]).toEqual([0.5, Number.NaN])
    expect([...threadTable(at(12, [null, S]), at(10, [0, 2 * S])).cpus]).toEqual([Number.NaN, Number.NaN])
    expect(threadCpus(thread(5, 10, 0), thread(5, 12, S, { starttime: 99 }))).toBeNaN()
    expect(threadCpus(thread(5, 10, 0), thread(5, 10, S))).toBeNaN()
  })

  test('a process of which no threads were read, or that has one, stands for itself', () => {
    const alone = processes(12, [process], [S])
    expect(threadTable(alone, processes(10, [process], [0])).rows).toEqual([process])
    expect(threadTable(at(12, [S]), at(10, [0])).rows).toEqual([process])
  })

  test('what the kernel counts for the whole process is not shown as each thread’s own', () => {
    const io = (bytes: number, seconds: number) => ({
      ...process,
      more: { io: { at: seconds * S, value: { readBytes: bytes } as never } },
    })
    const threads = (seconds: number) => new Map([[5, [thread(5, seconds, 0), thread(6, seconds, 0)]]])
    const table = threadTable(
      processes(12, [io(900, 12)], [0], { threads: threads(12) }),
      processes(10, [io(100, 10)], [0], { threads: threads(10) }),
    )
    expect(table.rows[1]?.more.io).toBeUndefined()
    expect(table.was[0]?.more.io).toMatchObject({ value: { readBytes: 100 } })
  })
})
