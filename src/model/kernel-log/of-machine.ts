import { type Pattern, pattern } from './pattern.ts'

/** Memory, CPUs, tasks and hardware. With the file of the kernel that prints each. */
export const OF_MACHINE: readonly Pattern[] = [
  // mm/oom_kill.c
  pattern(
    'oom',
    /^oom-kill:constraint=/,
    'who is killed for want of memory, and where it was short',
    'info',
    'OOM-KILL',
    'memory',
  ),
  pattern(
    'oom',
    /^(Out of memory|Memory cgroup out of memory): Kill(ed)? process/,
    'a program was killed for want of memory',
    'critical',
    'OOM-KILL',
    'memory',
  ),
  pattern('oom', /invoked oom-killer:/, 'who asked for the memory that was not there', 'warning', 'OOM-KILL', 'memory'),
  pattern('oom', /^oom_reaper: /, 'the memory of a killed program is taken', 'info', 'OOM-KILL', 'memory'),
  // mm/page_alloc.c warn_alloc
  pattern(
    'alloc',
    /page allocation (failure|stall)/,
    'the kernel found no free pages, mostly none that lie together',
    'warning',
    'MINFREE-LOW',
    'memory',
  ),
  // kernel/hung_task.c
  pattern(
    'hung',
    /^INFO: task .+:\d+ blocked for more than \d+ seconds/,
    'a task sleeps in the kernel and nothing wakes it',
    'critical',
    'D-HUNG',
    'load',
  ),
  // kernel/watchdog.c, kernel/rcu/tree_stall.h, kernel/workqueue.c
  pattern(
    'lockup',
    /(soft|hard) lockup|Watchdog detected (hard )?LOCKUP/i,
    'a CPU did not leave the kernel for many seconds',
    'critical',
    'CPU-SYS',
    'system',
  ),
  pattern(
    'lockup',
    /rcu: INFO: .*(self-)?detected .*stall|rcu_\w+ (self-)?detected stall/,
    'a CPU did not pass a quiet point for many seconds',
    'critical',
    'CPU-SYS',
    'system',
  ),
  pattern(
    'lockup',
    /^BUG: workqueue lockup|workqueue: .* hogged CPU/,
    'a kernel worker kept a CPU for too long',
    'warning',
    'CPU-SYS',
    'system',
  ),
  pattern(
    'panic',
    /^Kernel panic|^Oops|^BUG: |kernel BUG at|general protection fault|unable to handle (kernel|page)/i,
    'the kernel itself failed',
    'critical',
    null,
    'system',
  ),
  pattern('warn', /^WARNING: (CPU|.*at )|cut here/, 'the kernel warns of itself', 'info', null, 'system'),
  // kernel/cgroup/pids.c
  pattern(
    'pids',
    /cgroup: fork rejected by pids controller/,
    'a cgroup may not make more processes',
    'warning',
    'CG-PIDS',
    'cgroups',
  ),
  // fs/file_table.c
  pattern(
    'files',
    /VFS: file-max limit \d+ reached/,
    'the machine may not open more files',
    'critical',
    'FD',
    'system',
  ),
  // arch/x86/kernel/cpu/mce, drivers/edac, drivers/acpi/apei
  pattern(
    'hardware',
    /\[Hardware Error\]|^mce: |Machine check|EDAC .*(CE|UE)|PCIe Bus Error|AER: /,
    'the hardware reports an error',
    'critical',
    null,
    'system',
  ),
  pattern(
    'heat',
    /temperature above threshold|cpu clock throttled/i,
    'a CPU runs slower as it is too hot',
    'warning',
    'CPU-CAPPED',
    'system',
  ),
  // kernel/time/clocksource.c
  pattern(
    'clock',
    /Marking clocksource .* as unstable|clocksource: .*(unstable|watchdog.*failed)/i,
    'the fast clock was given up: reading the time costs more now',
    'warning',
    'CLOCK',
    'system',
  ),
  // kernel/sched/rt.c
  pattern(
    'rt',
    /RT throttling activated/,
    'real-time threads used up their share of a CPU',
    'warning',
    'RT-HOG',
    'load',
  ),
  // arch/x86/mm/fault.c, kernel/signal.c, mm/util.c
  pattern(
    'segfault',
    /segfault at|traps: .*(general protection|trap )|unhandled signal/,
    'a program crashed',
    'info',
    null,
    'processes',
  ),
]
