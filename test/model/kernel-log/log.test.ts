import { describe, expect, test } from 'vitest'
import { kills } from '../../../src/model/kernel-log/kills.ts'
import { type KernelLog, kernelLog, kernelLogSource, meaningOf } from '../../../src/model/kernel-log/log.ts'
import { missingFrom } from '../../../src/sample/missing.ts'
import type { Samples } from '../../../src/sample/sample.ts'

const line = (seq: number, text: string, level = 6) => `${level},${seq},${seq * 1000},-;${text}\n`

function fold(last: KernelLog | null, ...pieces: readonly string[]): KernelLog {
  const begun = kernelLogSource(null).dump?.begin(last, null)
  if (!begun) throw new Error('the log is a dump')
  for (const piece of pieces) begun.add(Buffer.from(piece))
  return begun.end()
}

function samplesOf(log: KernelLog): Samples {
  return { after: { at: 1, files: new Map([['/dev/kmsg', { value: log, at: 1 }]]), processes: null }, before: null }
}

describe('the kernel log', () => {
  test('what a rule knew at its own last look is still known when the samples since had no log', () => {
    const known = fold(null, line(1, 'first'), line(2, 'second'))
    const begun = kernelLogSource(samplesOf(known)).dump?.begin(null, null)
    begun?.add(Buffer.from(line(3, 'third')))
    expect(begun?.end().entries.map(({ text }) => text)).toEqual(['first', 'second', 'third'])
  })

  test('grows by what comes in pieces', () => {
    const first = fold(null, line(7, 'a') + line(8, 'b'), line(9, 'c'))
    expect(first.entries.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
    const next = fold(first, line(10, 'd'))
    expect(next.entries.map(({ seq }) => seq)).toEqual([7, 8, 9, 10])
    expect(next.lost).toBe(0)
  })

  test('is the same while nothing was said, also when all is read again', () => {
    const first = fold(null, line(7, 'a') + line(8, 'b'))
    expect(fold(first)).toBe(first)
    expect(fold(first, line(7, 'a') + line(8, 'b'))).toBe(first)
  })

  test('what was overwritten before it was read is counted; what was gone from the start is not', () => {
    const first = fold(null, line(700, 'a'))
    expect(first.lost).toBe(0)
    expect(fold(fold(first, line(705, 'b')), line(706, 'c') + line(709, 'd')).lost).toBe(6)
  })

  test('is asked for from the last record on', () => {
    expect(kernelLogSource(null).dump?.request).toEqual({ ask: 'kernel log', after: null })
    expect(kernelLogSource(samplesOf(fold(null, line(7, 'a')))).dump?.request).toEqual({ ask: 'kernel log', after: 7 })
  })

  test('has an end', () => {
    const many = Array.from({ length: 6000 }, (_, i) => line(i, 'x')).join('')
    const log = fold(null, many)
    expect([log.entries.length, log.entries[0]?.seq]).toEqual([5000, 1000])
    expect(kernelLog({ samples: samplesOf(log) })).toMatchObject({ value: log })
  })
})

test('who may not read it is told what to do', () => {
  const refused = missingFrom('/dev/kmsg', 'EPERM', { uid: 1000 })
  expect(refused).toMatchObject({ missing: 'denied' })
  expect(refused.remedy).toContain('kernel.dmesg_restrict=0')
  expect(missingFrom('/dev/kmsg', 'ENOENT').missing).toBe('absent')
})

test('a program that writes what the kernel would say is not believed', () => {
  const told = fold(
    null,
    line(1, 'Out of memory: Killed process 1 (a)', 11) + line(2, 'Out of memory: Killed process 1 (a)', 3),
  )
  expect(told.entries.map((entry) => meaningOf(entry)?.id ?? null)).toEqual([null, 'oom'])
})

describe('kills that it tells of', () => {
  const killed = (rest: string) => kills(fold(null, line(1, `oom-kill:constraint=${rest}`)))

  test('in a cgroup', () => {
    const text =
      'CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/web,task_memcg=/web/job,task=greedy,pid=6394,uid=0'
    expect(killed(text)).toEqual([
      { at: 0.001, pid: 6394, comm: 'greedy', constraint: 'MEMCG', limitOf: '/web', cgroup: '/web/job' },
    ])
  })

  test('of the whole machine, and with a name that looks like more', () => {
    const text =
      'CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/a,task=x,pid=1,uid=2,pid=77,uid=0'
    expect(killed(text)).toMatchObject([
      { constraint: 'NONE', comm: 'x,pid=1,uid=2', pid: 77, limitOf: null, cgroup: '/a' },
    ])
    expect(killed('something else')).toEqual([])
  })
})
