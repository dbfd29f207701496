import type { Term } from '../view.ts'

/** Words on the pane that are not columns. */
export const TERMS: readonly Term[] = [
  {
    term: 'System',
    help: 'name, kernel as uname -r, architecture, distribution; /proc/version, /proc/sys/kernel/arch (6.1), /etc/os-release',
  },
  { term: 'Up', help: 'time since boot with suspended time, and when that was; /proc/uptime, /proc/stat btime' },
  {
    term: 'Machine',
    help: 'virtual by the flag hypervisor, a clock source only a hypervisor offers, /sys/hypervisor or DMI; /proc/cpuinfo, /sys/class/dmi/id',
  },
  {
    term: 'Container',
    help: 'whether whytop itself runs in one: PID namespace, files of its manager, lxcfs; /proc/self/ns, mountinfo',
  },
  {
    term: 'Allowed',
    help: 'the tightest limits of the cgroups whytop itself is in: not there where nothing is limited; cpu.max, memory.max, pids.max',
  },
  {
    term: 'Numbers',
    help: 'whose they are: load, CPU, memory, pressure, disks have no namespace; processes and network do; lxcfs makes some up',
  },
  {
    term: 'Block devices',
    help: 'by what they are attached by: sd* is SATA, SAS, USB and FC alike, hd* is gone, add nvme, dm, md; /sys/block',
  },
  { term: 'File systems', help: 'each once, however often it is mounted; /proc/self/mountinfo' },
  {
    term: 'usable',
    help: 'MemTotal: RAM without what firmware, crashkernel and the kernel itself took; /proc/meminfo',
  },
  {
    term: 'Caches',
    help: 'all of a name together, and how many there are, as lscpu; /sys/devices/system/cpu/cpu*/cache',
  },
  {
    term: 'Can',
    help: 'flags of the processor one asks for: lm 64 bit, vmx svm virtualisation, aes … (all: /proc/cpuinfo)',
  },
  { term: 'BogoMIPS', help: 'what the delay loop was set to at boot; says nothing of speed; /proc/cpuinfo' },
  {
    term: 'Taint',
    help: 'what happened to this kernel since boot that makes its behaviour suspect; /proc/sys/kernel/tainted',
  },
  { term: 'Printk', help: 'which kernel messages reach the console: those below the level; /proc/sys/kernel/printk' },
  {
    term: 'Clock',
    help: 'what the kernel reads the time from; hpet and acpi_pm are slow; /sys/devices/system/clocksource',
  },
  {
    term: 'backlog',
    help: 'frames that wait for the receive softirq of a CPU, net.core.netdev_max_backlog at most; /proc/net/softnet_stat',
  },
  {
    term: 'squeezed',
    help: 'the receive softirq ended with work left: net.core.netdev_budget, netdev_budget_usecs; /proc/net/softnet_stat 3',
  },
  {
    term: 'ENTROPY',
    help: 'no finding: since Linux 5.18 entropy_avail is 256 once seeded and never runs out, nor does getrandom(2) wait after that; advice about low entropy is of older kernels; /proc/sys/kernel/random/entropy_avail',
  },
  {
    term: 'Interface',
    help: 'one interface: e asks ethtool for what the kernel keeps in no file (ring sizes, offloads, the driver’s own counters)',
  },
  { term: 'Link', help: 'speed and duplex as agreed; queues, and how often the link came or went; /sys/class/net/*' },
  {
    term: 'Received',
    help: 'dropped includes packets missed for want of buffers, which ip -s link shows apart; /proc/net/dev',
  },
  { term: 'Sent', help: 'carrier sums up carrier, abort, window and heartbeat errors; /proc/net/dev' },
]
