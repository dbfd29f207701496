import type { Term } from '../view.ts'
import { PART_MARKS } from './marks.ts'

/** What the words of the pane mean. Where an old rule is still taught, what changed since. */
export function memoryTerms(): readonly Term[] {
  return [...free(), ...parts(), ...reclaiming(), ...watermarks(), ...pieces(), ...promises()]
}

function free(): readonly Term[] {
  return [
    {
      term: 'total',
      help: 'RAM the kernel has to give; may change with balloons and hot-plug; /proc/meminfo MemTotal',
    },
    {
      term: 'used',
      help: 'total − available, as free of procps 4; procps 3.3 showed total − free − buffers − cache, and so does htop; /proc/meminfo',
    },
    { term: 'free', help: 'of no use to anybody now; little of it is normal; /proc/meminfo MemFree' },
    { term: 'shared', help: 'tmpfs, shared and memfd memory; counts in cache too; /proc/meminfo Shmem' },
    {
      term: 'buffers',
      help: 'page cache of block devices themselves, filesystem metadata mostly; /proc/meminfo Buffers',
    },
    {
      term: 'cache',
      help: 'Cached + SReclaimable: file pages, tmpfs and slab that may shrink; not all of it can be dropped; with buffers it is buff/cache of free and top; /proc/meminfo',
    },
    {
      term: 'available',
      help: 'what programs could have without swap, as the kernel reckons: free − kept back + cache and slab without the part that had better stay; free where that is more than there is (some containers); /proc/meminfo MemAvailable',
    },
    {
      term: 'avail. est.',
      help: 'the kernel, or the container, tells no MemAvailable: free + buffers + cache − shared stands in for it; /proc/meminfo',
    },
    {
      term: 'kept back',
      help: 'high watermarks of all zones and what lower zones keep from higher requests: never given to programs; /proc/zoneinfo high, protection',
    },
    {
      term: 'droppable now',
      help: 'clean file pages that no program maps; what is dropped and needed again must be read again (refault). From … to …: Mapped counts mapped shared memory too, as that of databases, and does not tell how much; /proc/meminfo Active(file), Inactive(file), Mapped, Shmem',
    },
    {
      term: 'mapped',
      help: 'file pages that programs map, their code and libraries among them; at most: some of it may be shared memory; /proc/meminfo Mapped',
    },
    { term: 'to write', help: 'Dirty + Writeback: freed only after it is on disk; /proc/meminfo' },
    { term: 'locked', help: 'file pages on no list: mlock, ramfs; /proc/meminfo Unevictable' },
  ]
}

/** Those whose name is not a term already. */
function parts(): readonly Term[] {
  return PART_MARKS.filter(({ key }) => key !== 'free' && key !== 'buffers').map(({ title, says, from }) => ({
    term: title,
    help: `${says}; ${from}`,
  }))
}

function reclaiming(): readonly Term[] {
  return [
    {
      term: 'Reclaim',
      help: 'idle; background: kswapd frees; foreground: programs free memory themselves and wait; cgroup limit: one at its own limit; proactive: memory.reclaim; OOM: a program was killed; /proc/vmstat',
    },
    {
      term: 'Stalls',
      help: 'entries into direct reclaim a second, by the zone that was asked for: each is a program that waits; /proc/vmstat allocstall_*',
    },
    {
      term: 'refault',
      help: 'pages that came back soon after they were thrown out; activated: would have stayed in a little more memory; restored: had been in use, this is thrashing; /proc/vmstat workingset_*',
    },
    {
      term: 'major faults',
      help: 'faults that had to read from a disk, files or swap; /proc/vmstat pgmajfault',
    },
    {
      term: 'Anon:file',
      help: 'anonymous against file pages, among those really scanned since the last look, and as swappiness asks; /proc/vmstat pgscan_anon, pgscan_file (5.8)',
    },
    {
      term: 'swappiness',
      help: 'how much cheaper or dearer swap is thought to be than files, 0 to 200 (5.8): the lower the dearer and the less is swapped, 100 alike; 0 since 3.5: anonymous pages only when file pages are nearly gone, not never, but never with MGLRU on; 1: as little as can be; /proc/sys/vm/swappiness',
    },
    {
      term: 'swap_tendency',
      help: 'mapped_ratio / 2 + distress + swappiness, taught until today: gone since 2.6.28; distress came from the scan priority, not from orders of the buddy system',
    },
    {
      term: 'files and free',
      help: 'file pages and free ones of a node against its high watermarks: at 1 only anonymous pages are scanned (file_is_tiny), but with MGLRU; /proc/zoneinfo',
    },
    {
      term: 'Lists',
      help: 'pages in the order they are reclaimed; with MGLRU on (6.1) by generations; /proc/meminfo, /sys/kernel/mm/lru_gen/enabled',
    },
    {
      term: 'back at low',
      help: 'kswapd went to sleep and low was hit again at once: bursts larger than the gap; a larger watermark_scale_factor helps; /proc/vmstat kswapd_low_wmark_hit_quickly',
    },
    {
      term: 'kept from sleep',
      help: 'kswapd wanted to sleep and high was lost again; /proc/vmstat kswapd_high_wmark_hit_quickly',
    },
    { term: 'runs', help: 'of kswapd: how often it began to free memory of a node; /proc/vmstat pageoutrun' },
    {
      term: 'throttled',
      help: 'programs in direct reclaim that were held until kswapd had freed some: nearly nothing was left; /proc/vmstat pgscan_direct_throttle',
    },
    {
      term: 'Compaction',
      help: 'moves pages to make large blocks; a program that stalls does it itself and waits; kcompactd makes them beforehand (vm.compaction_proactiveness, 5.9); /proc/vmstat compact_*',
    },
    { term: 'slab objects scanned', help: 'kernel objects that reclaim looked at; /proc/vmstat slabs_scanned' },
    {
      term: 'freed with inodes',
      help: 'page cache that went with the inode of its file; /proc/vmstat pginodesteal, kswapd_inodesteal',
    },
    {
      term: 'written by reclaim',
      help: 'pages that reclaim itself wrote, to swap mostly; /proc/vmstat nr_vmscan_write',
    },
    {
      term: 'met dirty pages',
      help: 'file pages at the end of the lists that were not written yet: flushers cannot keep up; /proc/vmstat nr_vmscan_immediate_reclaim',
    },
    {
      term: 'drop_caches',
      help: 'writes to vm.drop_caches, so many at least (3 counts as both kinds): no cure, what is needed must be read again; /proc/vmstat drop_pagecache, drop_slab',
    },
    { term: 'OOM kills', help: 'programs killed for want of memory, those of cgroups too; /proc/vmstat oom_kill' },
  ]
}

function watermarks(): readonly Term[] {
  return [
    {
      term: 'Headroom',
      help: 'free memory above low and what zones keep, all zones together, and when it is gone at the rate it falls now: then kswapd begins; /proc/zoneinfo',
    },
    {
      term: 'min_free',
      help: 'vm.min_free_kbytes, shared among the zones as min; too low and drivers fail to get memory, too high and it is wasted; /proc/sys/vm/min_free_kbytes',
    },
    {
      term: 'Gap',
      help: 'low = min + gap, high = min + 2 gap, not 2 and 3 times min as is often taught; kswapd works in it while programs go on; /proc/sys/vm/watermark_scale_factor',
    },
    {
      term: 'vm.watermark_scale_factor',
      help: 'the gap in ten-thousandths of a zone (10: 0.1 %), at least a quarter of min: more wakes kswapd sooner and lets it free more, for bursts; /proc/sys/vm/watermark_scale_factor',
    },
    {
      term: 'Boosted',
      help: 'watermarks are raised for a while after a block of another type had to be broken up; /proc/sys/vm/watermark_boost_factor, /proc/zoneinfo boost',
    },
  ]
}

function pieces(): readonly Term[] {
  return [
    {
      term: 'order',
      help: 'the kernel keeps free memory in blocks of 2^order pages, one free list (FreeList) an order (buddy system): these are 11 lists, not 11 zones; /proc/buddyinfo',
    },
    {
      term: 'Fragmentation',
      help: 'orders up to 3 should always be had; above 3 the kernel may do without; above vm.extfrag_threshold (500) it compacts; /proc/buddyinfo',
    },
    {
      term: 'Slab',
      help: 'memory of kernel objects; SUnreclaim that only grows is a leak; /proc/meminfo, /proc/slabinfo',
    },
    {
      term: 'Dentries',
      help: 'names of files the kernel keeps; negative: of names that do not exist, many where programs look for files in vain; /proc/sys/fs/dentry-state nr_dentry, nr_unused, nr_negative',
    },
    { term: 'Inodes', help: 'of files the kernel keeps; /proc/sys/fs/inode-state' },
    {
      term: 'Pressure',
      help: 'time in which some or all tasks waited for memory, last 10 s; /proc/pressure/memory',
    },
    {
      term: 'vfs_cache_pressure',
      help: 'how much of the unused names and inodes reclaim looks at, 100 is as much as of other caches; it never takes those in use; /proc/sys/vm/vfs_cache_pressure',
    },
  ]
}

function promises(): readonly Term[] {
  return [
    {
      term: 'Overcommit',
      help: 'memory promised to programs, RAM is given at first touch; mode 0 refuses only what is larger than all RAM and swap (5.2), 1 nothing, 2 beyond the limit, which vm.overcommit_ratio or vm.overcommit_kbytes sets; /proc/meminfo Committed_AS, CommitLimit',
    },
    {
      term: 'THP',
      help: 'transparent huge pages: one page table entry instead of 512; need free blocks of that order; /sys/kernel/mm/transparent_hugepage',
    },
    {
      term: 'free blocks for',
      help: 'transparent huge pages for which a free block lies ready, those that no compaction has to make; /proc/buddyinfo',
    },
    {
      term: 'small instead',
      help: 'faults that wanted a huge page and got small ones: memory is in pieces; /proc/vmstat thp_fault_fallback',
    },
  ]
}
