import { describe, expect, test } from 'vitest'
import { cpuCapped } from '../../src/findings/cpu-capped.ts'
import { second } from './cpu-machine.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const AT = '/sys/devices/system/cpu'
const cpu = (id: number, hot: number, may = 3_000_000): Files => ({
  [`${AT}/cpu${id}/thermal_throttle/core_throttle_count`]: `${hot}\n`,
  [`${AT}/cpu${id}/thermal_throttle/package_throttle_count`]: '0\n',
  [`${AT}/cpu${id}/cpufreq/scaling_max_freq`]: `${may}\n`,
  [`${AT}/cpu${id}/cpufreq/cpuinfo_max_freq`]: '3000000\n',
})
const ONLINE = { [`${AT}/online`]: '0-1\n' }
const look = (hot: number, user: number, may?: number) => {
  const { was, now } = second({ cpus: [{ user }, { user }] })
  return lookAt(cpuCapped, {
    was: { ...was, ...ONLINE, ...cpu(0, 5), ...cpu(1, 5) },
    now: { ...now, ...ONLINE, ...cpu(0, 5), ...cpu(1, 5 + hot, may) },
    seconds: 1,
  })
}

describe('CPU-CAPPED', () => {
  test('too hot while CPUs are wanted is a warning, else info', () => {
    const found = seen(look(2, 80))
    expect(found).toMatchObject({ seen: 'warning', value: 2 })
    expect(found.says).toBe('Programs run slower: CPU 1 was too hot and slowed 120 times a minute.')
    expect(seen(look(2, 10)).seen).toBe('info')
  })

  test('a policy that keeps the clock low is info', () => {
    expect(seen(look(0, 80, 1_500_000)).says).toBe(
      'CPU 1 may run at 50.0 % of its highest clock only: a policy holds it there.',
    )
    seen(look(0, 80, 2_930_000))
    clear(look(0, 80, 2_940_000))
  })

  test('a virtual machine tells neither', () => {
    const { was, now } = second({ cpus: [{ user: 50 }] })
    expect(notEvaluable(lookAt(cpuCapped, { was: { ...was, ...ONLINE }, now: { ...now, ...ONLINE } })).missing).toBe(
      'absent',
    )
  })

  test('without /sys it says so, and how to have it', () => {
    const { was, now } = second({ cpus: [{ user: 50 }] })
    expect(notEvaluable(lookAt(cpuCapped, { was, now }))).toMatchObject({
      missing: 'absent',
      source: `${AT}/online`,
      remedy: 'mount it: mount -t sysfs sysfs /sys',
    })
    expect(notEvaluable(lookAt(cpuCapped, { was, now, refused: [`${AT}/online`] })).missing).toBe('denied')
  })

  test('clear where both are known and nothing is held', () => {
    expect(clear(look(0, 80)).evidence).toHaveLength(3)
  })
})
