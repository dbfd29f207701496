/** Where a finding stands among the others. */
export interface Node {
  /** Harm to victims by what happens to them, the worst first: of what explains nothing of each other the lower number is said first. */
  readonly rank: number
  /**
   * What it brings about, where they share a device, cgroup, node, namespace or pid. `PSI cpu`: only a stall for that, by the scope of
   * the finding.
   */
  readonly explains?: readonly string[]
  /** What would say the same again: it is named beside this one, where it is no worse. */
  readonly covers?: readonly string[]
  /**
   * What says the same again by a mere level, and is named beside this one even where it is worse: this one measures the harm itself, so
   * its severity is the one that holds. ZONE-MIN is critical from 0.1 stalls a second, which DIRECT counts too and judges by how
   * much programs are held up; the others are never critical.
   */
  readonly insteadOf?: readonly string[]
}

const HELD_UP = ['VICTIM-WAIT', 'ACCEPTQ', 'RXQ', 'UDP-DROP'] as const
const ANY_WAIT = ['PSI', ...HELD_UP] as const
/** Who has no CPU waits for nothing else by that: a stall for memory beside it has its own cause. */
const CPU_WAIT = ['PSI cpu', ...HELD_UP] as const
/** What was swapped out or is read again waits for the disk too, and counts as a stall for memory. */
const IO_WAIT = ['D-HUNG', 'LOAD-D', 'IOWAIT', 'FSYNC-STALL', 'PSI io', 'PSI memory', 'ACCEPTQ'] as const

/**
 * Cause → effect over all that whytop knows. Ranks: 0 programs are killed · 1 programs stand still · 2 they are held up by memory ·
 * 3 by storage or a limit · 4 connections are refused · 5 they are lost or slow · 6 waiting for a CPU · 7 a limit is near ·
 * 8 a state · 9 a setting, or the past.
 */
export const GRAPH: Readonly<Record<string, Node>> = {
  'OOM-NEAR': {
    rank: 0,
    explains: ['OOM-KILL', 'THRASH', 'SWAP-ACTIVE', 'DIRECT', 'KSWAPD', 'LOAD-D', 'CPU-SYS', 'DISK-SLOW', ...ANY_WAIT],
    covers: ['MEM-LOW', 'SWAP-FULL', 'ZONE-MIN', 'COMMIT', 'MEM-CACHE'],
  },
  'OOM-KILL': { rank: 0, explains: ['CG-MEM'] },

  'DISK-HUNG': {
    rank: 1,
    explains: ['DIRTY', 'READ-ONLY', 'SWAP-ACTIVE', ...IO_WAIT],
    insteadOf: ['LOAD-D', 'IOWAIT'],
  },
  'NETFS-DEAD': { rank: 1, explains: ['DIRTY', ...IO_WAIT], covers: ['LOAD-D', 'IOWAIT'] },
  'D-HUNG': { rank: 1, explains: ['PSI', 'ACCEPTQ', 'RXQ'], covers: ['LOAD-D'] },
  STOPPED: { rank: 1, explains: ['ACCEPTQ', 'RXQ', 'UDP-DROP', 'CLOSE-WAIT', 'PEER-NOT-READING'] },
  'READ-ONLY': { rank: 1 },

  THRASH: {
    rank: 2,
    explains: [
      ...['SWAP-ACTIVE', 'DIRECT', 'KSWAPD', 'CG-MEM', 'CPU-SYS', 'DISK-SLOW', 'DISK-SAT', 'IOPS-CAP', 'CG-IO'],
      ...['DIRTY', ...IO_WAIT, ...ANY_WAIT],
    ],
    covers: ['MEM-LOW', 'MEM-CACHE', 'IOWAIT'],
  },
  'SWAP-ACTIVE': {
    rank: 2,
    explains: ['SWAP-FULL', 'DISK-SLOW', 'DISK-SAT', 'IOPS-CAP', 'KSWAPD', ...IO_WAIT, ...ANY_WAIT],
    covers: ['MEM-LOW', 'SWAP-IDLE', 'MEM-CACHE', 'IOWAIT'],
  },
  DIRECT: {
    rank: 2,
    explains: ['CPU-SYS', 'LOAD-D', ...ANY_WAIT],
    covers: ['MEM-LOW', 'MEM-CACHE'],
    insteadOf: ['KSWAPD', 'ZONE-MIN'],
  },
  'CG-MEM': { rank: 2, explains: ['SWAP-ACTIVE', ...IO_WAIT, ...ANY_WAIT] },
  'NUMA-SKEW': { rank: 2, explains: ['DIRECT', 'KSWAPD', 'ZONE-MIN', 'NUMA-REMOTE', 'SWAP-ACTIVE'] },

  DIRTY: {
    rank: 3,
    explains: ['DISK-SLOW', 'DISK-SAT', 'IOPS-CAP', ...IO_WAIT],
    covers: ['DIRTY-BIG'],
    insteadOf: ['IOWAIT'],
  },
  'MD-DEGRADED': { rank: 3, explains: ['DISK-SLOW', 'DISK-SAT', 'IOPS-CAP', 'DIRTY', ...IO_WAIT] },
  'IOPS-CAP': { rank: 3, explains: ['DISK-SLOW', ...IO_WAIT], covers: ['DISK-SAT', 'IOWAIT'] },
  'DISK-SLOW': { rank: 3, explains: IO_WAIT, insteadOf: ['IOWAIT'] },
  'DISK-SAT': { rank: 3, explains: ['DISK-SLOW', ...IO_WAIT], insteadOf: ['IOWAIT'] },
  'CG-IO': { rank: 3, explains: IO_WAIT, covers: ['IOWAIT'] },
  'FSYNC-STALL': { rank: 3, explains: ['PSI io', 'ACCEPTQ'] },
  'CPU-THROTTLE': { rank: 3, explains: ['CPU-SAT', 'RUNQ', ...CPU_WAIT] },
  'LOAD-D': { rank: 3, covers: ['IOWAIT'] },

  ACCEPTQ: { rank: 4, explains: ['SYN-RETRY', 'RETRANS'], covers: ['SYN-FLOOD'] },
  PORTS: { rank: 4, explains: ['SYN-RETRY'], covers: ['TW-HIGH'] },
  FD: { rank: 4, explains: ['ACCEPTQ'] },
  NPROC: { rank: 4 },
  'CG-PIDS': { rank: 4 },
  TASKS: { rank: 4, explains: ['NPROC'] },
  CONNTRACK: { rank: 4, explains: ['SYN-RETRY', 'RETRANS', 'RTO-BACKOFF'] },
  'SYN-FLOOD': { rank: 4, explains: ['SYN-RETRY'] },
  NEIGH: { rank: 4, explains: ['SYN-RETRY', 'RTO-BACKOFF', 'RETRANS'] },

  NIC: { rank: 5, explains: ['SOFTNET', 'RETRANS', 'RTO-BACKOFF', 'SYN-RETRY', 'UDP-DROP'] },
  'PMTU-HOLE': { rank: 5, explains: ['RETRANS'], covers: ['RTO-BACKOFF'] },
  RETRANS: { rank: 5, explains: ['RTO-BACKOFF', 'SYN-RETRY'] },
  'RTO-BACKOFF': { rank: 5 },
  'SYN-RETRY': { rank: 5 },
  'PEER-NOT-READING': { rank: 5, explains: ['TCP-MEM', 'ORPHAN'] },
  RXQ: { rank: 5, explains: ['PEER-NOT-READING', 'TCP-MEM'] },
  'UDP-DROP': { rank: 5 },
  'TCP-MEM': { rank: 5, explains: ['RETRANS'] },
  'CLOSE-WAIT': { rank: 5, explains: ['FD'] },
  SOFTNET: { rank: 5, explains: ['RETRANS', 'UDP-DROP'] },
  'SOFTIRQ-HOT': { rank: 5, explains: ['SOFTNET', 'UDP-DROP', 'RETRANS'] },

  STEAL: { rank: 6, explains: ['CPU-SAT', 'RUNQ', ...CPU_WAIT] },
  'CPU-CAPPED': { rank: 6, explains: ['CPU-SAT', 'RUNQ', ...CPU_WAIT] },
  'RT-HOG': { rank: 6, explains: ['CPU-SAT', 'RUNQ', ...CPU_WAIT] },
  AFFINITY: { rank: 6, explains: ['RUNQ', ...CPU_WAIT] },
  'FORK-STORM': { rank: 6, explains: ['CPU-SYS', 'CPU-SAT', 'RUNQ', 'CTX-STORM', 'ZOMBIE', ...CPU_WAIT] },
  'CTX-STORM': { rank: 6, explains: ['CPU-SYS', 'CPU-SAT', 'RUNQ', ...CPU_WAIT] },
  'VFS-PRESSURE': { rank: 6, explains: ['DENTRY', 'CPU-SYS', 'CPU-SAT', ...CPU_WAIT] },
  FRAG: { rank: 6, explains: ['CPU-SYS'] },
  'CPU-SYS': { rank: 6, explains: ['CPU-SAT', 'RUNQ', ...CPU_WAIT] },
  'CPU-SAT': { rank: 6, explains: ['ACCEPTQ', 'RXQ', 'UDP-DROP'], covers: ['RUNQ', 'VICTIM-WAIT', 'PSI cpu'] },
  RUNQ: { rank: 6, explains: ['ACCEPTQ', 'RXQ', 'UDP-DROP'], covers: ['VICTIM-WAIT', 'PSI cpu'] },
  'VICTIM-WAIT': { rank: 6, explains: ['ACCEPTQ', 'RXQ', 'UDP-DROP'] },
  'ONE-THREAD': { rank: 6, explains: ['ACCEPTQ', 'RXQ', 'UDP-DROP'] },
  IOWAIT: { rank: 6 },
  PSI: { rank: 6 },

  'MEM-LOW': { rank: 7, explains: ['KSWAPD'], covers: ['COMMIT'], insteadOf: ['MEM-CACHE'] },
  'SWAP-FULL': { rank: 7 },
  COMMIT: { rank: 7 },
  'ZONE-MIN': { rank: 7, explains: ['KSWAPD'] },
  SLAB: { rank: 7, explains: ['MEM-LOW', 'KSWAPD'] },
  DENTRY: { rank: 7, explains: ['MEM-LOW', 'KSWAPD', 'CPU-SYS'], covers: ['SLAB'] },
  'FS-FULL': { rank: 7 },
  MAPS: { rank: 7 },
  INOTIFY: { rank: 7 },
  ORPHAN: { rank: 7, explains: ['TCP-MEM'] },
  'TW-HIGH': { rank: 7 },
  CHURN: { rank: 7, explains: ['TW-HIGH'] },
  ZOMBIE: { rank: 7, explains: ['TASKS', 'CG-PIDS', 'NPROC'] },

  KSWAPD: { rank: 8 },
  'NUMA-REMOTE': { rank: 8 },
  'DIRTY-BIG': { rank: 8, explains: ['FSYNC-STALL'] },
  'MEM-CACHE': { rank: 8 },
  'SWAP-IDLE': { rank: 8 },

  'MINFREE-LOW': { rank: 9 },
  'MINFREE-HIGH': { rank: 9 },
  SWAPPINESS: { rank: 9 },
  ZRECLAIM: { rank: 9 },
  SCHED: { rank: 9 },
  CLOCK: { rank: 9 },
  KEEPALIVE: { rank: 9 },
  'PAST-BURST': { rank: 9 },
}
