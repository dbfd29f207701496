import { describe, expect, test } from 'vitest'
import { contradictions, exitOf, exitValue } from '../../src/findings/exits.ts'
import { loadRules } from '../../src/findings/index.ts'
import type { Limits } from '../../src/findings/rule.ts'

const rules = await loadRules()
const given = (set: Readonly<Record<string, number>>) => (name: string) => set[name] ?? null
const limitsOf = (id: string): Limits => rules.find((rule) => rule.id === id)?.limits ?? {}
const exits = rules.flatMap(({ id, limits }) =>
  Object.keys(limits).flatMap((name) => {
    const exit = exitOf(limits, name)
    return exit ? [{ id, limits, name, exit }] : []
  }),
)

describe('exits', () => {
  test('of all rules belong to these entries', () => {
    const told = exits.map(({ id, name, exit: { side, entries } }) => {
      const entry = entries.map((one) => one.name ?? `× ${one.value}`).join(', ')
      return `${id} ${name} ${side} ${entry}`
    })
    expect(told).toMatchInlineSnapshot(`
      [
        "AFFINITY exit below waiting",
        "CG-IO exit below used",
        "CG-PIDS exit below warning",
        "CHURN exit below made",
        "COMMIT exit below warning",
        "CONNTRACK exit below warning",
        "CPU-SAT exit below busy",
        "CPU-SYS exit below system",
        "CPU-THROTTLE exit below warning",
        "CTX-STORM exit below per_cpu",
        "DENTRY exit below × 100",
        "DIRECT exit below warning",
        "DISK-SAT exit below util",
        "DISK-SLOW exit below × 1",
        "FD exit below warning",
        "FORK-STORM exit below forks",
        "FRAG exit below stalls",
        "FS-FULL exit above × 1",
        "FSYNC-STALL exit below warning",
        "INOTIFY exit below warning",
        "IOWAIT exit below some",
        "KSWAPD exit below scan",
        "MAPS exit below warning",
        "MEM-CACHE exit below held",
        "MEM-LOW exit above × 1",
        "MINFREE-LOW exit below outrun, stalls",
        "NEIGH exit below fill",
        "NPROC exit below warning",
        "NUMA-REMOTE exit below × 100",
        "NUMA-SKEW exit above full",
        "ONE-THREAD exit below thread",
        "OOM-NEAR exit above available",
        "ORPHAN exit below warning",
        "PORTS exit below warning",
        "PSI exit below × 100",
        "RETRANS exit below warning",
        "RT-HOG exit below thread",
        "RUNQ exit below line",
        "SLAB exit below × 100",
        "SOFTIRQ-HOT exit below warning",
        "STEAL exit below warning",
        "SWAP-ACTIVE exit below warning",
        "SWAP-FULL exit above warning",
        "SYN-RETRY exit below again",
        "TASKS exit below warning",
        "TCP-MEM exit below warning",
        "THRASH exit below refault",
        "THRASH stall_exit below stall",
        "TW-HIGH exit below × 100",
        "UDP-DROP exit below least, warning",
        "VFS-PRESSURE exit below scanned",
        "VICTIM-WAIT exit below victim",
      ]
    `)
  })

  test('without a change are what the rule says', () => {
    for (const { limits, name } of exits) expect(exitValue(limits, name, given({}))).toBe(limits[name]?.value)
    for (const { limits } of rules) expect(contradictions(limits, given({}))).toEqual([])
    const all = (limits: Limits) =>
      given(Object.fromEntries(Object.entries(limits).map(([name, { value }]) => [name, value])))
    for (const { limits } of rules) expect(contradictions(limits, all(limits))).toEqual([])
  })

  test.each([0.001, 0.5, 0.9, 1.1, 2])('stay on their side of an entry × %d', (times) => {
    for (const { limits, name, exit } of exits)
      for (const entry of exit.entries) {
        if (entry.name === null) continue
        const value = exitValue(limits, name, given({ [entry.name]: entry.value * times }))
        if (exit.side === 'below') expect(value).toBeLessThanOrEqual(entry.value * times)
        else expect(value).toBeGreaterThanOrEqual(entry.value * times)
      }
  })

  test('keep their ratio, but of a share that must rise there is no more than all', () => {
    expect(exitValue(limitsOf('SWAP-FULL'), 'exit', given({ warning: 50 }))).toBe(60)
    expect(exitValue(limitsOf('SWAP-FULL'), 'exit', given({ warning: 95 }))).toBe(100)
    expect(exitValue(limitsOf('THRASH'), 'stall_exit', given({ stall: 4 }))).toBe(2)
    expect(exitValue(limitsOf('MEM-CACHE'), 'exit', given({ free: 1 }))).toBe(45)
    expect(exitValue(limitsOf('UDP-DROP'), 'exit', given({ warning: 0.3 }))).toBe(0.3)
    expect(exitValue(limitsOf('MINFREE-LOW'), 'exit', given({ stalls: 0.1 }))).toBe(0.1)
    expect(exitValue(limitsOf('DIRECT'), 'exit', given({ warning: 0 }))).toBe(0)
  })

  test('a share of every entry follows by itself, and is less than all of it', () => {
    expect(exitValue(limitsOf('SLAB'), 'exit', given({ warning: 5 }))).toBe(80)
    expect(contradictions(limitsOf('SLAB'), given({ exit: 150 }))).toEqual([
      { name: 'exit', side: 'above', of: { name: null, value: 100 } },
    ])
  })

  test('a critical of another measure than the warning contradicts nothing', () => {
    expect(contradictions(limitsOf('TCP-MEM'), given({ critical: 80, warning: 120 }))).toEqual([])
    expect(contradictions(limitsOf('TCP-MEM'), given({ critical: 120 }))).toEqual([])
  })
})
