import { ABORTS } from '../../model/tcp/connections.ts'
import { STATE_MEANS } from '../../model/tcp/states.ts'
import type { Term } from '../view.ts'
import { RETRANSMISSION_TERMS } from './retransmission.ts'

/** Words of the pane, with the kernel file each comes from. */
export const TCP_TERMS: readonly Term[] = [
  { term: 'Sockets', help: 'the summary of ss -s: alloc + tw of /proc/net/sockstat' },
  {
    term: 'estab',
    help: 'connections in ESTAB or CLOSE-WAIT, not ESTAB alone; /proc/net/snmp Tcp CurrEstab',
  },
  {
    term: 'timewait',
    help: 'TIME-WAIT and FIN-WAIT-2 that no program owns; /proc/net/sockstat tw',
  },
  {
    term: 'orphaned',
    help: 'closed by their program, not yet by TCP; of the whole machine, whatever the namespace; /proc/net/sockstat orphan',
  },
  {
    term: 'closed',
    help: 'as ss has it: alloc - (inuse - tw), so TIME-WAIT is in it; alloc is of the whole machine, so in a container it is meaningless; /proc/net/sockstat',
  },
  { term: 'connects', help: 'connect(2) that sent a SYN, per second; /proc/net/snmp Tcp ActiveOpens' },
  { term: 'accepts', help: 'connections that listeners took in, per second; /proc/net/snmp Tcp PassiveOpens' },
  {
    term: 'failed',
    help: 'ended before they were established, half-open ones at a listener too; /proc/net/snmp Tcp AttemptFails',
  },
  { term: 'reset', help: 'established ones ended by a RST of either side; /proc/net/snmp Tcp EstabResets' },
  { term: 'RST sent', help: 'segments with RST sent, to closed ports too; /proc/net/snmp Tcp OutRsts' },
  {
    term: 'closes first',
    help: 'active closer: sockets that entered TIME-WAIT here by new connections: near 100 % this side closes first, near 0 the peers; over loopback both ends are here and it is half; /proc/net/netstat TcpExt TW',
  },
  {
    term: 'Ports',
    help: 'the fullest source, destination and port: each has ip_local_port_range to itself, less reserved ports; one closed here keeps its port for 60 s',
  },
  { term: 'full in', help: 'until connect(2) fails with EADDRNOTAVAIL at the rate of the last interval' },
  { term: 'overflow', help: 'connections lost as the accept queue was full; /proc/net/netstat ListenOverflows' },
  {
    term: 'dropped',
    help: 'all that a listener lost: overflows, SYN queue, memory, filters; /proc/net/netstat ListenDrops',
  },
  { term: 'SYN queue full', help: 'SYNs lost as too many were half open; /proc/net/netstat TCPReqQFullDrop' },
  {
    term: 'tcp_max_syn_backlog',
    help: 'half open connections of a listener there may be where tcp_syncookies is 0, the last quarter for peers it knows; in any case no more than listen(2) and somaxconn allow; net/ipv4/tcp_input.c',
  },
  {
    term: 'cookies',
    help: 'SYNs answered without an entry, as the SYN queue was full; /proc/net/netstat SyncookiesSent',
  },
  {
    term: 'Sent again',
    help: 'RetransSegs of OutSegs + RetransSegs: the kernel leaves retransmissions out of OutSegs; /proc/net/snmp',
  },
  {
    term: 'Held here',
    help: 'the peer’s window is open, yet only probes are tried and none leaves: an OUTPUT rule, or a full queue of the device; nothing is under way, so nothing is retransmitted; sock_diag timer probe, tcp_info backoff, snd_wnd',
  },
  { term: 'in backoff', help: 'sockets with a timeout nobody has answered; retrnsmt of /proc/net/tcp' },
  {
    term: 'buckets',
    help: 'TIME-WAIT there may be; over it they are cut short (TCPTimeWaitOverflow); /proc/sys/net/ipv4/tcp_max_tw_buckets',
  },
  {
    term: 'tcp_tw_reuse',
    help: 'lets connect(2) take a port in TIME-WAIT, so it helps who connects, never who accepts; by default over loopback only (Linux 4.19)',
  },
  {
    term: 'tcp_tw_recycle',
    help: 'gone since Linux 4.12: it dropped clients behind NAT. Older texts that recycle TIME-WAIT faster mean it',
  },
  {
    term: 'Memory',
    help: 'buffers of all TCP sockets of the machine beside tcp_mem, which the kernel shows in the machine’s first network namespace only; /proc/net/sockstat mem',
  },
  {
    term: 'Keepalive',
    help: 'probes on an idle connection whose program asked for it (SO_KEEPALIVE); the time is the silence before the first, not a period. Reuse of connections is another thing (HTTP keep-alive, a pool); tcp(7)',
  },
  {
    term: 'first probe',
    help: 'dead after tcp_keepalive_time + tcp_keepalive_probes × tcp_keepalive_intvl, unless the program set others; with TCP_USER_TIMEOUT that decides. Clouds forget silent connections after 350 s, many firewalls after 1 h, conntrack after 5 days; /proc/sys/net/ipv4/tcp_keepalive_time',
  },
  {
    term: 'Forgotten',
    help: 'what stands between the two ends and drops the entry of a silent connection before the first probe would keep it: the next segment is lost or reset; tcp(7)',
  },
  {
    term: 'Probes',
    help: 'keepalive probes sent; given up: connections that a timer ended, of keepalive, retransmission or window probes; /proc/net/netstat TcpExt TCPKeepAlive, TCPAbortOnTimeout',
  },
  {
    term: 'buffer full',
    help: 'datagrams lost at a full receive buffer; /proc/net/snmp Udp RcvbufErrors, /proc/net/snmp6',
  },
  { term: 'not sent', help: 'datagrams that found no room to be sent; /proc/net/snmp Udp SndbufErrors' },
  { term: 'no port', help: 'datagrams to a port where nobody listens; /proc/net/snmp Udp NoPorts' },
  { term: 'checksum', help: 'datagrams with a wrong checksum; /proc/net/snmp Udp InCsumErrors' },
  {
    term: 'Conntrack',
    help: 'connections the firewall follows of those it may; a full table drops new ones; /proc/sys/net/netfilter/nf_conntrack_count, _max',
  },
  {
    term: 'insert failed',
    help: 'entries that clashed with another (NAT); each is among the dropped too; /proc/net/stat/nf_conntrack',
  },
  { term: 'early drop', help: 'entries thrown out to make room; /proc/net/stat/nf_conntrack' },
  { term: 'invalid', help: 'packets that belong to no connection it knows; /proc/net/stat/nf_conntrack' },
  {
    term: 'Namespace',
    help: 'whose network is shown: that of whytop, or of the process the pane was opened from; /proc/PID/net, /proc/PID/ns/net',
  },
  {
    term: 'Gives up',
    help: 'how long the kernel waits for an answer; rto_min is by route, socket or sysctl (Linux 6.11), not by device: ip route show',
  },
  {
    term: 'rto_min',
    help: 'least wait before sending again: of the route (ip route … rto_min, rtnetlink RTAX_RTO_MIN) before the socket’s and net.ipv4.tcp_rto_min_us (Linux 6.11); 200 ms; include/net/tcp.h TCP_RTO_MIN',
  },
  {
    term: 'initial RTO',
    help: 'InitRTO of older books: a SYN or SYN-ACK nobody answers is sent again after 1 s, as no round trip is known yet; it doubles then, a SYN only after tcp_syn_linear_timeouts (Linux 6.5); RFC 6298, include/net/tcp.h TCP_TIMEOUT_INIT',
  },
  {
    term: 'tcpdump and Wireshark',
    help: 'commands and display filters for one peer (page Peers) or socket (page Sockets): Enter on it; they are shown to be copied, whytop captures nothing; tcpdump(8), wireshark-filter(4)',
  },
  {
    term: 'Remembered of peers',
    help: 'rtt and windows with which the next connection to a peer begins, kept at the end of one: ip tcp_metrics; net/ipv4/tcp_metrics.c',
  },
  {
    term: 'no sysctls, no sock_diag of it',
    help: 'of another network namespace whytop reads /proc/PID/net; sysctls and netlink answer for its own only: nsenter -t PID -n whytop shows all',
  },
  {
    term: 'from /proc/net/tcp',
    help: 'sockets as the file tells them: sock_diag, which also knows how many may wait at a listener (MAX), what it dropped (DROPS) and tcp_info, could not be asked: it needs koffi and the kernel’s tcp_diag; net/ipv4/tcp_ipv4.c tcp4_seq_show',
  },
  ...Object.entries(STATE_MEANS).map(([term, help]) => ({ term, help: `${help}; include/net/tcp_states.h` })),
  ...RETRANSMISSION_TERMS,
  ...ABORTS.map(([counter, name, says]) => ({
    term: `aborted: ${name}`,
    help: `${says}; /proc/net/netstat ${counter.replace('TcpExt', 'TcpExt ')}`,
  })),
]
