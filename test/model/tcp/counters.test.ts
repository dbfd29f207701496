import { describe, expect, test } from 'vitest'
import { closedFirstEver, connections } from '../../../src/model/tcp/connections.ts'
import { conntrack } from '../../../src/model/tcp/conntrack.ts'
import { counters } from '../../../src/model/tcp/counters.ts'
import { portRange } from '../../../src/model/tcp/ephemeral.ts'
import { limits } from '../../../src/model/tcp/limits.ts'
import { netFile, netNamespace } from '../../../src/model/tcp/namespace.ts'
import { retransmission } from '../../../src/model/tcp/retransmission.ts'
import { socketSummary } from '../../../src/model/tcp/summary.ts'
import { udpRates, udpSockets } from '../../../src/model/tcp/udp.ts'
import { parseFolder } from '../../../src/parse/folder.ts'
import { parseList } from '../../../src/parse/list.ts'
import { parseNetstat } from '../../../src/parse/net/netstat.ts'
import { parseSnmp, snmp } from '../../../src/parse/net/snmp.ts'
import { parseSnmp6 } from '../../../src/parse/net/snmp6.ts'
import { parseSockstat } from '../../../src/parse/net/sockstat.ts'
import { parseNfConntrack } from '../../../src/parse/net/stat/nf-conntrack.ts'
import { parseUdp } from '../../../src/parse/net/udp.ts'
import { parseNumber } from '../../../src/parse/number.ts'
import { parseNumbers } from '../../../src/parse/numbers.ts'
import type { Sample, Samples } from '../../../src/sample/sample.ts'
import { isMissing } from '../../../src/source.ts'
import { bytes } from '../../parse/fixture.ts'

type Files = Readonly<Record<string, string>>

const PARSERS: readonly (readonly [RegExp, (file: Buffer) => unknown])[] = [
  [/\/snmp$/, parseSnmp],
  [/\/snmp6$/, parseSnmp6],
  [/\/netstat$/, parseNetstat],
  [/sockstat6?$/, parseSockstat],
  [/nf_conntrack$/, parseNfConntrack],
  [/\/udp6?$/, parseUdp],
  [/\/ns\/$/, parseFolder],
  [/port_range$|tcp_mem$/, parseNumbers],
  [/reserved_ports$/, parseList],
  [/\/proc\/sys\//, parseNumber],
]

function sample(at: number, files: Files): Sample {
  const read = Object.entries(files).map(([path, text]) => {
    const parse = PARSERS.find(([pattern]) => pattern.test(path))?.[1]
    if (!parse) throw new Error(path)
    return [path, { at: at * 1e9, value: parse(bytes(text)) }] as const
  })
  return { at: at * 1e9, files: new Map(read), processes: null }
}

const samplesOf = (files: Files, before: Files | null = null): Samples => ({
  after: sample(12, files),
  before: before && sample(10, before),
})

const tcp = (active: number, passive: number, out: number, again: number, fails = 0) =>
  `Tcp: ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab OutSegs RetransSegs OutRsts\nTcp: ${active} ${passive} ${fails} 0 4 ${out} ${again} 0\n`
const ext = (tw: number, embryonic = 0) => `TcpExt: EmbryonicRsts TW TCPTimeouts\nTcpExt: ${embryonic} ${tw} 0\n`

describe('connections', () => {
  const at = (active: number, passive: number, tw: number): Files => ({
    '/proc/net/snmp': tcp(active, passive, 0, 0),
    '/proc/net/netstat': ext(tw),
  })

  test('rates, and who closes first', () => {
    const flow = connections(counters(samplesOf(at(110, 10, 130), at(100, 0, 100)), null))
    expect(flow).toMatchObject({ connects: 5, accepts: 5, fails: 0, timeWaits: 15, closedFirst: 1.5 })
    const none = connections(counters(samplesOf(at(100, 0, 100), at(100, 0, 100)), null))
    expect(none.closedFirst).toBeNull()
  })

  test('connects that were refused are not those that somebody gave up at a listener here, and nobody closed them', () => {
    const files = (active: number, fails: number, embryonic: number, tw: number): Files => ({
      '/proc/net/snmp': tcp(active, 0, 0, 0, fails),
      '/proc/net/netstat': ext(tw, embryonic),
    })
    const flow = connections(counters(samplesOf(files(20, 18, 10, 6), files(0, 0, 0, 0)), null))
    expect(flow).toMatchObject({ connects: 10, fails: 9, refused: 4, opened: 6, closedFirst: 0.5 })
    expect(closedFirstEver(counters(samplesOf(files(20, 18, 10, 6)), null))).toBe(0.5)
    const scanned = connections(counters(samplesOf(files(4, 2, 8, 0), files(0, 0, 0, 0)), null))
    expect(scanned).toMatchObject({ refused: 0, opened: 2 })
  })

  test('the first sample has no rates; a reset is no rate', () => {
    const first = counters(samplesOf(at(110, 10, 60)), null)
    expect(connections(first)).toMatchObject({ connects: null, timeWaits: null, closedFirst: null })
    expect(closedFirstEver(first)).toBe(0.5)
    expect(connections(counters(samplesOf(at(1, 1, 1), at(5, 5, 5)), null)).connects).toBeNull()
  })

  test('a counter that this kernel lacks is not 0', () => {
    expect(counters(samplesOf(at(1, 1, 1), at(1, 1, 1)), null).now('TcpExtTCPLossProbes')).toBeNull()
  })
})

describe('retransmission', () => {
  const at = (out: number, again: number): Files => ({
    '/proc/net/snmp': tcp(0, 0, out, again),
    '/proc/net/netstat': ext(0),
  })

  test('of all that was sent: OutSegs leaves retransmissions out', () => {
    // One connect that nobody answers: 1 segment, 10 times again.
    const now = retransmission(counters(samplesOf(at(101, 10), at(100, 0)), null), 2)
    expect(now.share).toBeCloseTo(10 / 11, 9)
    expect(now.few).toBe(true)
    expect(now.shareEver).toBeCloseTo(10 / 111, 9)
    expect(retransmission(counters(samplesOf(at(1100, 10), at(100, 0)), null), 2).few).toBe(false)
  })

  test('nothing sent: no share, not 0', () => {
    expect(retransmission(counters(samplesOf(at(100, 5), at(100, 5)), null), 2).share).toBeNull()
    expect(retransmission(counters(samplesOf({}), null), null)).toMatchObject({
      share: null,
      shareEver: null,
      sent: null,
    })
  })
})

test('the summary without IPv6', () => {
  const samples = samplesOf({
    '/proc/net/sockstat': 'sockets: used 20\nTCP: inuse 7 orphan 1 tw 3 alloc 9 mem 2\n',
    '/proc/net/snmp': tcp(0, 0, 0, 0),
  })
  expect(socketSummary(samples, null, counters(samples, null), 4096)).toMatchObject({
    total: 12,
    estab: 4,
    closed: 5,
    unhashed: 2,
    orphaned: 1,
    timeWait: 3,
    inuse6: null,
    memory: 8192,
  })
})

describe('UDP', () => {
  const HEADING =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n'
  const socket = (inode: number, drops: number, queue = '00000000') =>
    `  979: 0100007F:14E9 00000000:0000 07 00000000:${queue} 00:00000000 00000000     0        0 ${inode} 2 00000000ac156ac8 ${drops}\n`
  const at = (...rows: readonly string[]): Files => ({ '/proc/net/udp': `${HEADING}${rows.join('')}` })

  test('drops per second of each socket, the one that loses most first', () => {
    const { rows } = udpSockets(
      samplesOf(at(socket(1, 5), socket(2, 40), socket(3, 90)), at(socket(1, 5), socket(2, 20))),
      null,
    )
    expect(rows.map(({ inode, drops, dropsPerSecond }) => [inode, drops, dropsPerSecond])).toEqual([
      [2, 40, 10],
      [3, 90, null],
      [1, 5, 0],
    ])
  })

  test('sockets of the kernel have no inode, and still each its row', () => {
    const { rows } = udpSockets(samplesOf(at(socket(0, 1), socket(0, 2))), null)
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2)
  })

  test('IPv6 is added where there is one', () => {
    const v4 = { '/proc/net/snmp': 'Udp: InDatagrams RcvbufErrors\nUdp: 10 3\n' }
    expect(udpRates(counters(samplesOf(v4), null)).receiveBufferEver).toBe(3)
    const v6 = { '/proc/net/snmp6': 'Udp6InDatagrams 7\nUdp6RcvbufErrors 2\n' }
    expect(udpRates(counters(samplesOf({ ...v4, ...v6 }), null)).receiveBufferEver).toBe(5)
    expect(udpRates(counters(samplesOf({ ...v4, ...v6 }, { ...v4, ...v6 }), null)).receiveBuffer).toBe(0)
  })

  test('one of the two does not stand for both', () => {
    const v4 = { '/proc/net/snmp': 'Udp: InDatagrams RcvbufErrors\nUdp: 10 3\n' }
    const v6 = { '/proc/net/snmp6': 'Udp6InDatagrams 7\nUdp6RcvbufErrors 2\n' }
    expect(udpRates(counters(samplesOf(v6, v6), null))).toMatchObject({ received: null, receiveBufferEver: null })
    expect(udpRates(counters(samplesOf({ ...v4, ...v6 }, v4), null)).received).toBeNull()
  })
})

describe('conntrack', () => {
  const stat = (failed: string) => `entries  insert_failed drop\n00000009  ${failed} 00000000\n`
  const STAT = '/proc/net/stat/nf_conntrack'
  const SYS = '/proc/sys/net/netfilter/nf_conntrack'

  test('fill, and what could not be put in', () => {
    const now = conntrack(
      samplesOf(
        { [STAT]: stat('0000000c'), [`${SYS}_count`]: '8', [`${SYS}_max`]: '10' },
        { [STAT]: stat('00000008') },
      ),
      null,
    )
    expect(now).toMatchObject({ entries: 8, most: 10, fill: 0.8, insertFailed: 2, drop: 0 })
  })

  test('of another namespace: its own entries, not the reader’s', () => {
    const now = conntrack(samplesOf({ '/proc/7/net/stat/nf_conntrack': stat('00000000'), [`${SYS}_count`]: '8' }), 7)
    expect(now).toMatchObject({ entries: 9 })
  })

  test('not loaded: Missing, not an empty table', () => {
    expect(isMissing(conntrack(samplesOf({}), null))).toBe(true)
  })
})

describe('network namespaces', () => {
  const links = (net: string) => `mnt -> mnt:[1]\nnet -> net:[${net}]\n`

  test('tables of a process, through its folder', () => {
    expect(netFile(snmp, 7).path).toBe('/proc/7/net/snmp')
    expect(netFile(snmp, null).path).toBe('/proc/net/snmp')
    const samples = samplesOf({ '/proc/7/net/snmp': tcp(3, 0, 0, 0), '/proc/net/snmp': tcp(9, 0, 0, 0) })
    expect(counters(samples, 7).now('TcpActiveOpens')).toBe(3)
  })

  test('settings are the reader’s own, so they are known of its own namespace only', () => {
    const files = {
      '/proc/self/ns/': links('100'),
      '/proc/sys/net/ipv4/ip_local_port_range': '40000\t40009\n',
      '/proc/sys/net/ipv4/ip_local_reserved_ports': '40001,50000\n',
      '/proc/sys/net/ipv4/tcp_max_tw_buckets': '8192\n',
    }
    const own = samplesOf({ ...files, '/proc/7/ns/': links('100') })
    const other = samplesOf({ ...files, '/proc/7/ns/': links('200') })
    const of = (samples: Samples, pid: number | null) => {
      const namespace = netNamespace(samples, pid)
      return [namespace.settings, limits(samples, 4096, namespace).buckets, portRange(samples, namespace)] as const
    }
    const range = { low: 40_000, high: 40_009, reserved: new Set([40_001]), assumed: false }
    expect(of(own, null)).toEqual([true, 8192, range])
    expect(of(own, 7)).toEqual([true, 8192, range])
    expect(of(other, 7)).toMatchObject([false, null, { low: 32_768, assumed: true }])
    // Who may not look at the link can't know.
    expect(of(samplesOf(files), 7)[0]).toBe(false)
  })
})
