import { expect, test } from 'vitest'
import { parseStat } from '../../src/parse/stat.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

const TAIL = 'intr 9 1\nctxt 5\nbtime 6\nprocesses 7\nprocs_running 1\nprocs_blocked 0\n'

test('captured', () => {
  const stat = parseStat(fixture('load-d/t0/proc/stat'))
  expect(stat).toMatchObject({
    intr: 58331,
    ctxt: 12084,
    btime: 1795234029,
    processes: 226,
    procsRunning: 3,
    procsBlocked: 3,
  })
  expect(stat.cpu).toEqual({
    user: 15148,
    nice: 0,
    system: 592,
    idle: 2381,
    iowait: 14693,
    irq: 0,
    softirq: 22,
    steal: 0,
    guest: 0,
    guestNice: 0,
  })
  expect(stat.cpus.map((cpu) => [cpu.id, cpu.user])).toEqual([
    [0, 6950],
    [1, 626],
    [2, 6424],
    [3, 1148],
  ])
  expect(Object.fromEntries(stat.softirq)).toEqual({
    HI: 0,
    TIMER: 2563,
    NET_TX: 0,
    NET_RX: 0,
    BLOCK: 0,
    IRQ_POLL: 0,
    TASKLET: 1,
    SCHED: 9321,
    HRTIMER: 0,
    RCU: 3205,
  })
})

test('CPUs that are offline leave gaps, more fields and lines than known are passed over, the last newline may be missing', () => {
  const stat = parseStat(
    bytes(
      `cpu  1 2 3 4 5 6 7 8 9 10 11\ncpu2 1 1 1 1 1 1 1 1 1 1\ncpu100 2 2 2 2 2 2 2 2 2 2\nnew 1 x\n${TAIL}`.trimEnd(),
    ),
  )
  expect(stat.cpu.guestNice).toBe(10)
  expect(stat.cpus.map((cpu) => cpu.id)).toEqual([2, 100])
  expect(stat.procsBlocked).toBe(0)
  expect(stat.softirq.size).toBe(0)
})

test('a counter of 2^64 − 1 does not overflow', () => {
  expect(parseStat(bytes(`cpu  18446744073709551615 2 3 4 5 6 7 8 9 10\n${TAIL}`)).cpu.user).toBeCloseTo(2 ** 64, -4)
})

test.each([
  ['', /without cpu/],
  ['cpu  1 2 3\n', /stat cpu: "cpu {2}1 2 3"/],
  [`cpux 1 2 3 4 5 6 7 8 9 10\n${TAIL}`, /"cpux 1/],
  ['cpu  1 2 3 4 5 6 7 8 9 10\nctxt 5\n', /without intr/],
  [`cpu  1 2 3 4 5 6 7 8 9 10\n${TAIL.replace('ctxt 5', 'ctxt ?')}`, /without ctxt/],
])('refuses %j', (file, message) => {
  expect(() => parseStat(bytes(file))).toThrow(ParseError)
  expect(() => parseStat(bytes(file))).toThrow(message)
})

test('a boot before 1970, as a time namespace may have it, is printed without its sign', () => {
  const at = (btime: string) =>
    parseStat(bytes(`cpu  1 2 3 4 5 6 7 8 9 10\n${TAIL.replace('btime 6', `btime ${btime}`)}`)).btime
  expect(at('18446744072504895615')).toBe(-1_204_656_001)
  expect(at('1795234029')).toBe(1_795_234_029)
  expect(() => at('')).toThrow(ParseError)
  expect(() => at('18446744072504895615123')).toThrow(ParseError)
})
