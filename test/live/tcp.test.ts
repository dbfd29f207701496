import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tcpView } from '../../src/views/tcp/view.ts'
import { needs } from '../needs.ts'
import { BIN } from '../program/whytop.ts'
import { liveViewSnapshot, placeOf } from '../snapshot-of.ts'
import { type Net, ownNet } from './net-actor.ts'
import type { Child } from './ticks.ts'
import { until } from './ticks.ts'

interface Json extends Readonly<Record<string, unknown>> {
  readonly namespace: { readonly pid: number | null; readonly id: string | null }
  readonly states: Readonly<Record<string, number>>
  readonly summary: Readonly<Record<string, number | null>>
  readonly connections: { readonly aborts: Readonly<Record<string, number>> }
  readonly listeners: readonly {
    readonly address: string
    readonly port: number
    readonly queue: number
    readonly queue_max: number | null
    readonly full: boolean
    readonly drops: number | null
  }[]
  readonly listen_overflows_per_second: number | null
  readonly retransmission: { readonly percent: number | null; readonly ever_percent: number | null }
  readonly ports: readonly { readonly destination: string; readonly port: number; readonly used: number }[]
  readonly usable_ports: number
  readonly backoff_sockets: number
  readonly connecting_sockets: number
}

const states = (ss: string): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const line of ss.trim().split('\n').slice(1)) {
    const state = line.split(/\s+/)[0] as string
    counts[state] = (counts[state] ?? 0) + 1
  }
  return counts
}

const there = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0))

const commands = ['unshare', 'nsenter', 'ip', 'ss', 'nstat', 'iptables'] as const

needs({ commands, root: true }).describe('in a network namespace of its own, beside ss and nstat', () => {
  let net: Net
  let stopped: Child
  let writer: Child

  const whytop = (): Json => JSON.parse(net.run(BIN, '--once', '--json', '--pane', 'tcp'))
  const nstat = (name: string) =>
    Number(/^\S+\s+(\d+)/m.exec(net.run('nstat', '-azs', name).split('\n').slice(1).join('\n'))?.[1] ?? Number.NaN)
  const tan = () => states(net.run('ss', '-tan'))
  /** What whytop said while ss said the same before and after. */
  const still = (): { readonly json: Json; readonly ss: Readonly<Record<string, number>> } => {
    for (let look = 0; look < 5; look++) {
      const before = tan()
      const json = whytop()
      const ss = tan()
      if (JSON.stringify(before) === JSON.stringify(ss)) return { json, ss }
    }
    throw new Error('the sockets never stood still')
  }

  beforeAll(async () => {
    net = await ownNet()
    await net.act('close', '127.0.0.1', 7001, 64)
    await net.act('finish', '127.0.0.1', 7001, 20)
    await net.act('hold', '127.0.0.1', 7002, 64)
    await net.act('connect', '127.0.0.1', 7002, 7)
    await net.act('finish', '127.0.0.1', 7002, 5)
    await net.act('close', '::1', 7003, 64)
    await net.act('connect', '::1', 7003, 3)
    stopped = await net.act('hold', '127.0.0.1', 7004, 2)
    stopped.signal('SIGSTOP')
    await net.act('try', '127.0.0.1', 7004, 8)
    await net.act('hold', '127.0.0.1', 7005, 64)
    writer = await net.act('connect', '127.0.0.1', 7005, 2)
    // On the way in: what is dropped on the way out never left, and the kernel probes instead of retransmitting.
    net.run('iptables', '-A', 'INPUT', '-p', 'tcp', '--dport', '7005', '-j', 'DROP')
    net.run('iptables', '-A', 'INPUT', '-p', 'tcp', '--dport', '7006', '-j', 'DROP')
    await net.act('try', '127.0.0.1', 7006, 4)
    writer.tell('write')
    await until(
      'TIME-WAIT, CLOSE-WAIT, an overflow and a timeout',
      () => {
        const now = tan()
        return (
          // Now and then one of the twenty is gone at once.
          (now['TIME-WAIT'] ?? 0) >= 15 &&
          (now['CLOSE-WAIT'] ?? 0) === 5 &&
          nstat('TcpExtListenOverflows') > 0 &&
          /timer:\(on,\S+,[2-9]\).*\n?.*backoff:/.test(net.run('ss', '-tinoH', 'dport', '=', ':7005'))
        )
      },
      20_000,
    )
  }, 60_000)
  afterAll(async () => {
    await net?.end()
  })

  test('states, as ss -tan lists them', () => {
    const { json, ss } = still()
    expect(there(json.states)).toEqual(ss)
    expect(json.states['CLOSE-WAIT']).toBe(5)
    expect(json.states['FIN-WAIT-2']).toBe(5)
  })

  test('the summary of ss -s', () => {
    const { json } = still()
    const [, estab, timewait] = /estab (\d+), closed \d+, orphaned \d+, timewait (\d+)/.exec(net.run('ss', '-s')) ?? []
    expect(json.summary).toMatchObject({ estab: Number(estab), time_wait: Number(timewait) })
    // CurrEstab counts CLOSE_WAIT too.
    expect(json.summary.estab).toBe((json.states.ESTAB ?? 0) + 5)
  })

  test('listeners with queue and maximum, as ss -ltn', () => {
    const { json } = still()
    const said = net
      .run('ss', '-ltnH')
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/))
      .map(([, queue, most, local = '']) => `${local.replace(/^\[?(.*?)\]?:(\d+)$/, '$1 $2')} ${queue} ${most}`)
    expect(json.listeners.map((one) => `${one.address} ${one.port} ${one.queue} ${one.queue_max}`).sort()).toEqual(
      said.sort(),
    )
    expect(json.listeners[0]).toMatchObject({ port: 7004, queue: 3, queue_max: 2, full: true })
  })

  test('what each listener dropped, as ss -ltm', async () => {
    const said = () =>
      Object.fromEntries(
        [...net.run('ss', '-ltnmHO').matchAll(/:(\d+)\s.*skmem:\(.*?,d(\d+)\)/g)].map(([, port, n]) => [
          port,
          Number(n),
        ]),
      )
    const seen = () => Object.fromEntries(whytop().listeners.map(({ port, drops }) => [`${port}`, drops]))
    // Those that are turned away come again and again.
    await until(
      'no drop between two looks of ss',
      () => {
        const before = said()
        const drops = seen()
        if (JSON.stringify(before) !== JSON.stringify(said())) return false
        expect(drops).toEqual(before)
        expect(drops['7004']).toBeGreaterThan(0)
        expect(drops['7001']).toBe(0)
        return true
      },
      30_000,
    )
  })

  test('ports: the triple with most connections', () => {
    const { json } = still()
    const open = net.run('ss', '-tanH', 'dport', '=', ':7001').trim().split('\n').length
    expect(json.ports[0]).toMatchObject({ destination: '127.0.0.1', port: 7001, used: open })
    expect(json.usable_ports).toBe(28_232)
  })

  test('lost segments: sockets in backoff, connects without an answer, and nstat’s counters', () => {
    const before = [nstat('TcpRetransSegs'), nstat('TcpOutSegs')] as const
    const json = whytop()
    const after = [nstat('TcpRetransSegs'), nstat('TcpOutSegs')] as const
    expect(json.backoff_sockets).toBe(2)
    expect(json.connecting_sockets).toBeGreaterThanOrEqual(4)
    const percent = ([again, sent]: readonly [number, number]) => (again / (again + sent)) * 100
    const [low, high] = [percent(before), percent(after)].sort((a, b) => a - b) as [number, number]
    expect(json.retransmission.ever_percent).toBeGreaterThanOrEqual(low - 1)
    expect(json.retransmission.ever_percent).toBeLessThanOrEqual(high + 1)
  })

  test('seen from outside, by a process of it', async () => {
    const place = placeOf(tcpView, { pid: net.pid })
    const snapshot = await liveViewSnapshot(tcpView, place, async () => {})
    const json = tcpView.json(snapshot, place) as Json
    expect(json.namespace).toMatchObject({ pid: net.pid, id: net.run('readlink', '/proc/self/ns/net').trim() })
    expect(json.states['CLOSE-WAIT']).toBe(5)
    expect(json.listeners.map(({ port }) => port).sort()).toEqual([7001, 7002, 7003, 7004, 7005])
  })
})

needs({ commands: ['ss'] })('the listeners of this machine, as ss -ltn lists them', async () => {
  const said = () =>
    execFileSync('ss', ['-ltnH'], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(/\s+/)[3]?.split(':').at(-1))
      .sort()
  const place = placeOf(tcpView)
  await lookAgain(async () => {
    const before = said()
    const json = tcpView.json(await liveViewSnapshot(tcpView, place, async () => {}), place) as Json
    if (before.join() !== said().join()) return false
    expect(json.namespace.pid).toBeNull()
    expect(json.listeners.map(({ port }) => `${port}`).sort()).toEqual(before)
    return true
  })
})

/** Others open and close sockets meanwhile. */
async function lookAgain(look: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 5; i++) if (await look()) return
  throw new Error('the listeners never stood still')
}
