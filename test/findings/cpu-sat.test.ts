import { expect, test } from 'vitest'
import { cpuSat } from '../../src/findings/cpu-sat.ts'
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

test('cannot tell with one sample, or none', () => {
  expect(notEvaluable(lookAt(cpuSat, { now: at(97, 5) })).missing).toBe('pending')
  expect(notEvaluable(lookAt(cpuSat, { now: {} })).missing).toBe('absent')
})

test('an idle machine is not full', async () => {
  clear(await capturedLook(cpuSat, 'idle-4node'))
})
