import { cgroupOf } from '../../model/cgroup-of.ts'
import { commandOf, isKernelThread } from '../../model/command.ts'
import { ioRate } from '../../model/io-rates.ts'
import { overcommit } from '../../model/overcommit.ts'
import { hasNice, policyName } from '../../model/scheduling.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { moreRate, statRate } from '../../model/task-rates.ts'
import type { Process } from '../../sample/process.ts'
import type { PidFile } from '../../sample/wants.ts'
import type { Seconds } from '../../units.ts'
import { type Place, SWITCHES } from '../view.ts'
import { asked, known } from './cells.ts'
import { taskContext } from './context.ts'

/** Files of every process that the JSON needs. */
export const JSON_FILES: readonly PidFile[] = [
  'statm',
  'owner',
  'status',
  'io',
  'cgroup',
  'oom_score',
  'wchan',
  'cmdline',
]

/** One row a process: raw values, units in the key, null where it is not known or not permitted. */
export function processesJson(
  snapshot: Snapshot,
  _place: Place,
  shown: readonly number[] | null = null,
): Readonly<Record<string, unknown>> {
  const table = snapshot.tasks
  const context = taskContext(snapshot, SWITCHES)
  const { memTotal, tick, pageSize, bootTime } = context
  const promised = snapshot.get(overcommit)
  return {
    overcommit: {
      mode: promised.mode,
      commit_limit_bytes: promised.limit,
      committed_as_bytes: promised.committed,
      overcommit_ratio_percent: promised.ratio,
    },
    refused: snapshot.samples.after.processes?.refused ?? 0,
    rows: (shown ?? [...table.rows.keys()]).map((row) => {
      const process = table.rows[row] as Process
      const { stat, statm, more } = process
      const owner = asked(more.owner)
      const status = asked(more.status)
      const res = statm ? statm.resident * pageSize : null
      return {
        pid: process.pid,
        ppid: stat.ppid,
        user: owner === null ? null : (context.users.get(owner) ?? `${owner}`),
        uid: owner,
        pri: stat.priority,
        ni: hasNice(stat) ? stat.nice : null,
        policy: policyName(stat),
        rt_priority: stat.rtPriority,
        state: stat.state,
        virt_bytes: stat.vsize,
        res_bytes: res,
        shr_bytes: statm ? statm.shared * pageSize : null,
        swap_bytes: status ? (status.vmSwap ?? (isKernelThread(process) ? 0 : null)) : null,
        cpu_percent: known((table.cpus[row] as number) * 100),
        mem_percent: res === null || memTotal === null ? null : (res / memTotal) * 100,
        time_seconds: (stat.utime + stat.stime) * tick,
        threads: stat.threads,
        minor_faults_per_second: statRate(table, row, (p) => p.stat.minflt),
        major_faults_per_second: statRate(table, row, (p) => p.stat.majflt),
        read_bytes_per_second: ioRate(table, row, (io) => io.readBytes),
        write_bytes_per_second: ioRate(table, row, (io) => io.writeBytes),
        voluntary_switches_per_second: moreRate(table, row, 'status', (s) => s.voluntaryCtxtSwitches),
        involuntary_switches_per_second: moreRate(table, row, 'status', (s) => s.nonvoluntaryCtxtSwitches),
        oom_score: asked(more.oom_score),
        last_cpu: stat.processor,
        node: context.nodes.get(stat.processor) ?? null,
        cgroup: cgroupOf(process),
        wchan: asked(more.wchan),
        started_at: bootTime === null ? null : isoTime(bootTime + stat.starttime * tick),
        kernel_thread: isKernelThread(process),
        comm: stat.comm,
        command: commandOf(process),
      }
    }),
  }
}

/** A capture may say anything. */
function isoTime(time: Seconds): string | null {
  const moment = new Date(time * 1000)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}
