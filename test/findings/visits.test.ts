import { describe, expect, test } from 'vitest'
import { acceptq } from '../../src/findings/acceptq.ts'
import type { Rule } from '../../src/findings/rule.ts'
import { swept } from '../../src/findings/visits.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { parseNumber } from '../../src/parse/number.ts'
import { reading, type Samples } from '../../src/sample/sample.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import { isMissing, source } from '../../src/source.ts'
import { Watcher } from '../../src/watcher.ts'
import { FakeHost } from '../sample/fake-host.ts'
import { Elsewhere } from './there.ts'

const lost = source('/proc/net/lost', parseNumber)

/** Sees what a file of its network namespace says: 0 is none. */
const LOSES: Rule = {
  id: 'LOSES',
  title: 'something is lost',
  help: '',
  resource: 'network',
  namespaced: true,
  limits: {},
  window: 4,
  sources: () => [lost],
  see: ({ samples }) => {
    const found = reading(samples.after, lost)
    if (isMissing(found)) return found
    if (found.value === 0) return { clear: true, evidence: [] }
    const says = `${found.value} are lost.`
    return { seen: 'warning', value: found.value, says, evidence: [], culprits: [], next: '', verify: 'ss' }
  },
}

/** A machine with processes in other network namespaces, by the id of the namespace. */
class Machine {
  readonly host = new FakeHost()
  readonly watcher: Watcher
  /** Of each second the paths that were read. */
  readonly asked: (readonly string[])[] = []
  readonly #sampler = new Sampler(this.host)
  #samples: Samples | null = null

  constructor(rules: readonly Rule<never>[], all = false) {
    this.watcher = new Watcher(rules, this.host.facts, {}, all)
    this.host.files.set('/proc/net/lost', '0')
    this.live({})
  }

  live(spaces: Readonly<Record<number, readonly number[]>>): this {
    const lines = Object.entries(spaces).map(([id, pids]) => `${id} ${pids.length} ${pids.join(' ')}\n`)
    for (const path of ['netns:', 'netns:all']) this.host.files.set(path, `own 1\nleft 0\nrefused 0\n${lines.join('')}`)
    for (const [id, pids] of Object.entries(spaces))
      for (const pid of pids) {
        this.host.files.set(`netns:${pid}`, id)
        this.host.files.set(`/proc/${pid}/comm`, `p${pid}\n`)
        if (!this.host.files.has(`/proc/${pid}/net/lost`)) this.says(pid, 0)
      }
    return this
  }

  says(pid: number, number: number): this {
    this.host.files.set(`/proc/${pid}/net/lost`, String(number))
    return this
  }

  async run(seconds: number, each: () => void = () => undefined) {
    for (let i = 0; i < seconds; i++) {
      this.host.at += 1e9
      each()
      this.#samples = await this.#sampler.take(this.watcher.wants(this.#samples), () => undefined)
      this.asked.push(this.host.asked)
      this.watcher.look(new Snapshot(this.#samples, this.host.facts, NO_HISTORY))
    }
    return this.watcher.findings
  }

  /** Seconds at which this was read. */
  when(path: string): readonly number[] {
    return this.asked.flatMap((paths, i) => (paths.includes(path) ? [i + 1] : []))
  }
}

describe('what is wrong in another network namespace', () => {
  test('is found, and the namespace is named by its processes', async () => {
    const machine = new Machine([LOSES]).live({ 7: [20, 21] }).says(20, 5)
    const found = await machine.run(60)
    expect(found?.headline).toBe('LOSES')
    expect(found?.list).toMatchObject([
      {
        says: 'In the network namespace of p20 20 and p21 21 (2 processes): 5 are lost.',
        namespace: { id: 7, pid: 20, processes: 2 },
        provisional: false,
        scope: { namespaces: ['7'] },
      },
    ])
  })

  test('in each by itself, beside the own one', async () => {
    const machine = new Machine([LOSES]).live({ 7: [20], 8: [30], 9: [40] })
    machine.says(20, 5).says(30, 6)
    machine.host.files.set('/proc/net/lost', '3')
    const found = await machine.run(80)
    expect(found?.list.map(({ id, namespace, history }) => [id, namespace?.id ?? null, history.at(-1)])).toEqual([
      ['LOSES', null, 3],
      ['LOSES', 7, 5],
      ['LOSES', 8, 6],
    ])
    expect(found?.list[0]?.scope.namespaces).toEqual(['own'])
    machine.says(20, 0)
    const later = await machine.run(40)
    expect(later?.list.map(({ namespace }) => namespace?.id ?? null)).toEqual([null, 8])
    expect(later?.ended).toMatchObject([{ id: 'LOSES', namespace: { id: 7 } }])
  })

  test('ends with the namespace', async () => {
    const machine = new Machine([LOSES]).live({ 7: [20] }).says(20, 5)
    expect((await machine.run(60))?.list).toHaveLength(1)
    machine.host.files.delete('netns:20')
    machine.live({})
    const later = await machine.run(10)
    expect(later?.list).toEqual([])
    expect(later?.ended).toMatchObject([{ id: 'LOSES', namespace: { id: 7 } }])
  })

  test('goes on while nobody can look who is where: that says of no namespace that it is gone', async () => {
    const machine = new Machine([LOSES]).live({ 7: [20] }).says(20, 5)
    const before = await machine.run(60)
    machine.host.files.delete('netns:')
    const after = await machine.run(60)
    expect(after?.list).toMatchObject([{ namespace: { id: 7 }, since: before?.list[0]?.since }])
  })

  test('goes on in another process of it when the one that was asked has ended', async () => {
    const machine = new Machine([LOSES])
      .live({ 7: [20, 21] })
      .says(20, 5)
      .says(21, 5)
    const before = await machine.run(60)
    machine.host.files.delete('netns:20')
    machine.live({ 7: [21] })
    const after = await machine.run(20)
    expect(after?.list).toMatchObject([{ namespace: { id: 7, pid: 21 }, since: before?.list[0]?.since }])
  })

  test('is not said of a namespace whose pid is by now a process of another one', async () => {
    const machine = new Machine([LOSES]).live({ 7: [20] })
    await machine.run(40)
    // Used again, by a process of the own namespace; nobody has asked who is where since.
    machine.host.files.set('netns:20', '1')
    machine.says(20, 5)
    expect((await machine.run(20))?.list).toEqual([])
  })

  test('what cannot be read there is not evaluable, in one line however many there are', async () => {
    const machine = new Machine([LOSES])
      .live({ 7: [20], 8: [30] })
      .says(20, Number.NaN)
      .says(30, Number.NaN)
    const found = await machine.run(60)
    expect(found?.list).toEqual([])
    expect(found?.notEvaluable).toMatchObject([
      {
        id: 'LOSES',
        why: expect.stringMatching(/^in another network namespace: .*, and 1 more like it$/),
        remedy: expect.stringContaining('nsenter -t 20 -n'),
      },
    ])
  })

  test('the network is cleared with the word in how many it was looked', async () => {
    const machine = new Machine([LOSES], true)
    const counters = () => {
      machine.host.files.set('/proc/net/snmp', 'Tcp: OutSegs RetransSegs\nTcp: 10 0\n')
      machine.host.files.set('/proc/net/netstat', 'TcpExt: ListenOverflows\nTcpExt: 0\n')
    }
    const says = async () =>
      (await machine.run(31, counters))?.ruledOut.find(({ resource }) => resource === 'network')?.says
    const own = 'retransmitted 0.0 %, no queue overflowed'
    expect(await says()).toBe(own)
    machine.live({ 7: [20] })
    expect(await says()).toBe(`${own}, the other network namespace looked at`)
    machine.live({ 7: [20], 8: [30] })
    expect(await says()).toBe(`${own}, 2 of 2 other network namespaces looked at`)
  })

  test('a full accept queue: the rate runs from visit to visit of that namespace', async () => {
    const machine = new Machine([acceptq as Rule<never>], true).live({ 7: [20] })
    let overflows = 0
    const found = await machine.run(10, () => {
      overflows += 4
      machine.host.files.set('/proc/net/netstat', 'TcpExt: ListenOverflows\nTcpExt: 0\n')
      machine.host.files.set('/proc/20/net/netstat', `TcpExt: ListenOverflows\nTcpExt: ${overflows}\n`)
    })
    expect(found?.list).toMatchObject([{ id: 'ACCEPTQ', severity: 'critical', peak: 4, namespace: { pid: 20 } }])
    expect(found?.list[0]?.verify).toContain('nsenter -t 20 -n ss -ltn')
  })
})

test('what was known of a namespace that is gone is forgotten: another one may have its number', () => {
  const space = { id: 7, processes: 1, pids: [20] }
  const known = {
    sweptAt: 1,
    known: { left: 0, refused: 0, others: [space] },
    visitedAt: new Map([[7, 1]]),
    busy: new Set([7]),
  }
  const path = 'netns:'
  const files = new Map([[path, { at: 2, value: { own: 1, left: 0, refused: 0, others: [] } }]])
  const now = swept(known, { after: { at: 2, files, processes: null }, before: null })
  expect([now.visitedAt.size, now.busy.size]).toEqual([0, 0])
})

describe('the turns', () => {
  test('where there is no other namespace it is asked twice a minute who is where, and nothing else', async () => {
    const machine = new Machine([LOSES])
    await machine.run(100)
    expect(machine.when('netns:')).toEqual([5, 35, 65, 95])
    const paths = new Set(machine.asked.flat().filter((path) => /netns|^\/proc\/\d/.test(path)))
    expect([...paths]).toEqual(['netns:'])
  })

  test('nobody asks where no rule is of a network namespace, nor of a capture', async () => {
    const machine = new Machine([{ ...LOSES, namespaced: false }])
    await machine.run(40)
    expect(machine.when('netns:')).toEqual([])
    const host = new FakeHost(true, 'replayed')
    expect(new Watcher([LOSES], host.facts).wants(null).sources.map(({ path }) => path)).not.toContain('netns:all')
  })

  test('at rest one namespace every ten seconds, each in its turn', async () => {
    const machine = new Machine([LOSES]).live({ 7: [20], 8: [30], 9: [40] })
    await machine.run(66)
    expect(machine.when('/proc/20/net/lost')).toEqual([6, 36, 66])
    expect(machine.when('/proc/30/net/lost')).toEqual([16, 46])
    expect(machine.when('/proc/40/net/lost')).toEqual([26, 56])
  })

  test('one in which something is seen every four, and the others have their turn beside it', async () => {
    const machine = new Machine([LOSES]).live({ 7: [20], 8: [30], 9: [40] }).says(20, 5)
    await machine.run(40)
    expect(machine.when('/proc/20/net/lost').slice(0, 6)).toEqual([6, 10, 14, 18, 22, 26])
    expect(machine.when('/proc/30/net/lost').length).toBeGreaterThan(0)
    expect(machine.when('/proc/40/net/lost').length).toBeGreaterThan(0)
  })

  test('a short run asks at once, of all processes, and visits all of them at every look', async () => {
    const machine = new Machine([LOSES], true).live({ 7: [20], 8: [30] })
    await machine.run(4)
    expect(machine.when('netns:all')).toEqual([1])
    for (const pid of [20, 30]) expect(machine.when(`/proc/${pid}/net/lost`)).toEqual([2, 3, 4])
  })

  test('processes that were not asked yet are asked with the next sample', async () => {
    const machine = new Machine([LOSES])
    machine.host.files.set('netns:', 'own 1\nleft 50\nrefused 0\n')
    await machine.run(8)
    expect(machine.when('netns:')).toEqual([5, 6, 7, 8])
  })

  test('sockets are dear there, although those of the own one cost nothing', () => {
    const listeners = socketSource({ states: 1 << 10 })
    const there = new Elsewhere({ ...LOSES, sources: () => [lost, listeners] })
    there.look({ [lost.path]: '0' })
    expect([there.everAsked(lost), there.everAsked(listeners)]).toEqual([1, 0])
    const asking = new Elsewhere({ ...LOSES, sign: () => true, dear: () => ({ sources: [listeners] }) })
    for (let i = 0; i < 2; i++) asking.look({ [lost.path]: '0' })
    expect(asking.everAsked(listeners)).toBe(1)
  })

  test('what is dear and led to nothing is read there once a minute', async () => {
    const signed = source('/proc/net/dear', parseNumber)
    const rule: Rule = { ...LOSES, sign: () => true, dear: () => ({ sources: [signed] }) }
    const machine = new Machine([rule]).live({ 7: [20] })
    machine.host.files.set('/proc/20/net/dear', '1')
    await machine.run(180)
    const times = machine.when('/proc/20/net/dear').filter((at) => at > 30)
    expect(times.length).toBeGreaterThan(1)
    for (const [i, at] of times.entries()) if (i > 0) expect(at - (times[i - 1] as number)).toBeGreaterThanOrEqual(60)
  })
})
