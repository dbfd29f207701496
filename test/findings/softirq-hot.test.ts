import { describe, expect, test } from 'vitest'
import { softirqHot } from '../../src/findings/softirq-hot.ts'
import { second } from './cpu-machine.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const look = (softs: readonly number[], line = 0.5, more: { readonly was?: Files; readonly now?: Files } = {}) => {
  const { was, now } = second({
    cpus: softs.map((softirq) => ({ softirq })),
    lines: softs.map((_, i) => (i === 0 ? line : 0)),
  })
  return lookAt(softirqHot, { was: { ...was, ...more.was }, now: { ...now, ...more.now } })
}

describe('SOFTIRQ-HOT', () => {
  test('one CPU has the work and somebody waits for it', () => {
    expect(seen(look([40, 5]))).toMatchObject({ seen: 'warning', hold: false, value: 0.4 })
    expect(seen(look([70, 5])).seen).toBe('critical')
  })

  test('nobody waits: info', () => {
    expect(seen(look([80, 5], 0)).seen).toBe('info')
  })

  test('holds to its exit; below, and when the others share the work, it is clear', () => {
    expect(seen(look([35, 5])).hold).toBe(true)
    clear(look([29, 5]))
    clear(look([60, 10]))
    clear(look([60]))
  })

  test('names the interrupt that this CPU takes', () => {
    const irqs = (count: number) =>
      `           CPU0       CPU1\n 24:   ${count}          0   PCI-MSI 1-edge      eth0-rx-0\nLOC:   ${count * 9}   5   Local timer interrupts\n`
    const found = seen(
      look([50, 1], 0.5, { was: { '/proc/interrupts': irqs(100) }, now: { '/proc/interrupts': irqs(5100) } }),
    )
    expect(found.culprits[0]?.name).toContain('eth0-rx-0')
    expect(found.culprits[0]?.share).toBe('5,000/s on CPU 0')
  })

  test('one sample', () => {
    expect(notEvaluable(lookAt(softirqHot, { now: second({ cpus: [{}] }).now })).missing).toBe('pending')
  })
})
