import type { Term } from '../view.ts'

/** Words of the overview; each pane explains its own at length. */
export const TERMS: readonly Term[] = [
  {
    term: 'WHY',
    help: 'what the rules found, the headline first, causes before their effects; Enter: evidence, culprits, what to do next',
  },
  {
    term: 'since',
    help: 'minutes and seconds (hours, days) for which it has been there; ~ provisional: for less than the window of its rule',
  },
  { term: 'critical', help: '● programs suffer from it now' },
  { term: 'warning', help: '▲ some suffer, or will soon if it goes on' },
  { term: 'info', help: '○ good to know: nobody waits for it, or advice on a setting' },
  {
    term: 'ruled out',
    help: 'resources that are not short, with the number that says so; page Ruled out has all of them',
  },
  {
    term: 'ended',
    help: 'what was there in the last 15 minutes and is over; page Ended has all since whytop began to look',
  },
  {
    term: 'Load',
    help: 'load averages of 1, 5 and 15 minutes (/proc/loadavg); ↑ rising ↓ falling → steady; yellow: more than CPUs',
  },
  { term: 'runnable', help: 'threads that run or wait for a CPU, the one that reads it too; /proc/stat procs_running' },
  { term: 'blocked on I/O', help: 'threads in io_schedule; /proc/stat procs_blocked' },
  {
    term: 'in D',
    help: 'processes whose main thread sleeps where no signal wakes it; /proc/PID/stat 3. The load pane looks at every thread',
  },
  {
    term: 'CPU',
    help: 'user: usr, nice and guest; system: sys, irq and softirq, in percent of all CPUs since the last sample; /proc/stat',
  },
  { term: 'tasks wait', help: 'share of time in which a task that could run had no CPU; /proc/pressure/cpu some' },
  {
    term: 'Memory',
    help: 'available: what programs may get without swapping (MemAvailable); file: page cache and buffers without shmem; /proc/meminfo',
  },
  {
    term: 'Reclaim',
    help: 'memory got back: by kswapd in the background, or direct, by programs that had to wait meanwhile (● stalls); /proc/vmstat pgsteal_*, allocstall_*',
  },
  { term: 'refault', help: 'pages that were evicted and needed again soon; /proc/vmstat workingset_refault_*' },
  {
    term: 'stalled',
    help: 'share of time in which some, or all (full), tasks waited for memory; /proc/pressure/memory',
  },
  { term: 'Swap', help: 'used, and what moves between RAM and swap; /proc/meminfo, /proc/vmstat pswpin, pswpout' },
  {
    term: 'Dirty',
    help: 'pages to be written and under way; writers are made to pause from `throttle at`: half way between nr_dirty_background_threshold and nr_dirty_threshold; /proc/vmstat',
  },
  {
    term: 'TCP',
    help: 'of whytop’s own network namespace; estab: with CLOSE-WAIT; new: connects and accepts; /proc/net/snmp, netstat, sockstat',
  },
  {
    term: 'retransmitted',
    help: 'of all segments sent, those sent again: RetransSegs / (OutSegs + RetransSegs); of few: of less than 100 segments a share is chance; /proc/net/snmp',
  },
  {
    term: 'Disks',
    help: 'the busiest devices: time in use, read and written, and how long a request took (the slower of reads and writes); /proc/diskstats',
  },
  {
    term: 'NUMA',
    help: 'where there are several nodes: the one with least memory left (free and page cache), and pages that went to another node than wanted; /sys/devices/system/node, /proc/vmstat numa_miss',
  },
  {
    term: 'Limits',
    help: 'where cgroups allow whytop less than the machine has: memory (without page cache not used lately, which gives way), CPUs by quota and how often that was used up, threads; memory.max, memory.stat, cpu.max, cpu.stat, pids.max',
  },
  {
    term: 'Top',
    help: 'who uses most of what is short now, else of the CPU: CPU, resident memory (RES), major faults (swap), or sleeps in D (wait); /proc/PID/stat, statm',
  },
  { term: 'Mark', help: 'm keeps this moment: a number then shows behind it what changed since; m again: no more' },
]
