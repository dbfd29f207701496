import { expect, test } from 'vitest'
import { acceptq } from '../../src/findings/acceptq.ts'
import { look, NOTHING_KNOWN, type Settings } from '../../src/findings/engine.ts'
import { heardIn, stirring } from '../../src/findings/stirring.ts'
import { nextTurn } from '../../src/findings/wants.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { netstat } from '../../src/parse/net/netstat.ts'
import { snmp } from '../../src/parse/net/snmp.ts'
import { cpuPressure, memoryPressure } from '../../src/parse/pressure.ts'
import { stat } from '../../src/parse/stat.ts'
import { vmstat } from '../../src/parse/vmstat.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Sample, Samples } from '../../src/sample/sample.ts'
import type { Reading, Source } from '../../src/source.ts'
import { processes, record } from '../model/record.ts'
import { FACTS } from './looks.ts'

/** CPU ticks, forks, switches, packets and TCP's counters since boot; µs stalled; zombies there are. */
interface Counted {
  readonly busy?: number
  readonly idle?: number
  readonly forks?: number
  readonly packets?: number
  readonly cpuStall?: number
  readonly memoryStall?: number
  /** Left out: there is no such file. */
  readonly tcp?: Readonly<Record<string, number>>
  /** Datagrams lost at full buffers. Left out: there is no such file. */
  readonly lost?: number
  /** Programs killed for want of memory. Left out: there is no such file. */
  readonly kills?: number
  /** Left out: processes are not looked at. */
  readonly zombies?: number
}

function sample(at: number, counted: Counted): Sample {
  const {
    busy = 0,
    idle = 0,
    forks = 0,
    packets = 0,
    cpuStall = 0,
    memoryStall = 0,
    tcp,
    lost,
    kills,
    zombies,
  } = counted
  const line = `${busy} 0 0 ${idle} 0 0 0 0 0 0`
  const made = <T>({ path, parse }: Source<T>, text: string | null) =>
    [path, text === null ? missingFrom(path, 'ENOENT') : { at: at * 1e9, value: parse(Buffer.from(text)) }] as const
  const stall = (total: number) => `some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}\n`
  const text = `cpu  ${line}\ncpu0 ${line}\ncpu1 ${line}\nintr 1\nctxt 1\nbtime 1\nprocesses ${forks}\nprocs_running 1\nprocs_blocked 0\nsoftirq 1 0 0 0 ${packets} 0 0 0 0 0 0\n`
  const files = new Map<string, ReturnType<typeof made>[1]>([
    made(stat, text),
    made(cpuPressure, stall(cpuStall)),
    made(memoryPressure, stall(memoryStall)),
    made(netstat, tcp ? netstatOf(tcp) : null),
    made(snmp, lost === undefined ? null : `Udp: InDatagrams RcvbufErrors\nUdp: 9 ${lost}\n`),
    made(vmstat, kills === undefined ? null : `oom_kill ${kills}\n`),
  ])
  const ended = Array.from({ length: zombies ?? 0 }, (_, i) => record(10 + i, { state: 'Z' }))
  return { at: at * 1e9, files, processes: zombies === undefined ? null : processes(at, [record(1), ...ended], []) }
}

function netstatOf(counters: Readonly<Record<string, number>>): string {
  return `TcpExt: ${Object.keys(counters).join(' ')}\nTcpExt: ${Object.values(counters).join(' ')}\n`
}

const stirredBy = (samples: Samples, heard = samples.before) =>
  [...stirring(new Snapshot(samples, FACTS, NO_HISTORY), heard && heardIn(heard))].sort()
const stirred = (counted: Counted, was: Counted = {}) =>
  stirredBy({ before: sample(1, was), after: sample(2, counted) })

test('a datagram that found no room wakes what looks at the network, however few there are', () => {
  expect(stirred({ lost: 3 }, { lost: 2 })).toEqual(['network'])
  expect(stirred({ lost: 2 }, { lost: 2 })).toEqual([])
})

test('a program that is killed wakes what looks at memory, though nobody stalled', () => {
  const woken = ['limits', 'memory', 'numa', 'swap']
  expect(stirred({ idle: 200, kills: 3 }, { kills: 2 })).toEqual(woken)
  expect(stirred({ idle: 200, kills: 3 }, { kills: 3 })).toEqual([])
  expect(stirred({ idle: 200, kills: 3 })).toEqual([])
})

test('one CPU that is busy all the time wakes, however idle the others are; as much time on all of them does not', () => {
  const cpus = (...lines: readonly (readonly [busy: number, idle: number])[]): Sample => {
    const ticks = lines.map(([busy, idle], i) => `cpu${i} ${busy} 0 0 ${idle} 0 0 0 0 0 0\n`).join('')
    const text = `cpu  0 0 0 0 0 0 0 0 0 0\n${ticks}intr 1\nctxt 1\nbtime 1\nprocesses 0\nprocs_running 1\nprocs_blocked 0\nsoftirq 1 0 0 0 0 0 0 0 0 0 0\n`
    const files = new Map(sample(2, {}).files).set(stat.path, { at: 2e9, value: stat.parse(Buffer.from(text)) })
    return { at: 2e9, files, processes: null }
  }
  const before = { ...cpus([0, 0], [0, 0], [0, 0], [0, 0]), at: 1e9 }
  expect(stirredBy({ before, after: cpus([98, 2], [0, 100], [0, 100], [0, 100]) })).toEqual(['cpu', 'kernel'])
  expect(stirredBy({ before, after: cpus([40, 60], [40, 60], [40, 60], [40, 60]) })).toEqual([])
})

test('a process that runs all the time wakes though it never stays on a CPU; one that runs half of it does not', () => {
  const at = (moment: number, used: number): Sample => ({
    ...sample(moment, { idle: moment * 200 }),
    processes: processes(moment, [record(1), record(7)], [0, used * 1e9]),
  })
  expect(stirredBy({ before: at(5, 0), after: at(6, 1) }, at(1, 0))).toEqual([])
  expect(stirredBy({ before: at(5, 4), after: at(6, 5) }, at(1, 0))).toEqual(['cpu', 'kernel'])
  expect(stirredBy({ before: sample(5, {}), after: at(6, 5) }, sample(1, {}))).toEqual([])
})

test('a machine that idles rests', () => {
  expect(stirred({ idle: 200, busy: 4, packets: 10 })).toEqual([])
})

test.each([
  ['CPUs are busy', { busy: 190, idle: 10 }, ['cpu', 'kernel']],
  ['tasks wait for a CPU', { idle: 200, cpuStall: 300_000 }, ['cpu', 'kernel']],
  ['programs are started', { idle: 200, forks: 150 }, ['cpu', 'kernel', 'limits']],
  ['tasks stall on memory', { idle: 200, memoryStall: 20_000 }, ['limits', 'memory', 'numa', 'swap']],
  ['packets come', { idle: 200, packets: 600 }, ['network']],
] as const)('%s', (_name, counted, resources) => {
  expect(stirred(counted)).toEqual(resources)
})

test.each([
  'ListenOverflows',
  'ListenDrops',
  'TCPTimeouts',
  'TCPReqQFullDrop',
  'TCPReqQFullDoCookies',
  'TCPBacklogDrop',
  'PruneCalled',
  'RcvPruned',
  'TCPTimeWaitOverflow',
  'TCPMemoryPressures',
  'TCPAbortOnMemory',
])('TCP counts %s, however few packets there are', (name) => {
  expect(stirred({ idle: 200, tcp: { [name]: 8 } }, { tcp: { [name]: 7 } })).toEqual(['network'])
  expect(stirred({ idle: 200, tcp: { [name]: 7 } }, { tcp: { [name]: 7 } })).toEqual([])
})

test('what TCP counted before, what began anew, and what no one can read wakes nobody', () => {
  const tcp = { ListenOverflows: 7, TCPTimeouts: 9 }
  expect(stirred({ idle: 200, tcp })).toEqual([])
  expect(stirred({ idle: 200 }, { tcp })).toEqual([])
  expect(stirred({ idle: 200, tcp: { ListenOverflows: 1 } }, { tcp })).toEqual([])
  expect(stirred({ idle: 200, tcp: { ListenOverflows: 7, DelayedACKs: 90 } }, { tcp })).toEqual([])
  expect(stirredBy({ before: null, after: sample(2, { idle: 200, tcp }) })).toEqual([])
})

test('what was counted since the last look at it is all of it, however long ago that was', () => {
  const [first, then, now] = [
    sample(1, { lost: 2, idle: 0 }),
    sample(5, { lost: 9, idle: 800 }),
    sample(6, { lost: 9, idle: 1000, cpuStall: 2_000_000 }),
  ] as const
  expect(stirredBy({ before: then, after: now })).toEqual(['cpu', 'kernel'])
  expect(stirredBy({ before: then, after: now }, first)).toEqual(['cpu', 'kernel', 'network'])
  const fewer = sample(6, { lost: 9, idle: 1000, cpuStall: 900_000 })
  expect(stirredBy({ before: then, after: fewer }, first)).toEqual(['network'])
  // A machine that slept has none before it.
  expect(stirredBy({ before: null, after: now }, first)).toEqual([])
})

test('a reading that stands for several samples tells its growth once', () => {
  const [was, then, later] = [1, 6, 7].map((at) => sample(at, { tcp: { TCPTimeouts: at } })) as [Sample, Sample, Sample]
  const same = { ...later, files: new Map(then.files) }
  expect(stirredBy({ before: was, after: then })).toEqual(['network'])
  expect(stirredBy({ before: then, after: same })).toEqual([])
})

test('several more processes that have ended and are not waited for', () => {
  expect(stirred({ idle: 200, zombies: 8 }, { zombies: 3 })).toEqual(['limits'])
  expect(stirred({ idle: 200, zombies: 7 }, { zombies: 3 })).toEqual([])
  expect(stirred({ idle: 200, zombies: 3 }, { zombies: 8 })).toEqual([])
  // Whoever was not looked at before has not come since.
  expect(stirred({ idle: 200, zombies: 8 })).toEqual([])
})

test('at rest a listener that overflows is looked at within 5 s, and its counters are not read at each tick', () => {
  const settings: Settings = { rules: [acceptq as never], limits: {}, all: false, brief: false }
  let state = NOTHING_KNOWN
  let samples = null as Samples | null
  let known = new Map<string, Reading<unknown>>()
  const [looks, read, curves]: [number[], number[], boolean[]] = [[], [], []]
  const readAt = new Map<string, number>()
  for (let second = 1; second <= 100; second++) {
    const turn = nextTurn(state, settings, samples)
    if (turn.rules.length > 0) looks.push(second)
    curves.push(turn.wants.sources.some(({ path }) => path === cpuPressure.path))
    const text: Readonly<Record<string, string>> = {
      [netstat.path]: netstatOf({ ListenOverflows: second >= 72 ? 3 : 0 }),
      '/proc/net/snmp': 'Tcp: PassiveOpens\nTcp: 1\n',
    }
    const files = new Map<string, Reading<unknown>>()
    for (const { path, parse, every } of turn.wants.sources) {
      const isFresh = known.has(path) && second - (readAt.get(path) ?? 0) < every
      const file = text[path]
      const value = isFresh ? known.get(path) : file && { at: second * 1e9, value: parse(Buffer.from(file)) }
      files.set(path, value || missingFrom(path, 'ENOENT'))
      if (isFresh) continue
      readAt.set(path, second)
      if (path === netstat.path) read.push(second)
    }
    known = files
    samples = { after: { at: second * 1e9, files, processes: null }, before: samples?.after ?? null }
    state = look(state, settings, turn, new Snapshot(samples, FACTS, NO_HISTORY))
    if (state.findings?.list.length) break
  }
  const late = looks.filter((second) => second >= 72)
  expect(late[0]).toBeLessThanOrEqual(77)
  expect(state.findings?.list.map(({ id }) => id)).toEqual(['ACCEPTQ'])
  // The curves of stalls have no holes meanwhile.
  expect(curves).not.toContain(false)
  // What clears a resource reads them too, every minute.
  expect(read.filter((second) => second > 15 && second < 60).length).toBeLessThanOrEqual(10)
})
