import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { parseUdp, udp6 } from '../../../src/parse/net/udp.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { tcpView } from '../../../src/views/tcp/view.ts'
import { fixture } from '../../parse/fixture.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { fixtureHost, frameText, looked, stateAt } from '../../ui/drawing.ts'
import { changedHost } from '../numa/changed-host.ts'

const PLACE = placeOf(tcpView)

test('no row is empty while there is more to tell: what is lost, then listeners, then ports', async () => {
  const shown = async (rows: number) => {
    const { drawn } = await looked(fixtureHost('tcp-states'), stateAt(visitTo('tcp'), { columns: 80, rows }))
    const text = frameText(drawn.frame)
    return [...drawn.tables.keys(), ...['Aborted', 'UDP  ', 'Conntrack'].filter((words) => text.includes(words))]
  }
  // Here eleven states stand first.
  const lost = ['Aborted', 'UDP  ', 'Conntrack']
  expect(await shown(24)).toEqual(['tcp-states'])
  expect(await shown(26)).toEqual(['tcp-states', ...lost])
  expect(await shown(32)).toEqual(['tcp-states', 'tcp-listeners', ...lost])
  expect(await shown(36)).toEqual(['tcp-states', 'tcp-listeners', 'tcp-ports', ...lost])
})

describe('captured tcp-states, against what ss and nstat said', async () => {
  const snapshot = await viewSnapshot('tcp-states', tcpView, PLACE)
  const json = tcpView.json(snapshot, PLACE) as Json

  test('states as `ss -tan` counts them', () => {
    const said = fixture('tcp-states/expected/ss-states.txt').toString().trim().split('\n')
    const ss = said.map((line) => line.trim().split(/\s+/)).map(([n, state]) => [state, Number(n)] as const)
    expect(Object.fromEntries(Object.entries(json.states).filter(([, n]) => n > 0))).toEqual(Object.fromEntries(ss))
  })

  test('the summary of `ss -s`', () => {
    const said = fixture('tcp-states/expected/ss-s.txt').toString()
    const [, total, estab, closed, orphaned, timewait] =
      /TCP:\s+(\d+) \(estab (\d+), closed (\d+), orphaned (\d+), timewait (\d+)\)/.exec(said) ?? []
    expect(json.summary).toMatchObject({
      total: Number(total),
      estab: Number(estab),
      closed: Number(closed),
      orphaned: Number(orphaned),
      time_wait: Number(timewait),
    })
    const [, v4, v6] = /^TCP\s+\d+\s+(\d+)\s+(\d+)/m.exec(said) ?? []
    expect(json.summary).toMatchObject({ ipv4: Number(v4), ipv6: Number(v6) })
  })

  test('listeners of `ss -ltn`, and the queue of the one that overflowed', () => {
    const listening = fixture('tcp-states/expected/ss-tanp.txt')
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('LISTEN'))
      .map((line) => line.split(/\s+/))
    expect(
      json.listeners.map(({ address, port, queue }) => `${address.replace('::', '[::]')}:${port} ${queue}`).sort(),
    ).toHaveLength(listening.length)
    for (const [, queue, , local = ''] of listening) {
      const port = Number(local.split(':').at(-1))
      expect(json.listeners.find((one) => one.port === port)?.queue, local).toBe(Number(queue))
    }
    expect(json.listen_overflows_per_second).toBeGreaterThan(0)
  })

  test('UDP: the queue and what it lost', () => {
    const [, queue] = (fixture('tcp-states/expected/ss-uan.txt').toString().split('\n')[1] as string).split(/\s+/)
    expect(json.udp.sockets).toMatchObject([{ local_port: 5353, receive_queue_bytes: Number(queue), drops: 37 }])
  })

  test('UDP: addresses without brackets, as those of TCP', () => {
    const row =
      '  1: 00000000000000000000000001000000:14E9 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 7 2 0 0\n'
    const read = { value: parseUdp(Buffer.from(`  sl  local\n${row}`)), at: snapshot.samples.after.at }
    const { after } = snapshot.samples
    const samples = { after: { ...after, files: new Map(after.files).set(udp6.path, read) }, before: null }
    const { udp } = tcpView.json(new Snapshot(samples, snapshot.facts, NO_HISTORY), PLACE) as Json
    expect(udp.sockets).toContainEqual(expect.objectContaining({ local: '::1', local_port: 5353, remote: '*' }))
  })

  test('retransmission: of all that was sent, never more than all', () => {
    expect(json.retransmission.percent).toBeGreaterThan(50)
    expect(json.retransmission.percent).toBeLessThan(100)
    expect(json.retransmission.ever_percent).toBeCloseTo((148 / (148 + 12_296)) * 100, 6)
  })

  test('keepalive: sockets with its timer and without, as `ss -o` tells them, and the counters of nstat', () => {
    expect(json.keepalive).toMatchObject({ probes_per_second: 0, default_time_seconds: 7200, default_probes: 9 })
    const { on, off, behind_another_timer: hidden, probing } = json.keepalive
    const isKept = (line: string) => /^(ESTAB|CLOSE-WAIT)/.test(line) && !/inode:0|ino:0/.test(line)
    const open = fixture('tcp-states/expected/ss-tanp.txt').toString().split('\n').filter(isKept)
    expect((on ?? 0) + (off ?? 0) + (hidden ?? 0)).toBeLessThanOrEqual(open.length)
    expect([on, probing]).toEqual([0, 0])
    expect(off).toBeGreaterThan(0)
  })

  test('ports and peers', () => {
    expect(json.usable_ports).toBe(28_232)
    expect(json.ports[0]).toMatchObject({ destination: '127.0.0.1', port: 8080, used: 2034, time_wait: 2000 })
    expect(json.peers[0]).toMatchObject({ peer: '127.0.0.1', time_wait_client: 2000, time_wait_server: 0 })
  })

  test('what the capture lacks is null, not 0', () => {
    expect(json.conntrack).toBeNull()
    expect(json.settings.find(({ name }) => name === 'net.ipv4.tcp_rto_min_us')?.value).toBeNull()
    expect(json.listeners[0]).toMatchObject({ queue_max: null, full: null })
  })
})

describe('pages', () => {
  const drawn = async (page: string, about = {}, columns = 120, rows = 40) => {
    const visit = visitTo('tcp')
    const there = { ...visit, place: { ...visit.place, page, about } }
    return frameText((await looked(fixtureHost('tcp-states'), stateAt(there, { columns, rows }))).drawn.frame)
  }

  test('a connect that nobody answers: attempts, and when it fails', async () => {
    expect(await drawn('retransmission', {}, 160, 48)).toMatch(/127\.0\.9\.2:9000 .*SYN-SENT +3 +7\.7 s +01:59/)
  })

  test('keepalive: probes, who was given up, and that clouds and firewalls forget earlier', async () => {
    const page = await drawn('keepalive', {}, 160, 48)
    expect(page).toMatch(/Probes +sent 0\/s \(\d+ ever\) {2}given up by any timer \d+(\.\d)?\/s \(\d+ ever\)/)
    const sooner = /Forgotten +by NAT, load balancers of clouds \(350 s\), many firewalls \(1 h\)\n/
    expect(page).toMatch(sooner)
    // The table below takes every row it can have: nothing above it may be cut.
    expect(await drawn('keepalive', {}, 80, 24)).toMatch(sooner)
    const at = (seconds: number) => {
      const host = changedHost('tcp-states', { '/proc/sys/net/ipv4/tcp_keepalive_time': `${seconds}\n` })
      const visit = visitTo('tcp')
      const there = { ...visit, place: { ...visit.place, page: 'keepalive' } }
      return looked(host, stateAt(there, { columns: 160, rows: 48 })).then(({ drawn: { frame } }) => frameText(frame))
    }
    expect(await at(600)).toMatch(/Forgotten +by NAT, load balancers of clouds \(350 s\)\n/)
    expect(await at(350)).not.toContain('Forgotten')
  })

  test('why connections died', async () => {
    expect(await drawn('overview')).toMatch(/Aborted +close 0\/s {2}data 0\/s {2}timeout /)
  })

  test('a setting this kernel lacks says since when there is one', async () => {
    expect(await drawn('settings')).toMatch(/tcp_syn_linear_timeouts +off: since 6\.5/)
    const host = changedHost('tcp-states', { '/proc/sys/net/ipv4/tcp_mem': null })
    const visit = visitTo('tcp')
    const there = { ...visit, place: { ...visit.place, page: 'settings' } }
    const { frame } = (await looked(host, stateAt(there, { columns: 80, rows: 40 }))).drawn
    expect(frameText(frame)).toMatch(/tcp_mem +off: first netns only /)
  })

  test('limits of a large machine are whole, on a narrow screen too', async () => {
    const large = '2879010\t3838690\t5758020\n'
    const host = changedHost('tcp-states', { '/proc/sys/net/ipv4/tcp_mem': large })
    const visit = visitTo('tcp')
    const there = { ...visit, place: { ...visit.place, page: 'settings' } }
    const { frame } = (await looked(host, stateAt(there, { columns: 80, rows: 40 }))).drawn
    expect(frameText(frame)).toMatch(/tcp_mem +2879010 3838690 5758020 \S/)
  })

  test('a peer: its numbers and filters ready to be copied', async () => {
    const page = await drawn('peers', { peer: '127.0.9.2' })
    expect(page).toContain("tcpdump -ni lo -s 128 -c 2000 'host 127.0.9.2' -w capture.pcap")
    expect(page).toContain('ip.addr == 127.0.9.2')
  })

  test('filters are whole on a narrow screen too', async () => {
    const page = await drawn('peers', { peer: '127.0.9.2' }, 60, 24)
    const text = page.replace(/\n +/g, ' ')
    expect(text).toContain("tcpdump -ni lo -s 128 -c 2000 'host 127.0.9.2' -w capture.pcap")
  })

  test('another network namespace is named, and its settings are not made up', async () => {
    const page = await drawn('overview', { pid: 186 })
    expect(page).toContain('of process 186')
    expect(page).toMatch(/of - buckets/)
  })
})

test('curves: what is known of this sample, and nothing else', async () => {
  const snapshot = await viewSnapshot('tcp-states', tcpView, PLACE)
  const points = new Map(tcpView.series?.(snapshot, placeOf(tcpView)))
  expect(points.get('tcp.estab')).toBe(75)
  expect(points.get('tcp.time-wait')).toBe(2000)
  expect(points.get('tcp.overflows')).toBeGreaterThan(0)
  expect([...points.keys()].every((name) => name.startsWith('tcp.'))).toBe(true)
  const alone = new Map(tcpView.series?.(once(snapshot), placeOf(tcpView)))
  expect(alone.has('tcp.connects')).toBe(false)
})

function once(snapshot: Snapshot): Snapshot {
  const { samples, facts, history } = snapshot
  return new (snapshot.constructor as typeof Snapshot)({ after: samples.after, before: null }, facts, history)
}

interface Json extends Readonly<Record<string, unknown>> {
  readonly states: Readonly<Record<string, number>>
  readonly summary: Readonly<Record<string, number | null>>
  readonly listeners: readonly {
    readonly address: string
    readonly port: number
    readonly queue: number
    readonly queue_max: number | null
    readonly full: boolean | null
  }[]
  readonly udp: { readonly sockets: readonly unknown[] }
  readonly retransmission: { readonly percent: number; readonly ever_percent: number }
  readonly keepalive: Readonly<Record<string, number | null>>
  readonly ports: readonly unknown[]
  readonly peers: readonly unknown[]
  readonly settings: readonly { readonly name: string; readonly value: unknown }[]
}
