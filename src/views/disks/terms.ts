import type { Term } from '../view.ts'
import { SCHEDULERS } from './schedulers.ts'

export const TERMS: readonly Term[] = [
  { term: 'State', help: 'what is wrong with disks and what waits for them, the worst first; ✓ nothing' },
  {
    term: 'Dirty',
    help: 'page cache that was changed in memory (a dirty page each) and is not on its way to a disk, with what is on its way (writeback); flushers begin by what is dirty alone, writers pause by both; /proc/vmstat nr_dirty, nr_writeback',
  },
  {
    term: 'flushers from',
    help: 'background threshold: with so much dirty, without what is on its way, flushers write whatever its age; /proc/vmstat nr_dirty_background_threshold',
  },
  {
    term: 'writers pause from',
    help: 'half way between background and limit: from here on who writes is made to sleep up to 200 ms at a time; reads and O_DIRECT are not; mm/page-writeback.c',
  },
  {
    term: 'limit',
    help: 'no writer gets past it; a share of free memory and page cache, not of RAM, so it moves; /proc/vmstat nr_dirty_threshold',
  },
  {
    term: 'vm.dirty_ratio',
    help: 'percent of free memory and page cache that may wait to be written: the limit, where vm.dirty_bytes is 0; vm.dirty_background_ratio is where flushers begin; /proc/sys/vm/dirty_ratio',
  },
  {
    term: 'Flow',
    help: 'dirtied by programs and written by the kernel per second; /proc/vmstat nr_dirtied, nr_written',
  },
  {
    term: 'to write out',
    help: 'all that waits, at the rate it is written now: as long may an fsync, umount or shutdown take',
  },
  {
    term: 'Paused',
    help: 'threads in balance_dirty_pages; also below the limits, where a device, a FUSE mount or a cgroup has its own; /proc/PID/task/TID/wchan',
  },
  {
    term: 'Flushers',
    help: 'kworkers named flush-DEVICE, which write dirty data: they wake every dirty_writeback_centisecs, above the background threshold, and for sync; the older books call them pdflush',
  },
  {
    term: 'Disks',
    help: 'all disks together; partitions and what is made of disks (dm, md, loop) are left out, they would count twice; /proc/diskstats',
  },
  {
    term: 'Writers',
    help: 'processes that made the most dirty since the last sample; of others only root may know; /proc/PID/io',
  },
  {
    term: 'Mounts',
    help: 'the fullest file systems, as df; a mount that does not answer is not asked again until it does; statfs(2)',
  },
  {
    term: 'Kernel',
    help: 'threads the kernel runs for memory and disks: flushers, journals (jbd2), kswapd, kcompactd, khugepaged, ksoftirqd; /proc/PID/comm',
  },
  {
    term: 'In flight',
    help: 'requests handed to the driver and not done; where none ends for long the device hangs, and await says nothing of it; /proc/diskstats 9',
  },
  {
    term: 'Queue',
    help: 'depth: requests that may wait (nr_requests); read-ahead: fetched beyond what was asked for (read_ahead_kb); writeback slowed so that reads stay fast (wbt_lat_usec); /sys/block/DEVICE/queue',
  },
  {
    term: 'turns',
    help: 'queue/rotational: a guess of the driver, which a virtual disk has from its host; most virtual disks say 1 whatever they are on; /sys/block/DEVICE/queue/rotational',
  },
  {
    term: 'suspended',
    help: 'dmsetup suspend, as LVM does for an instant while it changes a volume: requests wait until it is resumed; /sys/block/DEVICE/dm/suspended',
  },
  {
    term: 'Delays',
    help: 'delay accounting counts what tasks wait for disks; sysctl kernel.task_delayacct=1, or boot with delayacct; /proc/PID/stat 42',
  },
  ...Object.entries(SCHEDULERS).map(([term, help]) => ({
    term,
    help: `scheduler: ${help}; /sys/block/DEVICE/queue/scheduler`,
  })),
  {
    term: 'hda, sda, vda',
    help: 'hd* (IDE) is gone since 5.14; sd* is the SCSI layer: every SATA, SAS, USB and FC disk, vd* virtio, nvme*, dm-* device mapper, md* RAID: TRAN tells the bus',
  },
]
