import { describe, expect, test } from 'vitest'
import { steal } from '../../src/findings/steal.ts'
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

  test('one sample', () => {
    expect(notEvaluable(lookAt(steal, { now: second({ cpus: [{}] }).now })).missing).toBe('pending')
  })
})
