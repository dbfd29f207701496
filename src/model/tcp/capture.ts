/** What of the traffic is wanted. Without ports: all that is exchanged with a peer. */
export interface Captured {
  /** As text, without brackets. */
  readonly remote: string
  readonly remotePort: number | null
  readonly localPort: number | null
  readonly loopback: boolean
  /** Of which network namespace: a process in it; null: the reader's own. */
  readonly pid: number | null
}

export interface CaptureLine {
  readonly what: string
  /** Ready for a shell, or for the display filter of Wireshark. */
  readonly line: string
}

/**
 * Commands and filters for what is looked at: the route may hold an rto_min of its own, the metrics are what the kernel remembers of
 * the peer (rtt, ssthresh). tcpdump(8), pcap-filter(7), wireshark-filter(4), ip-tcp_metrics(8)
 */
export function captureLines(of: Captured): readonly CaptureLine[] {
  const enter = of.pid === null ? '' : `nsenter -t ${of.pid} -n `
  const device = of.loopback ? 'lo' : 'any'
  const ports = [of.remotePort, of.localPort].filter((port) => port !== null).map((port) => ` and port ${port}`)
  const host = `host ${of.remote}`
  const v6 = of.remote.includes(':')
  // Bits 1, 2, 4: FIN, SYN, RST. pcap knows tcp[…] of IPv4 only; behind extension headers the flags would stand elsewhere.
  const flags = v6 ? 'ip6[6] = 6 and ip6[53] & 7 != 0' : 'tcp[13] & 7 != 0'
  const shown = [`${v6 ? 'ipv6' : 'ip'}.addr == ${of.remote}`, ...portFilters(of)].join(' && ')
  return [
    {
      what: 'capture',
      line: `${enter}tcpdump -ni ${device} -s 128 -c 2000 '${host}${ports.join('')}' -w capture.pcap`,
    },
    { what: 'handshake', line: `${enter}tcpdump -ni ${device} '${host}${ports.join('')} and (${flags})'` },
    { what: 'Wireshark', line: shown },
    { what: 'resent', line: `${shown} && tcp.analysis.retransmission` },
    { what: 'fast', line: `${shown} && tcp.analysis.fast_retransmission` },
    { what: 'SYN again', line: `${shown} && tcp.flags.syn == 1 && tcp.analysis.retransmission` },
    { what: 'keepalive', line: `${shown} && tcp.analysis.keep_alive` },
    { what: 'window 0', line: `${shown} && tcp.analysis.zero_window` },
    { what: 'route', line: `${enter}ip route get ${of.remote}` },
    { what: 'metrics', line: `${enter}ip tcp_metrics show ${of.remote}` },
  ]
}

function portFilters({ remotePort, localPort }: Captured): readonly string[] {
  return [remotePort, localPort].filter((port) => port !== null).map((port) => `tcp.port == ${port}`)
}
