import { expect, test } from 'vitest'
import { captureLines } from '../../../src/model/tcp/capture.ts'

const of = (lines: ReturnType<typeof captureLines>, what: string) => lines.find((line) => line.what === what)?.line

test('a socket of IPv4', () => {
  const lines = captureLines({ remote: '10.0.0.2', remotePort: 443, localPort: 40_000, loopback: false, pid: null })
  expect(of(lines, 'capture')).toBe(
    "tcpdump -ni any -s 128 -c 2000 'host 10.0.0.2 and port 443 and port 40000' -w capture.pcap",
  )
  expect(of(lines, 'handshake')).toBe(
    "tcpdump -ni any 'host 10.0.0.2 and port 443 and port 40000 and (tcp[13] & 7 != 0)'",
  )
  expect(of(lines, 'resent')).toBe(
    'ip.addr == 10.0.0.2 && tcp.port == 443 && tcp.port == 40000 && tcp.analysis.retransmission',
  )
})

test('a peer of IPv6, over loopback, in the namespace of a process', () => {
  const lines = captureLines({ remote: '::1', remotePort: null, localPort: null, loopback: true, pid: 186 })
  expect(of(lines, 'capture')).toBe("nsenter -t 186 -n tcpdump -ni lo -s 128 -c 2000 'host ::1' -w capture.pcap")
  expect(of(lines, 'handshake')).toContain('ip6[53] & 7 != 0')
  expect(of(lines, 'window 0')).toBe('ipv6.addr == ::1 && tcp.analysis.zero_window')
})
