import type { Term } from '../view.ts'
import { KINDS } from './kinds.ts'

export const NUMA_TERMS: readonly Term[] = [
  {
    term: 'Node',
    help: 'CPUs and the memory that is near to them. No longer one a socket: a socket may be cut in several (SNC, NPS), and CXL memory is a node without CPUs; /sys/devices/system/node',
  },
  {
    term: 'Distance',
    help: 'how far memory is by the firmware: 10 is the node itself, 20 twice as far; a hint, no measurement; nodeN/distance',
  },
  {
    term: 'State',
    help: 'full: no zone above low and hardly any page cache; below low: kswapd frees memory, meanwhile who is not bound gets pages elsewhere; /proc/zoneinfo',
  },
  {
    term: 'Allocated',
    help: 'allocations per second, freed since or not; the tools say pages, but a huge page counts once; numa_hit + numa_miss of nodeN/numastat',
  },
  {
    term: 'local',
    help: 'of the allocations, those from the node where the task ran: local_node of local_node + other_node; nodeN/numastat',
  },
  {
    term: 'missed',
    help: 'of the allocations, those wanted from another node, which had no room; numa_miss of nodeN/numastat',
  },
  {
    term: 'interleaved',
    help: 'given in turn by an interleave policy, as it wanted; interleave_hit of nodeN/numastat',
  },
  {
    term: 'numa_stat',
    help: 'vm.numa_stat: at 0 the counters are switched off and zero, and nothing can be said of hits and misses; /proc/sys/vm/numa_stat',
  },
  {
    term: 'Balancing',
    help: 'automatic NUMA balancing: pages and tasks are moved together; costs faults; 2: hot pages come up from slow memory; kernel.numa_balancing',
  },
  { term: 'faults', help: 'faults the kernel provokes to see who uses a page; /proc/vmstat numa_hint_faults' },
  {
    term: 'of them local',
    help: 'by tasks on the node of the page: near 100 there is nothing to move; /proc/vmstat numa_hint_faults_local',
  },
  { term: 'moved', help: 'pages moved to the node that uses them; /proc/vmstat numa_pages_migrated' },
  {
    term: 'zone_reclaim_mode',
    help: '0 (default since 3.16): a full node asks others; any bit: it drops its own page cache first, with 2 it writes for it too, with 4 it takes mapped pages and swaps; /proc/sys/vm/zone_reclaim_mode',
  },
  {
    term: 'Tiers',
    help: 'kinds of memory by speed; promoted: hot pages to faster memory, demoted: cold ones to slower; /sys/devices/virtual/memory_tiering, /proc/vmstat pgpromote_success, pgdemote_*',
  },
  {
    term: 'demotion',
    help: 'cold pages go to slower memory instead of being dropped or swapped; /sys/kernel/mm/numa/demotion_enabled',
  },
  {
    term: 'bound',
    help: 'mbind, set_mempolicy or numactl --membind: pages from these nodes or none; full nodes then mean swap or the OOM killer; numa_maps',
  },
  {
    term: 'cpuset',
    help: 'cgroup or cpuset that allows some nodes only; /proc/PID/status Mems_allowed_list, cpuset.mems',
  },
  ...Object.entries(KINDS).map(([term, help]) => ({ term, help: `${help}; nodeN/meminfo` })),
]
