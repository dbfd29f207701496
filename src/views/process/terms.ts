import type { Term } from '../view.ts'

/** Words on these pages that are not columns. */
export const TERMS: readonly Term[] = [
  { term: 'State', help: 'of the leader thread only: its workers may run while it sleeps; /proc/PID/stat 3' },
  {
    term: 'switches',
    help: 'of the leader thread only, as pidstat -w; of each thread on the page Threads; /proc/PID/status voluntary_ctxt_switches',
  },
  {
    term: 'Pss',
    help: 'proportional: each page divided by how many share it, so sums over processes are true; /proc/PID/smaps_rollup',
  },
  {
    term: 'Uss',
    help: 'unique: Private_Clean + Private_Dirty, what would be free if it ended; /proc/PID/smaps_rollup',
  },
  { term: 'SwapPss', help: 'swap, each shared page divided by how many share it; /proc/PID/smaps_rollup' },
  { term: 'hugetlb', help: 'huge pages of hugetlbfs; not part of RES; /proc/PID/status HugetlbPages' },
  { term: 'Limits', help: 'near: 80 % or more of the soft limit used; /proc/PID/limits' },
  {
    term: 'effective CPUs',
    help: 'the least of: online, affinity (Cpus_allowed_list), cpuset, quota / period of its cgroup and all above it',
  },
  {
    term: 'throttled',
    help: 'of the periods of its quota, those in which the quota was used up; cpu.stat nr_throttled / nr_periods',
  },
  { term: 'CPUs used', help: 'CPU time per second of all its threads: 1 is one CPU all the time' },
  { term: 'headroom', help: 'effective CPUs minus CPUs used' },
  { term: 'Waiting', help: 'of the time its threads could run, the part without a CPU; /proc/PID/task/TID/schedstat' },
  { term: 'namespace own', help: 'not the one pid 1 is in: a container or sandbox; /proc/PID/ns' },
  { term: 'capabilities', help: 'what it may do of root’s rights; none, all, or their names; /proc/PID/status CapEff' },
  {
    term: 'oom_score',
    help: 'who is killed first when memory ends; 666 is neutral, oom_score_adj −1000 is never; /proc/PID/oom_score',
  },
  {
    term: 'Syscall',
    help: 'number (of this architecture) and arguments of the system call it is in; /proc/PID/syscall',
  },
  {
    term: 'strace',
    help: 'its system calls, by commands to be copied: -c counts them, -tt -T times each; every call stops it twice, so it runs slower, and only one may trace; strace(1), /proc/PID/status TracerPid, /proc/sys/kernel/yama/ptrace_scope',
  },
  {
    term: 'Pending',
    help: 'signals that wait to be taken, of the thread and of the process; /proc/PID/status SigPnd, ShdPnd',
  },
]
