import { describe, expect, test } from 'vitest'
import { networkCleared } from '../../../src/findings/ruled-out/network.ts'
import type { Files } from '../looks.ts'
import { cleared } from './cleared.ts'

describe('network', () => {
  const at = (sent: number, again: number, overflows = 0): Files => ({
    '/proc/net/snmp': `Tcp: OutSegs RetransSegs\nTcp: ${sent} ${again}\nUdp: RcvbufErrors\nUdp: 0\n`,
    '/proc/net/netstat': `TcpExt: ListenOverflows ListenDrops\nTcpExt: ${overflows} ${overflows}\n`,
  })

  test('is cleared by what was not sent again, and queues that did not overflow', () => {
    expect(cleared(networkCleared, at(0, 0), at(1000, 9))).toMatchObject({
      says: 'retransmitted 0.9 %, no queue overflowed',
    })
    expect(cleared(networkCleared, at(0, 0), at(1000, 10))).toBeNull()
    expect(cleared(networkCleared, at(0, 0), at(1000, 0, 1))).toBeNull()
  })

  test('is not claimed of counters that are not there', () => {
    expect(cleared(networkCleared, {}, {})).toBeNull()
  })

  test('of few segments one that was sent again is taken as one of twenty', () => {
    expect(cleared(networkCleared, at(0, 0), at(5, 0))?.says).toBe('retransmitted 0.0 %, no queue overflowed')
    expect(cleared(networkCleared, at(0, 0), at(5, 1))).toBeNull()
    expect(cleared(networkCleared, at(0, 0), at(0, 0))).not.toBeNull()
  })

  test('not where datagrams were dropped; a kernel that does not count them says nothing of it', () => {
    const udp = (line: string) => ({
      ...at(1000, 0),
      '/proc/net/snmp': `Tcp: OutSegs RetransSegs\nTcp: 1000 0\n${line}`,
    })
    const dropped = (many: number) => udp(`Udp: RcvbufErrors\nUdp: ${many}\n`)
    expect(cleared(networkCleared, dropped(3), dropped(3))?.evidence.map(({ what }) => what)).toContain(
      'datagrams dropped',
    )
    expect(cleared(networkCleared, dropped(3), dropped(4))).toBeNull()
    expect(cleared(networkCleared, udp(''), udp(''))?.evidence).toHaveLength(3)
  })

  test('not where this machine drops by the second what it was to send', () => {
    const ip = (many: number) => ({
      ...at(1000, 0),
      '/proc/net/snmp': `Ip: OutDiscards\nIp: ${many}\nTcp: OutSegs RetransSegs\nTcp: 1000 0\n`,
    })
    expect(cleared(networkCleared, ip(0), ip(0))?.evidence.at(-1)).toMatchObject({
      seen: 0,
      from: '/proc/net/snmp Ip OutDiscards',
    })
    expect(cleared(networkCleared, ip(0), ip(5))).toBeNull()
  })
})
