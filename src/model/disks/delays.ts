import { taskDelayacct } from '../../parse/sys/kernel.ts'
import { isMissing } from '../../source.ts'
import { model } from '../model.ts'

/**
 * Whether field 42 of /proc/PID/stat counts: since Linux 5.14 only with kernel.task_delayacct=1 (or booted with delayacct); before
 * there was no such switch and it always did. Kernel: Documentation/accounting/delay-accounting.rst
 */
export const delayAccounting = model({
  from: { taskDelayacct },
  derive: (of, facts): 'on' | 'off' | 'always' | 'unknown' => {
    const now = of.taskDelayacct.after
    if (!isMissing(now)) return now.value === 0 ? 'off' : 'on'
    // A capture that lacks the file says nothing of the kernel.
    return now.missing === 'absent' && facts.captured === null ? 'always' : 'unknown'
  },
})
