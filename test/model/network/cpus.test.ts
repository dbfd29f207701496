import { expect, test } from 'vitest'
import { cpuInterrupts } from '../../../src/model/network/cpus.ts'
import { interruptTable } from '../../../src/model/network/interrupts.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

const STAT =
  'cpu 1 0 0 0 0 0 0 0 0 0\ncpu0 1 0 0 0 0 0 0 0 0 0\ncpu2 1 0 0 0 0 0 0 0 0 0\nintr 1\nctxt 1\nbtime 1\nprocesses 1\nprocs_running 1\nprocs_blocked 0\nsoftirq 1\n'
const SOFTNET = (frames: string, dropped: string, cpu: string) =>
  `${frames} ${dropped} 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000003 ${cpu}\n`

const BEFORE = {
  '/proc/stat': STAT,
  '/proc/interrupts':
    '      CPU0   CPU2\n 24:  10  4294967290  PCI-MSI 1-edge  eth0\nLOC:  100  200  Local timer interrupts\nERR: 5\n',
  '/proc/softirqs': '   CPU0 CPU1 CPU2\n NET_RX:  1 2 3\n TIMER: 5 5 5\n',
  '/proc/net/softnet_stat': SOFTNET('00000010', '00000000', '00000000') + SOFTNET('fffffff0', '00000001', '00000002'),
}
const AFTER = {
  '/proc/stat': STAT,
  '/proc/interrupts':
    '      CPU0   CPU2\n 24:  10  4  PCI-MSI 1-edge  eth0\nLOC:  150  300  Local timer interrupts\nERR: 7\n',
  '/proc/softirqs': '   CPU0 CPU1 CPU2\n NET_RX:  11 2 3\n TIMER: 25 5 5\n',
  '/proc/net/softnet_stat': SOFTNET('00000020', '00000004', '00000000') + SOFTNET('00000010', '00000001', '00000002'),
}

test('by CPU that is online, wrapped counters undone', () => {
  const [zero, two] = cpuInterrupts.of(samplesOf(cpuInterrupts.sources, AFTER, BEFORE, 2), someFacts)
  expect(zero).toMatchObject({ id: 0, hard: 25, soft: 15 })
  expect(zero?.kinds.get('NET_RX')).toBe(5)
  expect(zero?.net).toMatchObject({ processed: 8, dropped: 2, droppedTotal: 4, backlog: 3 })
  expect(two).toMatchObject({ id: 2, hard: 55, soft: 0 })
  expect(two?.net).toMatchObject({ processed: 16, dropped: 0 })
})

test('a TLB shootdown is a function call of another CPU, which has a line of its own: it counts once', () => {
  const calls = (cal: number, tlb: number) => ({
    ...AFTER,
    '/proc/interrupts': `      CPU0   CPU2\nCAL:  ${cal}  0  Function call interrupts\nTLB:  ${tlb}  0  TLB shootdowns\n`,
  })
  const [zero] = cpuInterrupts.of(samplesOf(cpuInterrupts.sources, calls(110, 60), calls(10, 0), 2), someFacts)
  expect(zero?.hard).toBe(50)
})

test('the first look has totals and no rates', () => {
  const [zero] = cpuInterrupts.of(samplesOf(cpuInterrupts.sources, AFTER, null), someFacts)
  expect(zero).toMatchObject({ id: 0, hard: null, soft: null })
  expect(zero?.net).toMatchObject({ processed: null, droppedTotal: 4 })
})

test('by source: who, how often, and where', () => {
  const { cpus, lines } = interruptTable.of(samplesOf(interruptTable.sources, AFTER, BEFORE, 2), someFacts)
  expect(cpus).toEqual([0, 2])
  expect(lines).toEqual([
    { name: '24', what: 'PCI-MSI 1-edge eth0', rate: 5, total: 14, busiest: { cpu: 2, share: 1 }, rates: [0, 5] },
    {
      name: 'LOC',
      what: 'Local timer interrupts',
      rate: 75,
      total: 450,
      busiest: { cpu: 2, share: 2 / 3 },
      rates: [25, 50],
    },
    { name: 'ERR', what: '', rate: 1, total: 7, busiest: null, rates: [] },
  ])
})
