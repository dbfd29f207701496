import { describe, expect, test } from 'vitest'
import { allCpus, type CpuShares, cpuLoads, queueWaits } from '../../../src/model/load/cpus.ts'
import { parseSchedstat } from '../../../src/parse/proc-schedstat.ts'
import { type Cpu, parseStat } from '../../../src/parse/stat.ts'
import { fixture } from '../../parse/fixture.ts'

const ZERO = { user: 0, nice: 0, system: 0, idle: 0, iowait: 0, irq: 0, softirq: 0, steal: 0, guest: 0, guestNice: 0 }
const cpu = (id: number, given: Partial<Cpu> = {}): Cpu => ({ id, ...ZERO, ...given })
const one = (before: Cpu, after: Cpu) => cpuLoads([before], [after])[0]?.shares ?? null
const parts = ({ busy: _, ...shares }: CpuShares) => Object.values(shares).reduce((a, b) => a + b, 0)

describe('shares of one CPU', () => {
  test('guest is taken out of user, guest_nice out of nice, and the total counts them once', () => {
    const shares = one(cpu(0), cpu(0, { user: 50, guest: 30, nice: 20, guestNice: 5, system: 10, idle: 15, iowait: 5 }))
    expect(shares).toEqual({
      ...{ usr: 0.2, guest: 0.3, nice: 0.15, gnice: 0.05, sys: 0.1, idle: 0.15, iowait: 0.05 },
      ...{ irq: 0, soft: 0, steal: 0, busy: 0.8 },
    })
  })

  test('steal and interrupts are busy, idle and iowait are not', () => {
    const shares = one(cpu(0), cpu(0, { steal: 25, irq: 10, softirq: 15, idle: 30, iowait: 20 }))
    expect(shares).toMatchObject({ steal: 0.25, irq: 0.1, soft: 0.15, busy: 0.5 })
  })

  test('idle or iowait that steps back stood still, in the total too', () => {
    const shares = one(cpu(0, { idle: 100, iowait: 50 }), cpu(0, { idle: 90, iowait: 45, user: 10 }))
    expect(shares).toMatchObject({ usr: 1, idle: 0, iowait: 0, busy: 1 })
  })

  test('any other counter that steps back began anew', () => {
    expect(one(cpu(0, { user: 100 }), cpu(0, { user: 10, idle: 20 }))).toBeNull()
    expect(one(cpu(0, { steal: 5 }), cpu(0, { steal: 4, idle: 20 }))).toBeNull()
  })

  test('guest ahead of user by a tick does not make usr negative', () => {
    expect(one(cpu(0), cpu(0, { user: 9, guest: 10, idle: 1 }))).toMatchObject({ usr: 0, guest: 0.9 })
  })

  test('no first look, no ticks: not known', () => {
    expect(cpuLoads(null, [cpu(0, { user: 5 })])).toEqual([{ id: 0, shares: null }])
    expect(one(cpu(0, { user: 5 }), cpu(0, { user: 5 }))).toBeNull()
  })
})

describe('hot-plug', () => {
  const before = [cpu(0), cpu(2, { user: 100 }), cpu(3)]
  const after = [cpu(0, { user: 10, idle: 90 }), cpu(2, { user: 150, idle: 50 }), cpu(7, { user: 1000 })]

  test('CPUs are matched by id; one that came has no shares', () => {
    expect(cpuLoads(before, after).map(({ id, shares }) => [id, shares?.usr ?? null])).toEqual([
      [0, 0.1],
      [2, 0.5],
      [7, null],
    ])
  })

  test('the total is of those in both looks, whatever the cpu line jumps to', () => {
    const total = allCpus({ cpu: cpu(0), cpus: before }, { cpu: cpu(0, { user: 1_000_000 }), cpus: after })
    expect(total).toMatchObject({ usr: 0.3, idle: 0.7, busy: 0.3 })
  })

  test('the cpu line where no CPU is listed; nothing at the first look or when all are new', () => {
    expect(allCpus({ cpu: ZERO, cpus: [] }, { cpu: { ...ZERO, user: 1, idle: 3 }, cpus: [] })?.usr).toBe(0.25)
    expect(allCpus(null, { cpu: ZERO, cpus: after })).toBeNull()
    expect(allCpus({ cpu: ZERO, cpus: [cpu(9)] }, { cpu: ZERO, cpus: after })).toBeNull()
  })
})

describe('the captured machine', () => {
  const t0 = parseStat(fixture('load-d/t0/proc/stat'))
  const t1 = parseStat(fixture('load-d/t1/proc/stat'))

  test('two CPUs burn, the others wait for I/O', () => {
    const loads = cpuLoads(t0.cpus, t1.cpus)
    expect(loads.map(({ id, shares }) => [id, shares && shares.usr > 0.95, shares && shares.iowait > 0.4])).toEqual([
      [0, true, false],
      [1, false, true],
      [2, true, false],
      [3, false, true],
    ])
    for (const { shares } of loads) expect(shares && parts(shares)).toBeCloseTo(1, 9)
  })

  test('together as the cpu line counts, on a machine where no CPU came or went', () => {
    const total = allCpus(t0, t1)
    const line = allCpus({ cpu: t0.cpu, cpus: [] }, { cpu: t1.cpu, cpus: [] })
    expect(total?.usr).toBeCloseTo(line?.usr ?? -1, 2)
    expect(total?.iowait).toBeCloseTo(line?.iowait ?? -1, 2)
    expect(total && parts(total)).toBeCloseTo(1, 9)
  })

  test('run queue wait from schedstat', () => {
    const before = parseSchedstat(fixture('load-d/t0/proc/schedstat')).cpus
    const after = parseSchedstat(fixture('load-d/t1/proc/schedstat')).cpus
    const waits = queueWaits(before, after, 13.07)
    expect(waits.get(0)).toBeCloseTo((563024100 - 367219406) / 13.07e9, 9)
    expect([...waits.keys()]).toEqual([0, 1, 2, 3])
  })
})

test('run queue wait: threads waiting on average; null where it is not known', () => {
  const at = (id: number, wait: number) => ({ id, run: 0, wait, slices: 0 })
  expect(queueWaits([at(0, 1e9)], [at(0, 7e9)], 2)).toEqual(new Map([[0, 3]]))
  expect(queueWaits([at(0, 5)], [at(0, 4), at(1, 9)], 1)).toEqual(
    new Map([
      [0, null],
      [1, null],
    ]),
  )
  expect(queueWaits(null, [at(0, 4)], 1)).toEqual(new Map([[0, null]]))
  expect(queueWaits([at(0, 1)], [at(0, 4)], 0)).toEqual(new Map([[0, null]]))
})
