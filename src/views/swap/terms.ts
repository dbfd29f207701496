import type { Term } from '../view.ts'

/** Words of the pane, and what older texts say otherwise. */
export const SWAP_TERMS: readonly Term[] = [
  { term: 'Swap', help: 'SwapTotal − SwapFree of SwapTotal; + in the bar: in RAM as well; /proc/meminfo' },
  {
    term: 'lies still',
    help: 'used swap is a level, made once; with swappiness 60 cold pages leave where the cache is worth more. That any use means too little RAM holds no more: rates and refaults tell',
  },
  { term: 'in use NOW', help: 'at least 1 MiB/s is read back from the devices (10 where all of them are zram)' },
  { term: 'Moving', help: 'pages in and out a second, as si and so of vmstat; pswpin, pswpout of /proc/vmstat' },
  {
    term: 'zero pages',
    help: 'pages of zeros take a slot and never reach a device, since 6.12; swpin_zero, swpout_zero of /proc/vmstat',
  },
  {
    term: 'zswap',
    help: 'pool in RAM that compresses pages on their way out; they count as used swap; zswpin, zswpout, zswpwb of /proc/vmstat, /sys/module/zswap/parameters',
  },
  {
    term: 'zram',
    help: 'compressed disk in RAM: USED is uncompressed, RAM what it really takes; /sys/block/zramN/mm_stat',
  },
  {
    term: 'Needed',
    help: 'memory that would have kept what came back in the last minute: pages from swap that were used, each once (so at most what is in swap), and file pages of the working set read again. With a cgroup at its limit memory of the machine is of no use: raise the limit; pswpin, swap_ra, workingset_activate_file of /proc/vmstat',
  },
  {
    term: 'Waiting',
    help: 'major faults wait for a read, of swap or of files; refault: evicted and needed again; pgmajfault, workingset_refault_* of /proc/vmstat',
  },
  { term: 'pressure', help: 'share of 10 s in which some, or all, tasks waited for memory; /proc/pressure/memory' },
  {
    term: 'In and out',
    help: 'the chart: all that moves, to and from devices, zswap and as zero pages; /proc/vmstat',
  },
  {
    term: 'readahead',
    help: 'pages read around one that was asked for, 2^page-cluster at once; used: swap_ra_hit of swap_ra; /proc/sys/vm/page-cluster, /proc/vmstat',
  },
  {
    term: '/dev/zero (deleted)',
    help: 'a mapping of shared memory without a name (MAP_SHARED | MAP_ANONYMOUS); /SYSV… is shmget, memfd: memfd_create; /proc/PID/smaps',
  },
  { term: 'Faulting', help: 'processes that wait for pages now, most major faults first; /proc/PID/stat 12' },
  {
    term: 'Cached',
    help: 'pages on their way out, or back with their slot kept: they leave without a write and come back by a minor fault; SwapCached of /proc/meminfo',
  },
  {
    term: 'swappiness',
    help: 'how cheap swap is thought to be beside files, 0 to 200 (100 before 5.8): the higher, the sooner anonymous pages go; 100: alike; 0: only when the file cache is nearly gone, with MGLRU on not at all; /proc/sys/vm/swappiness',
  },
  {
    term: 'Held by',
    help: 'SwapPss of all processes (~ VmSwap of those not read) and what is no process’ own: together used swap; /proc/PID/smaps_rollup',
  },
  {
    term: 'no process',
    help: 'files in tmpfs, shared memory (SwapPss leaves it out) and swap cache; what processes one may not see hold is in it too',
  },
  {
    term: '~ 412 of 900 read',
    help: 'smaps_rollup takes the memory lock of a process and walks its pages: read in slices, most swap first, each again after 10 s at the soonest, and only while this is looked at',
  },
  {
    term: 'priority',
    help: 'equal priorities share the load; a slow device after a fast one is used only when that is full; swapon -p',
  },
  {
    term: 'swap file',
    help: 'as fast as a partition, without holes; on btrfs (5.0) not copied on write (chattr +C), not compressed, on one device and in no snapshot, or swapon refuses it',
  },
  {
    term: 'hibernation',
    help: 'writes RAM into swap at suspend to disk: needs an area that holds it all; one kept for that alone has the lowest priority',
  },
  {
    term: 'swapoff',
    help: 'reads everything back first: without that much available memory it fails or the OOM killer comes',
  },
  {
    term: 'memory.swap.max',
    help: 'a cgroup may be kept out of swap (0, as Kubernetes does by default) however much is free: page Cgroups',
  },
]
