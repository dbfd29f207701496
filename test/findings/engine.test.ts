import { describe, expect, test } from 'vitest'
import { resumed } from '../../src/findings/engine.ts'
import type { Dear, Rule } from '../../src/findings/rule.ts'
import type { Resource } from '../../src/model/findings.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { type Missing, type Source, source } from '../../src/source.ts'
import { CLEAR, DUMP, Machine, rule, SEEN } from './machine.ts'

describe('turns', () => {
  const quiet = (change: Partial<Rule> = {}) => rule('QUIET', { see: () => CLEAR, window: 12, ...change })
  const quietFor = ({ state }: Machine, resource: Resource = 'cpu') => (state.quiet.get(resource) ?? 0) / 1e9
  const looks = (machine: Machine) => machine.asked.flatMap((ids, i) => (ids.includes('QUIET') ? [i + 1] : []))

  test('where nothing happens a rule looks twice, for the first rates, and then seldom', () => {
    const machine = new Machine([quiet()])
    machine.run(305)
    expect(looks(machine)).toEqual([1, 2, 300])
  })

  test('where something happens to its resource, at common beats, five in its window', () => {
    const machine = new Machine([quiet()])
    machine.run(4)
    machine.stalled = 0.5
    machine.run(6)
    expect(looks(machine)).toEqual([1, 2, 6, 10])
  })

  test('at rest those of a resource look together, each resource at its own time', () => {
    const machine = new Machine([
      quiet({ id: 'A' }),
      quiet({ id: 'B', resource: 'network' }),
      quiet({ id: 'C', every: 5 }),
    ])
    machine.run(302)
    const rest = machine.asked.flatMap((ids, i) => (i > 1 && ids.length > 0 ? [`${i + 1} ${ids.join()}`] : []))
    expect(rest).toEqual(['150 B', '300 A,C'])
  })

  test('while all rest nobody goes through the rules; what stirs ends that at once', () => {
    const machine = new Machine([quiet(), quiet({ id: 'B', resource: 'network' })])
    machine.run(5)
    expect(quietFor(machine, 'network')).toBeCloseTo(149.7)
    expect(quietFor(machine)).toBeCloseTo(299.7)
    machine.stalled = 0.5
    machine.run(7)
    expect(looks(machine)).toEqual([1, 2, 11])
    expect(new Machine([quiet({ see: () => SEEN })]).run(5)?.list).toHaveLength(1)
  })

  test('what stirs between the first two samples is the start of whytop itself', () => {
    const machine = new Machine([quiet()])
    machine.stalled = 0.5
    machine.run(0.6, 0.3)
    expect(machine.state.awake.size).toBe(0)
    machine.run(5)
    expect([...machine.state.awake.keys()]).toContain('cpu')
  })

  test('one that says so looks more often where nothing happens', () => {
    const machine = new Machine([quiet({ resting: 10 })])
    machine.run(32)
    expect(looks(machine)).toEqual([1, 2, 10, 20, 30])
  })

  test('between the looks of one that sees something nobody goes through the rules, unless it reads in slices', () => {
    const seen = { see: () => SEEN, window: 25 }
    const still = new Machine([quiet(seen), quiet({ id: 'B' })])
    still.run(12)
    expect(looks(still)).toEqual([1, 2, 5, 10])
    expect(quietFor(still)).toBeCloseTo(14.7)
    const sliced = new Machine([quiet({ ...seen, dear: () => ({ processes: { everybody: ['owner'] } }) })])
    sliced.run(12)
    expect(quietFor(sliced)).toBe(0)
  })

  test('what happens to another resource does not concern it', () => {
    const machine = new Machine([quiet({ resource: 'disks' })])
    machine.stalled = 0.5
    machine.run(20)
    expect(looks(machine)).toEqual([1, 2])
  })

  test('at the beat that it asks for, where that is slower', () => {
    const machine = new Machine([quiet({ every: 10 })])
    machine.stalled = 0.5
    machine.run(25)
    expect(looks(machine)).toEqual([1, 2, 10, 20])
  })

  test('often while it sees something', () => {
    const machine = new Machine([quiet({ see: () => SEEN, window: 5 })])
    machine.run(5)
    expect(looks(machine)).toEqual([1, 2, 3, 4, 5])
  })

  test('not all begin at one sample', () => {
    const machine = new Machine(Array.from({ length: 50 }, (_, i) => quiet({ id: `R${i}` })))
    machine.run(6)
    expect(machine.asked.map((ids) => ids.length)).toEqual([20, 20, 20, 20, 10, 10])
  })

  test('in a short run everything is looked at always', () => {
    const machine = new Machine([quiet({ every: 10 })], { all: true })
    machine.run(5)
    expect(machine.asked.flat()).toHaveLength(5)
  })

  test('a slow rule sees all the time since its last look', () => {
    const spans: (number | null)[] = []
    const see: Rule['see'] = ({ interval }) => {
      spans.push(interval)
      return CLEAR
    }
    new Machine([quiet({ see })]).run(302)
    expect(spans).toEqual([null, 1, 298])
  })
})

describe('what is dear', () => {
  const dear = (sign: () => boolean) =>
    rule('DEAR', { see: () => CLEAR, sign, dear: () => ({ processes: { threads: 'all' } }) })

  test('is not read while no sign asks for it', () => {
    const machine = new Machine([dear(() => false)])
    machine.run(5)
    expect(machine.processes).toEqual([null, null, null, null, null])
  })

  test('on a crowded machine those that were just armed look together', () => {
    const armedAt = (at: number) => (snapshot: Snapshot) => snapshot.samples.after.at >= at * 1e9
    const machine = new Machine(
      [12, 14].map((at) => rule(`R${at}`, { see: () => CLEAR, sign: armedAt(at), dear: () => ({}) })),
    )
    machine.threads = 10_000
    machine.stalled = 0.5
    machine.run(24)
    const armed = machine.asked.flatMap((ids, i) => (i >= 15 && ids.length > 0 ? [`${i + 1} ${ids.join()}`] : []))
    expect(armed).toEqual(['20 R12,R14'])
  })

  test('on a crowded machine one that sees something goes on at its pace where files of processes are all it asks for', () => {
    const looks = (dear: Dear) => {
      const machine = new Machine([rule('DEAR', { window: 5, sign: () => true, dear: () => dear })])
      machine.threads = 10_000
      machine.stalled = 0.5
      machine.run(12)
      return machine.asked.flat().length
    }
    const everybody = ['oom_score'] as const
    expect(looks({ processes: { everybody } })).toBe(12)
    expect(looks({ processes: { everybody, threads: 'moved' } })).toBe(2)
    expect(looks({ processes: { everybody }, sources: [source('/dear', () => 0)] })).toBe(2)
    expect(looks({ processes: {} })).toBe(2)
  })

  test('on a crowded machine what was seen is looked at again soon after the machine has come to rest', () => {
    const see = ({ samples }: Snapshot) => (samples.after.at < 40e9 ? SEEN : CLEAR)
    const machine = new Machine([rule('DEAR', { see, sign: () => true, dear: () => ({}) })])
    machine.threads = 10_000
    machine.stalled = 0.5
    machine.run(40)
    machine.stalled = 0
    machine.run(60)
    const looks = machine.asked.flatMap((ids, i) => (i >= 30 && ids.length > 0 ? [i + 1] : []))
    expect(looks).toEqual([34, 61])
  })

  test('one so large that it stands for eight seconds is looked at as seldom', () => {
    const large: Source<unknown> = {
      path: DUMP,
      every: 0,
      parse: () => 0,
      dump: {
        request: { ask: 'sockets', states: 1, info: false, pid: null },
        begin: () => ({ add: () => {}, end: () => 0 }),
        keeps: () => 8,
      },
    }
    const machine = new Machine([
      rule('DEAR', { resource: 'network', see: () => SEEN, sign: () => true, dear: () => ({ sources: [large] }) }),
    ])
    machine.stalled = 0.5
    machine.run(32)
    expect(machine.asked.flatMap((ids, i) => (ids.length > 0 ? [i + 1] : []))).toEqual([1, 2, 10, 20, 30])
  })

  test('is read from the next sample on, and for a while after', () => {
    let signs = 1
    const machine = new Machine([dear(() => signs-- > 0)])
    machine.run(14)
    const read = machine.processes.map((threads) => threads === 'all')
    expect(read).toEqual([false, ...new Array(10).fill(true), false, false, false])
  })

  test('a slow rule whose sign asks looks again at once', () => {
    const late = new Machine([
      rule('LATE', { see: () => CLEAR, sign: ({ samples }) => samples.after.at >= 300e9, dear: () => ({}), every: 5 }),
    ])
    late.run(308)
    expect(late.asked.flatMap((ids, i) => (ids.length > 0 ? [i + 1] : []))).toEqual([1, 2, 300, 301, 305])
  })
})

describe('findings', () => {
  test('come after three samples, and are confirmed after their window', () => {
    const machine = new Machine([rule('DIRECT')])
    expect(machine.run(2)?.list).toEqual([])
    expect(machine.run(1)?.list).toMatchObject([{ id: 'DIRECT', provisional: true, since: 1e9 }])
    expect(machine.run(3)).toMatchObject({ headline: 'DIRECT', list: [{ provisional: false, history: [1, 1, 1, 1] }] })
  })

  test('end two windows later, and stay listed with their duration', () => {
    let there = true
    const machine = new Machine([rule('DIRECT', { see: () => (there ? SEEN : CLEAR) })])
    machine.run(10)
    there = false
    expect(machine.run(9)?.list).toHaveLength(1)
    const after = machine.run(2)
    expect(after?.list).toEqual([])
    expect(after?.headline).toBeNull()
    expect(after?.ended).toMatchObject([{ id: 'DIRECT', since: 1e9, until: 10e9 }])
  })

  test('what could not be looked at is not evaluable, never well', () => {
    const gone: Missing = { missing: 'off', source: 'x', why: 'no PSI', remedy: 'boot with psi=1' }
    const found = new Machine([rule('PSI', { see: () => gone })]).run(5)
    expect(found).toMatchObject({
      list: [],
      notEvaluable: [{ id: 'PSI', why: 'no PSI', remedy: 'boot with psi=1' }],
    })
  })

  test('a trend is not evaluable before its time', () => {
    const machine = new Machine([rule('SLAB', { trend: 8 })])
    expect(machine.run(8)).toMatchObject({ list: [], notEvaluable: [{ id: 'SLAB' }] })
    expect(machine.run(2)).toMatchObject({ list: [{ id: 'SLAB' }], notEvaluable: [] })
  })

  test('the rule remembers what it kept, also over what could not be looked at', () => {
    const seen: unknown[] = []
    const see: Rule['see'] = (_snapshot, _limits, kept) => {
      seen.push(kept)
      if (seen.length === 2) return { missing: 'pending', source: 'x', why: 'x', remedy: null }
      return { ...CLEAR, kept: seen.length }
    }
    new Machine([rule('X', { see })], { all: true }).run(4)
    expect(seen).toEqual([null, 1, 1, 3])
  })

  test('of a capture one look is all, and everything is provisional', () => {
    const machine = new Machine([rule('DIRECT')], { all: true, brief: true })
    machine.run(1)
    expect(new Machine([rule('DIRECT')], { all: true, brief: true }).run(1)?.list).toMatchObject([
      { provisional: true },
    ])
  })
})

test('after a gap one window says nothing', () => {
  const machine = new Machine([rule('DIRECT')])
  machine.run(1)
  machine.state = resumed(machine.state)
  expect(machine.run(5)?.list).toEqual([])
  expect(machine.run(3)?.list).toHaveLength(1)
})

test('with nothing armed the processes are not asked for', () => {
  const machine = new Machine([
    rule('A', { see: () => CLEAR }),
    rule('B', { see: () => CLEAR, sign: () => false, dear: () => ({ processes: {} }) }),
  ])
  machine.run(10)
  expect(machine.processes.every((threads) => threads === null)).toBe(true)
})

describe('a sentence that is not of the last look', () => {
  const ago = (machine: Machine) => machine.state.findings?.list.map(({ seenAgo }) => seenAgo)

  test('is told with its age while the finding stays below its exit', () => {
    let is = true
    const machine = new Machine([rule('OLD', { window: 10, see: () => (is ? SEEN : CLEAR) })], { all: true })
    machine.run(12)
    expect(ago(machine)).toEqual([undefined])
    is = false
    machine.run(10)
    expect(ago(machine)).toEqual([10])
    is = true
    machine.run(1)
    expect(ago(machine)).toEqual([undefined])
  })

  test('is so too where a milder one is seen since; one that is looked at seldom is not', () => {
    let look = SEEN
    const machine = new Machine([rule('MILD', { window: 20, see: () => look })], { all: true })
    machine.run(22)
    look = { ...SEEN, seen: 'info' }
    machine.run(4)
    expect(ago(machine)).toEqual([undefined])
    machine.run(2)
    expect(ago(machine)).toEqual([6])
    const seldom = new Machine([rule('SELDOM', { window: 0, every: 8 })])
    seldom.run(40)
    expect(ago(seldom)).toEqual([undefined])
  })

  test('between looks, every two seconds', () => {
    const machine = new Machine([rule('RARE', { window: 50 })])
    machine.run(16)
    expect(ago(machine)).toEqual([6])
    machine.run(1)
    expect(ago(machine)).toEqual([6])
    machine.run(1)
    expect(ago(machine)).toEqual([8])
    expect(machine.state.findings).toMatchObject({ at: 18e9, observed: 17 })
  })

  test('that of an event is of the past anyway', () => {
    let is = true
    const machine = new Machine([rule('EVENT', { window: 0, latch: 60, see: () => (is ? SEEN : CLEAR) })])
    machine.run(2)
    is = false
    machine.run(8)
    expect(ago(machine)).toEqual([undefined])
  })
})
