import { describe, expect, test } from 'vitest'
import { clock } from '../../src/findings/clock.ts'
import { clockSource } from '../../src/model/system/clock.ts'
import { second } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const FOLDER = '/sys/devices/system/clocksource/clocksource0'
const files = (source: string, btime = 1_700_000_000) => ({
  '/proc/stat': (second({ cpus: [{}] }).now['/proc/stat'] ?? '').replace('btime 1700000000', `btime ${btime}`),
  [clockSource.path]: `${source}\n`,
  [`${FOLDER}/available_clocksource`]: 'tsc hpet acpi_pm \n',
})

describe('CLOCK', () => {
  test.each(['hpet', 'acpi_pm', 'jiffies'])('%s is slow', (source) => {
    const found = seen(lookAt(clock, { now: files(source) }))
    expect(found.seen).toBe('info')
    expect(found.says).toContain(`reads it from ${source}, although tsc is there`)
  })

  test.each(['tsc', 'kvm-clock', 'hyperv_clocksource_tsc_page', 'arch_sys_counter', 'xen'])('%s is not', (source) => {
    clear(lookAt(clock, { now: files(source) }))
  })

  test('a wall clock that was set, from two seconds on', () => {
    const first = clear(lookAt(clock, { now: files('tsc') }))
    const kept = first.kept as { btime: number; at: number }
    clear(lookAt(clock, { now: files('tsc', 1_700_000_001), kept }))
    const found = seen(lookAt(clock, { now: files('tsc', 1_700_000_065), kept }))
    expect(found.says).toBe('The wall clock was set forward by 01:05: times in logs do not fit.')
    expect(seen(lookAt(clock, { now: files('tsc', 1_699_999_998), kept })).says).toContain('back by 00:02')
  })

  test('what was set some minutes ago is past', () => {
    type Kept = NonNullable<Parameters<typeof clock.see>[2]>
    const at = (time: number, btime: number, kept?: unknown) =>
      lookAt(clock, { now: files('tsc', btime), at: time, ...(kept ? { kept: kept as Kept } : {}) })
    const first = clear(at(1000, 1_700_000_000))
    const set = seen(at(1060, 1_700_000_002, first.kept))
    const still = seen(at(1240, 1_700_000_002, set.kept))
    clear(at(1300, 1_700_000_002, still.kept))
    const again = seen(at(1300, 1_700_000_004, still.kept))
    expect(again.says).toContain('forward by 00:02')
  })

  test('is advice, and not evaluable where the kernel does not tell', () => {
    expect(clock.advice).toBe(true)
    expect(notEvaluable(lookAt(clock, { now: {} })).missing).toBe('absent')
  })
})
