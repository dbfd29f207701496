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
    // Newer kernels put `in I/O wait` between.
    /^INFO: task .+:\d+ blocked (in I\/O wait )?for more than \d+ seconds/,
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
    /^BUG: workqueue lockup/,
    'work of the kernel was not begun for half a minute',
    'warning',
    'CPU-SYS',
    'system',
  ),
  // For its developers: 10 ms on a machine that is well.
  pattern('lockup', /workqueue: .* hogged CPU/, 'a kernel worker kept a CPU for 10 ms', 'info', 'CPU-SYS', 'system'),
  pattern(
    'panic',
    // That of a program begins with `traps: `.
    /^Kernel panic|^Oops|^BUG: |kernel BUG at|^general protection fault|unable to handle (kernel|page)/i,
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
  // arch/x86/kernel/cpu/mce, drivers/edac, drivers/acpi/apei, drivers/pci/pcie/aer.c
  pattern(
    'corrected',
    /event severity: (corrected|info)|\bCorrect(ed|able) error|severity=Correct|\bEDAC .*\bCE\b|STATUS\[[^\]]*\bCE\b|Machine check events logged|Machine Check: 0|CMCI storm/,
    'the hardware corrected an error: where they come often, a part is about to fail',
    'warning',
    null,
    'system',
  ),
  pattern(
    'hardware',
    // Of a report in several lines only the one that says how bad it is. At boot the same drivers say that they are there:
    // `mce: CPU supports 22 MCE banks`, `AER: enabled with IRQ 122`.
    /\[Hardware Error\]: .*(event severity: |Machine Check Exception|STATUS\[|Uncorrected|Deferred|Fatal)|^mce: (?!\[Hardware Error\]).*[Ee]rror|Machine check: |\bEDAC .*\bUE\b|PCIe Bus Error|AER: .*error/,
    'the hardware reports an error',
    'critical',
    null,
    'system',
  ),
  pattern(
    'heat',
    // With `is` since 5.6. drivers/thermal/intel/therm_throt.c
    /temperature (is )?above threshold|cpu clock (is )?throttled/i,
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
