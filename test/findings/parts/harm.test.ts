import { describe, expect, test } from 'vitest'
import { HARM, harm, jobName, victimSays, whoWaits } from '../../../src/findings/parts/harm.ts'
import { second, type Task, tasks } from '../cpu-machine.ts'
import { snapshotWith } from './snapshot.ts'

const limits = (name: string) => HARM[name as keyof typeof HARM].value
const hogs: readonly Task[] = [10, 11].map((pid) => ({
  ...{ pid, ran: 0.9, waited: 0.1, cgroup: '/batch' },
  stat: { comm: 'spin', pgrp: 10 },
}))
const web = (waited: number): Task => ({
  ...{ pid: 99, ran: 1 - waited, waited, cgroup: '/web' },
  stat: { comm: 'web', pgrp: 99 },
})
const of = (...all: readonly Task[]) =>
  harm(
    snapshotWith((samples) => whoWaits(samples).sources ?? [], {
      ...second({ cpus: [{ user: 100 }, { user: 100 }] }),
      ...tasks([...hogs, ...all]),
    }),
    limits,
  )

describe('how bad full CPUs are', () => {
  test.each([
    [0.29, 'info'],
    [0.31, 'warning'],
    [0.59, 'warning'],
    [0.61, 'critical'],
  ] as const)('is decided by who stands in line outside of the busiest job: %s is %s', (waited, severity) => {
    const found = of(web(waited))
    expect(found.severity).toBe(severity)
    expect(found.victim?.process.pid).toBe(severity === 'info' ? undefined : 99)
    expect(found.evidence[0]?.seen).toBeCloseTo(waited * 100)
  })

  test('is nothing where only the job itself waits', () => {
    const found = of()
    expect(found).toMatchObject({ severity: 'info', victim: null })
    expect(found.evidence[0]?.what).toContain('any thread outside of the busiest job')
  })

  test('is not known where threads were not looked at', () => {
    const bare = harm(
      snapshotWith(() => [], { now: {} }),
      limits,
    )
    expect(bare).toEqual({ severity: 'info', victim: null, hog: null, evidence: [], culprits: [] })
  })

  test('names the job by its group and first process, and the victim by what it suffers', () => {
    const { hog, victim, culprits } = of(web(0.5))
    expect(hog && jobName(hog)).toBe('spin 10 in /batch')
    expect(victim && victimSays(victim)).toBe('web 99 has no CPU in 50.0 % of the time it could run')
    expect(culprits.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['cgroup /batch', 'process spin 10'])
  })

  test('does not blame one of several that are alike: groups of one name and one parent', () => {
    const alike = [20, 21, 22].map((pid) => ({
      pid,
      ran: 0.6,
      waited: 0.3,
      stat: { comm: 'worker', pgrp: pid, ppid: 7 },
    }))
    const machine = { ...second({ cpus: [{ user: 100 }, { user: 100 }] }), ...tasks(alike) }
    const { hog, culprits } = harm(
      snapshotWith((samples) => whoWaits(samples).sources ?? [], machine),
      limits,
    )
    expect(hog && jobName(hog)).toMatch(/^worker 2\d and 2 like it$/)
    expect(culprits.map(({ share }) => share)).toEqual(['1.80 CPUs, with 2 like it'])
  })
})
