import { type Pattern, pattern } from './pattern.ts'

/** Connections and network cards. With the file of the kernel that prints each. */
export const OF_NETWORK: readonly Pattern[] = [
  // net/netfilter/nf_conntrack_core.c
  pattern(
    'conntrack',
    /nf_conntrack: .*table full, dropping packet/,
    'no room for a connection in the table of the firewall',
    'critical',
    'CONNTRACK',
    'tcp',
  ),
  // net/ipv4/tcp_input.c, tcp.c, tcp_timer.c
  pattern(
    'syn',
    /Possible SYN flooding on port/,
    'more connections came in than the program took',
    'warning',
    'SYN-FLOOD',
    'tcp',
  ),
  pattern('tcp', /out of memory -- consider tuning tcp_mem/, 'no memory for TCP buffers', 'critical', 'TCP-MEM', 'tcp'),
  pattern(
    'tcp',
    /too many orphaned sockets/,
    'too many sockets that their programs closed still send',
    'warning',
    'ORPHAN',
    'tcp',
  ),
  // net/core/neighbour.c
  pattern(
    'neigh',
    /neighbour: .*neighbor table overflow|table overflow!?$/,
    'no room for the address of a neighbour',
    'warning',
    'NEIGH',
    'tcp',
  ),
  // drivers/net, net/sched/sch_generic.c
  pattern(
    'nic',
    /NETDEV WATCHDOG|transmit queue \d+ timed out/,
    'a network card stopped sending',
    'critical',
    'NIC',
    'system',
  ),
  pattern(
    'nic',
    // Not of a disk that is not there (`ata3: SATA link down`), or of a slot (`pciehp: Slot(8): Link Down`).
    /^(?!ata\d|.*pciehp).*(link is down|link down|link status definitely down)/i,
    'a network link went down',
    'warning',
    'NIC',
    'system',
  ),
  pattern('nic', /link is up|link status definitely up/i, 'a network link came up', 'info', 'NIC', 'system'),
]
