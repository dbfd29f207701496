import { expect, test } from 'vitest'
import { GRAPH } from '../../../src/findings/graph.ts'
import { PATTERNS, patternOf } from '../../../src/model/kernel-log/patterns.ts'
import { panes } from '../../../src/views/index.ts'

test.each([
  [
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/x,task_memcg=/x,task=a,pid=1,uid=0',
    'oom',
  ],
  ['Out of memory: Killed process 1234 (java) total-vm:1kB, anon-rss:1kB', 'oom'],
  ['Memory cgroup out of memory: Killed process 6394 (greedy) total-vm:69044kB', 'oom'],
  ['INFO: task dd:4711 blocked for more than 120 seconds.', 'hung'],
  ['INFO: task dd:4711 blocked in I/O wait for more than 122 seconds.', 'hung'],
  ['nf_conntrack: nf_conntrack: table full, dropping packet', 'conntrack'],
  ['TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:8080. Sending cookies.', 'syn'],
  ['TCP: out of memory -- consider tuning tcp_mem', 'tcp'],
  ['TCP: too many orphaned sockets', 'tcp'],
  ['java: page allocation failure: order:4, mode:0x40dc0(GFP_KERNEL)', 'alloc'],
  ['a.out[4711]: segfault at 0 ip 000055 sp 00007f error 4 in a.out', 'segfault'],
  ['I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0', 'disk'],
  ['blk_update_request: I/O error, dev sdb, sector 0', 'disk'],
  ['Buffer I/O error on dev dm-2, logical block 8888896, lost async page write', 'disk'],
  ['Buffer I/O error on device sdb1, logical block 1', 'disk'],
  ['nvme nvme0: I/O tag 12 (100c) opcode 0x2 (I/O Cmd) QID 3 timeout, aborting req_op:READ(0) size:4096', 'disk'],
  ['ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen', 'disk'],
  ['nvme nvme0: I/O 12 QID 3 timeout, aborting', 'disk'],
  ['EXT4-fs error (device vda): ext4_lookup:1855: inode #2: comm ls: deleted inode referenced: 12', 'fs'],
  ['EXT4-fs (vda): Remounting filesystem read-only', 'readonly'],
  ['nfs: server nas not responding, still trying', 'netfs'],
  ['nfs: server nas OK', 'netfs'],
  ['e1000e 0000:00:1f.6 eth0: NIC Link is Down', 'nic'],
  ['virtio_net virtio0 eth0: link is up', 'nic'],
  ['bond0: (slave eth1): link status definitely down, disabling slave', 'nic'],
  ['mlx5_core 0000:01:00.0 eth2: Link down', 'nic'],
  ['mce: [Hardware Error]: Machine check events logged', 'corrected'],
  ['mce: CMCI storm detected: switching to poll mode', 'corrected'],
  ['mce: [Hardware Error]: CPU 3: Machine Check: 0 Bank 7: 8c00004000010091', 'corrected'],
  ['[Hardware Error]: Corrected error, no action required.', 'corrected'],
  ['[Hardware Error]: CPU:2 (17:31:0) MC18_STATUS[Over|CE|MiscV|AddrV|-|SyndV|CECC]: 0xdc2040000000011b', 'corrected'],
  ['{1}[Hardware Error]: event severity: corrected', 'corrected'],
  ['EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0', 'corrected'],
  ['pcieport 0000:00:1c.0: AER: Multiple Corrected error received: 0000:01:00.0', 'corrected'],
  ['pcieport 0000:00:1c.0: AER: Correctable error message received from 0000:01:00.0', 'corrected'],
  ['pcieport 0000:00:1c.0: PCIe Bus Error: severity=Corrected, type=Physical Layer', 'corrected'],
  ['mce: Uncorrected hardware memory error in user-access at 3f0a1000', 'hardware'],
  ['mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: b200000000070f0f', 'hardware'],
  ['mce: [Hardware Error]: Machine check: Processor context corrupt', 'hardware'],
  ['[Hardware Error]: Deferred error, no action required.', 'hardware'],
  ['[Hardware Error]: CPU:2 (17:31:0) MC18_STATUS[Over|UE|MiscV|AddrV|-|SyndV|UECC]: 0xfc2040000000011b', 'hardware'],
  ['{1}[Hardware Error]: event severity: recoverable', 'hardware'],
  ['EDAC MC0: 1 UE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0', 'hardware'],
  ['pcieport 0000:00:1c.0: PCIe Bus Error: severity=Uncorrected (Non-Fatal), type=Transaction Layer', 'hardware'],
  ['CPU7: Core temperature is above threshold, cpu clock is throttled (total events = 219)', 'heat'],
  ['mce: CPU1: Package temperature above threshold, cpu clock throttled (total events = 1)', 'heat'],
  ['watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:1:77]', 'lockup'],
  ['rcu: INFO: rcu_sched self-detected stall on CPU', 'lockup'],
  ['Kernel panic - not syncing: Attempted to kill init!', 'panic'],
  ['general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1] SMP', 'panic'],
  ['Oops: general protection fault, probably for non-canonical address 0x6b6b6b6b: 0000 [#1] SMP', 'panic'],
  ['traps: nano[3312930] general protection fault ip:14f27ed59a3f sp:7fffd97387b8 error:0 in libc.so.6', 'segfault'],
  ['cgroup: fork rejected by pids controller in /user.slice', 'pids'],
  ['VFS: file-max limit 100000 reached', 'files'],
  [
    "clocksource: timekeeping watchdog on CPU0: Marking clocksource 'tsc' as unstable because the skew is too large:",
    'clock',
  ],
  ['neighbour: arp_cache: neighbor table overflow!', 'neigh'],
  ['md/raid1:md0: Disk failure on sdb1, disabling device.', 'raid'],
  ['sched: RT throttling activated', 'rt'],
])('%s', (text, id) => {
  expect(patternOf(text)?.id).toBe(id)
})

test.each([
  'EXT4-fs (vda): mounted filesystem with ordered data mode. Quota mode: none. errors=remount-ro',
  'EXT4-fs (sda1): re-mounted. Opts: errors=remount-ro',
  'EXT4-fs (sda1): re-mounted 3d5a6e9c-0b1f-4f57-9d07-1a2b3c4d5e6f ro. Quota mode: none.',
  'NET: Registered PF_INET6 protocol family',
  'systemd[1]: Started a service that has no error',
  'usb 1-1: new high-speed USB device number 2',
  'Linux version 6.18.5',
  'Command line: BOOT_IMAGE=/vmlinuz-6.14.0-1011-aws ro console=ttyS0 nvme_core.io_timeout=4294967295 panic=-1',
  'ata3: SATA link down (SStatus 4 SControl 300)',
  'pcieport 0000:00:1c.4: pciehp: Slot(8): Link Down',
  'pcieport 0000:00:1c.0: AER: enabled with IRQ 122',
  'mce: CPU supports 22 MCE banks',
  '{1}[Hardware Error]:  section_type: memory error',
  '[Hardware Error]: Unified Memory Controller Ext. Error Code: 0, DRAM ECC error.',
  'mce: CPU0: Thermal monitoring enabled (TM1)',
  'EDAC DEVICE0: Giving out device to module zynqmp-ocm-edac controller zynqmp_ocm: DEV ff960000.memory',
  'nvme nvme0: Shutdown timeout set to 10 seconds',
  'blk_update_request: I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0',
  'Buffer I/O error on dev sr0, logical block 0, async page read',
  'md/raid1:md0: not clean -- starting background reconstruction',
])('%s means nothing', (text) => {
  expect(patternOf(text)).toBeNull()
})

test('they name rules and panes that there are', () => {
  expect(PATTERNS.flatMap(({ rule }) => (rule !== null && !GRAPH[rule] ? [rule] : []))).toEqual([])
  const ids = panes.map(({ id }) => id)
  expect(PATTERNS.flatMap(({ view }) => (view !== null && !ids.includes(view) ? [view] : []))).toEqual([])
})

test('a worker that took 10 ms is for developers; one that never comes is for everybody', () => {
  const hogged = 'workqueue: blk_mq_run_work_fn hogged CPU for >10000us 4 times, consider switching to WQ_UNBOUND'
  expect(patternOf(hogged)?.weight).toBe('info')
  expect(patternOf('BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 33s!')?.weight).toBe(
    'warning',
  )
})
