import { percentOf } from '../../format.ts'
import { cpu } from '../../model/cpu.ts'
import { pressure } from '../../model/load/pressure.ts'
import { cpuPressure } from '../../parse/pressure.ts'
import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import { type Clearance, inPercent, number } from './clearance.ts'

/** Below it there is room on the CPUs. */
const BUSY = 0.7
/** Of the time: short waits are part of any work. */
const WAITING = 0.1
const STOLEN = 0.02

/** CPU: the share that is busy; tasks that wait for one; time the hypervisor took. */
export const cpuCleared: Clearance = {
  sources: [stat, cpuPressure],
  clears(snapshot) {
    const shares = snapshot.get(cpu)
    const now = valueOf(reading(snapshot.samples.after, stat))
    if (!shares || !now) return null
    const stalled = snapshot.get(pressure).find(({ resource }) => resource === 'cpu')?.some ?? null
    // Without PSI, whoever reads runs too.
    const queued = Math.max(0, now.procsRunning - 1 - now.cpus.length)
    const waits = stalled ? (stalled.now ?? stalled.avg10) >= WAITING : queued > 0
    if (shares.busy >= BUSY || waits || shares.steal >= STOLEN) return null
    const waiting = stalled
      ? number(
          'time a task waited for a CPU',
          inPercent(stalled.now ?? stalled.avg10),
          inPercent(WAITING),
          '%',
          '/proc/pressure/cpu some',
        )
      : number('tasks queued beyond the CPUs', queued, 1, '', '/proc/stat procs_running')
    const idle = (stalled ? (stalled.now ?? stalled.avg10) : queued) < 0.01
    return {
      resource: 'cpu',
      says: `${percentOf(shares.busy)} busy, ${idle ? 'none waiting' : `a task waits ${percentOf(stalled?.now ?? stalled?.avg10 ?? null)} of the time`}`,
      evidence: [
        number('CPU busy', inPercent(shares.busy), inPercent(BUSY), '%', '/proc/stat cpu'),
        waiting,
        number('taken by the hypervisor', inPercent(shares.steal), inPercent(STOLEN), '%', '/proc/stat cpu steal'),
      ],
    }
  },
}
