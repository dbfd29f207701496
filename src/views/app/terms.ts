import type { Term } from '../view.ts'

/** Words on this page that are not columns. */
export const TERMS: readonly Term[] = [
  {
    term: 'Mark',
    help: 'with key m this moment is kept: what has changed since, then → now, answers whether it helped',
  },
  {
    term: 'CPU',
    help: 'CPUs that all its processes use together, of those it may use: online, affinity, cpuset, quota / period',
  },
  {
    term: 'busy',
    help: 'workers that run or wait for a CPU 10 % of the time and more; without a main process, which has the others as children',
  },
  { term: 'fill a CPU', help: 'workers that use 90 % of a CPU: they have no more to give; /proc/PID/stat 14, 15' },
  {
    term: 'Waits',
    help: 'for a CPU: of the time its threads could run, the part without one; /proc/PID/task/TID/schedstat; switches of leader threads',
  },
  {
    term: 'in D',
    help: 'its threads in uninterruptible sleep now: disk, memory reclaim, a lock; /proc/PID/task/TID/stat 3',
  },
  {
    term: 'throttled',
    help: 'of the periods of the quota that binds, those in which it was used up; cpu.stat nr_throttled / nr_periods',
  },
  {
    term: 'Faults',
    help: 'page faults a second, and their part of the machine’s; /proc/PID/stat 10, 12, /proc/vmstat pgfault, pgmajfault',
  },
  {
    term: 'RES sum',
    help: 'pages that several of its processes share count in each; PSS, where its column is shown, sums truly',
  },
  { term: 'Files', help: 'descriptors of the process that is nearest to its limit; /proc/PID/fd, /proc/PID/limits' },
  {
    term: 'Limits',
    help: 'of its cgroup or one above, memory without page cache not used lately, which gives way; hits since it was made; cpu.max, memory.max, memory.stat, memory.events, pids.max, pids.events',
  },
  {
    term: 'accepted',
    help: 'connections a second at its listeners: its part of those that are new, of TcpPassiveOpens; /proc/net/snmp',
  },
  { term: 'each lasts', help: 'mean time that a connection is there: established / new a second (Little’s law)' },
  {
    term: 'reused',
    help: 'of the connections of the interval, those that were there before it: keep-alive or a pool; low: a handshake for each request',
  },
  {
    term: 'closes first',
    help: 'who closes first keeps the connection in TIME-WAIT for 60 s: a port where it connected, memory where it accepted',
  },
  {
    term: 'Chain',
    help: 'listener → processes → upstream, × connections; /proc/PID/fd joined with the sockets by inode',
  },
]
