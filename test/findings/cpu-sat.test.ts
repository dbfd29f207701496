import { describe, expect, test } from 'vitest'
import { cpuSat } from '../../src/findings/cpu-sat.ts'
import { victimWait } from '../../src/findings/victim-wait.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { capturedLook, clear, lookAt, notEvaluable, pressureOf, seen } from './looks.ts'

/** Two CPUs that were busy for so much of the last second. */
const at = (busy: number, running: number, stall: number | null = null) => ({
  '/proc/stat': `cpu  ${2 * busy} 0 0 ${200 - 2 * busy} 0 0 0 0 0 0\n${[0, 1]
    .map((id) => `cpu${id} ${busy} 0 0 ${100 - busy} 0 0 0 0 0 0\n`)
    .join('')}intr 0\nctxt 0\nbtime 0\nprocesses 1\nprocs_running ${running}\nprocs_blocked 0\nsoftirq 0\n`,
  ...(stall === null ? {} : { '/proc/pressure/cpu': pressureOf(stall) }),
})
const ZERO = { '/proc/stat': at(0, 1)['/proc/stat'].replace(/ (100|200) 0 0 0 0 0 0\n/g, ' 0 0 0 0 0 0 0\n') }

test('full CPUs for which tasks wait are seen, and harm nobody by themselves', () => {
  const look = seen(lookAt(cpuSat, { was: ZERO, now: at(97, 5, 40) }))
  expect(look).toMatchObject({ seen: 'info', hold: false })
  expect(look.value).toBeCloseTo(97)
  expect(look.says).toContain('The CPUs are 97.0 % busy')
  expect(look.evidence.map(({ what }) => what)).toContain('time a task waited for a CPU')
})

test('full without anybody in line is what CPUs are for', () => {
  clear(lookAt(cpuSat, { was: ZERO, now: at(100, 2, 3) }))
  seen(lookAt(cpuSat, { was: ZERO, now: at(100, 4, 3) }))
})

test('is silent below its exit, and only holds on below its entry', () => {
  expect(seen(lookAt(cpuSat, { was: ZERO, now: at(89, 5, 40) })).hold).toBe(true)
  expect(seen(lookAt(cpuSat, { was: ZERO, now: at(90, 5, 40) })).hold).toBe(false)
  clear(lookAt(cpuSat, { was: ZERO, now: at(79, 5, 40) }))
  expect(seen(lookAt(cpuSat, { was: ZERO, now: at(60, 5, 40), limits: { busy: 50, exit: 40 } })).hold).toBe(false)
})

test('without PSI the queue tells', () => {
  seen(lookAt(cpuSat, { was: ZERO, now: at(97, 4) }))
  clear(lookAt(cpuSat, { was: ZERO, now: at(97, 3) }))
})

describe('what the hypervisor took', () => {
  const stolen = (user: number, steal: number) => {
    const of = second({
      cpus: [
        { user, steal },
        { user, steal },
      ],
      running: 6,
      cpu: 60,
    })
    return lookAt(cpuSat, { ...of, ...tasks([{ pid: 10, ran: 1, waited: 0.1, stat: { comm: 'postgres' } }]) })
  }

  test('is left to STEAL where it is much of what was wanted', () => {
    clear(stolen(45, 50))
    clear(stolen(70, 26))
    expect(seen(stolen(74, 22)).hold).toBe(false)
  })

  test('is told apart where it is little', () => {
    const look = seen(stolen(85, 10))
    expect(look).toMatchObject({ hold: false })
    expect(look.says).toContain('The CPUs are kept 85.0 % busy (and 10.0 % taken by the hypervisor) by postgres 10')
    expect(look.evidence[1]).toMatchObject({ what: 'CPU busy: taken by the hypervisor', seen: 10 })
    expect(seen(stolen(95, 0)).says).toContain('The CPUs are kept 95.0 % busy by postgres 10')
  })
})

test('cannot tell with one sample, or none', () => {
  expect(notEvaluable(lookAt(cpuSat, { now: at(97, 5) })).missing).toBe('pending')
  expect(notEvaluable(lookAt(cpuSat, { now: {} })).missing).toBe('absent')
})

test('an idle machine is not full', async () => {
  clear(await capturedLook(cpuSat, 'idle-4node'))
})

describe('who else waits', () => {
  const full = second({ cpus: [{ user: 100 }, { user: 100 }], lines: [1, 1], running: 6, cpu: 60 })
  const job = (pgrp: number, ran: number, ...waits: readonly number[]): readonly Task[] =>
    waits.map((waited, i) => ({
      ...{ pid: pgrp + i, ran: ran / waits.length, waited },
      stat: { comm: `job${pgrp}`, pgrp },
    }))
  const both = (...all: readonly (readonly Task[])[]) => {
    const of = { ...full, ...tasks(all.flat()) }
    return [cpuSat, victimWait].map((rule) => lookAt(rule, of))
  }

  test.each([
    [0.99, 0.97],
    [0.97, 0.99],
  ])('is told as by VICTIM-WAIT, also of two jobs about equally large: %s and %s', (one, other) => {
    const [sat, victim] = both(job(10, one, 0.05), job(20, other, 0.5, 0.5)).map((look) => look && seen(look))
    expect(victim).toMatchObject({ seen: 'warning' })
    expect(victim?.says).toContain('because job10 10 uses')
    expect(sat).toMatchObject({ seen: 'warning' })
    expect(sat?.says).toMatch(/busy by job10 10: job20 2. has no CPU in (49|50|51)\.\d % of the time/)
  })

  test('is not by the largest of many jobs, where that has little of it', () => {
    const all = [10, 20, 30, 40, 50, 60, 70].map((pgrp) => job(pgrp, pgrp === 10 ? 0.32 : 0.28, 0.7))
    const [sat, victim] = both(...all).map((look) => look && seen(look))
    expect([sat?.scope, victim?.scope?.cgroups]).toEqual([{}, undefined])
    expect(victim?.says).toContain(', because the CPUs go to many jobs, the largest of which (job10 10) has 0.32 CPUs.')
    expect(sat?.next).toMatch(/^No single job is to blame: /)
    expect(sat?.says).toMatch(
      /^The CPUs are kept 100\.0 % busy by many jobs, the largest of which \(job10 10\) has 0\.32 CPUs: job\d0 \d0 has no CPU in /,
    )
  })

  test('also below the limit of harm, from where VICTIM-WAIT holds on', () => {
    const [sat, victim] = both(job(10, 1.6, 0.2, 0.2), job(20, 0.3, 0.1)).map((look) => look && seen(look))
    expect(victim).toMatchObject({ hold: true })
    expect(sat?.seen).toBe('info')
    expect(sat?.says).toBe(
      'The CPUs are kept 100.0 % busy by job10 10: job20 20 has no CPU in 25.0 % of the time it could run.',
    )
  })

  test('is nobody only where nobody does', () => {
    const [sat, victim] = both(job(10, 1.9, 0.5, 0.5, 0.5))
    expect(sat && seen(sat).says).toBe('The CPUs are kept 100.0 % busy by job10 10; nobody else waits long.')
    expect(victim && clear(victim)).toBeTruthy()
  })
})
