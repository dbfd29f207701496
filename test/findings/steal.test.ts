import { describe, expect, test } from 'vitest'
import { steal } from '../../src/findings/steal.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { OWN_LATE } from '../../src/model/load/own-late.ts'
import { second } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const look = (user: number, stolen: number) => lookAt(steal, second({ cpus: [{ user, steal: stolen }, {}] }))

describe('STEAL', () => {
  test('of what was wanted, not of all time', () => {
    expect(seen(look(30, 10))).toMatchObject({ seen: 'critical', value: 0.25, hold: false })
    expect(seen(look(45, 5)).seen).toBe('warning')
    expect(seen(look(30, 10)).says).toContain('gave 25.0 % of the CPU time that was wanted to others')
  })

  test('holds down to its exit, and is clear below', () => {
    expect(seen(look(46, 4)).hold).toBe(true)
    expect(clear(look(60, 3)).evidence[0]?.limit).toBe(10)
  })

  test('an idle machine loses nothing, whatever the share', () => {
    clear(look(1, 3))
    clear(look(0, 0))
  })

  describe('where the host hides it', () => {
    const late = (milliseconds: readonly number[], stolen = 0) => {
      const at = milliseconds.map((_, i) => i * 1e9)
      const history = { ...NO_HISTORY, at, series: new Map([[OWN_LATE, milliseconds.map((ms) => ms / 1000)]]) }
      return lookAt(steal, { ...second({ cpus: [{ user: 30, steal: stolen }, {}] }), history })
    }

    test('own sleeps that end late with nobody here in the way are a word of it', () => {
      const found = seen(late([0, 0, 25, 0, 12, 0, 40, 0, 0, 0]))
      expect(found).toMatchObject({ seen: 'info', value: 0.3 })
      expect(found.says).toContain('in 3 of 10 looks whytop woke up to 40 ms late')
      expect(found.evidence[0]).toMatchObject({ seen: 40, limit: 10, unit: 'ms' })
    })

    test('now and then harms nobody, nor do a few ms', () => {
      clear(late([25, 25, ...Array(8).fill(0)]))
      clear(late([25, 25, 25, ...Array(13).fill(0)]))
      clear(late(Array(10).fill(9.9)))
      expect(clear(late([0, Number.NaN, 4])).evidence.at(-1)).toMatchObject({ seen: 4, limit: 10, unit: 'ms' })
    })

    test('a steal that is told is told, and this is evidence of it', () => {
      const found = seen(late(Array(10).fill(30), 10))
      expect(found.seen).toBe('critical')
      expect(found.evidence.at(-1)?.seen).toBeCloseTo(30)
    })

    test('nobody measured it: nothing is said of it', () => {
      expect(clear(look(0, 0)).evidence).toHaveLength(2)
    })
  })

  test('one sample', () => {
    expect(notEvaluable(lookAt(steal, { now: second({ cpus: [{}] }).now })).missing).toBe('pending')
  })
})
