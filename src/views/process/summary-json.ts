import { commandOf } from '../../model/command.ts'
import { ioRate } from '../../model/io-rates.ts'
import { capabilityNames } from '../../model/process/capabilities.ts'
import { binding, cgroupLimits } from '../../model/process/cgroup-limits.ts'
import { familyOf } from '../../model/process/family.ts'
import { namespacesOf } from '../../model/process/namespaces.ts'
import { effectiveOf } from '../../model/process/scaling-of.ts'
import { stateName } from '../../model/process/state-words.ts'
import { policyName } from '../../model/scheduling.ts'
import { moreRate, statRate } from '../../model/task-rates.ts'
import { users } from '../../model/users.ts'
import { isMissing } from '../../source.ts'
import { finite, initNamespaces, memoryUse, usesOf } from './numbers.ts'
import type { Seen } from './page.ts'

/** Raw values, units in the key, null where it is not known or not permitted; no limit is null too. */
export function summaryJson(on: Seen): Readonly<Record<string, unknown>> {
  const { snapshot, looked } = on
  const { process } = looked
  if (!process) return {}
  const { stat } = process
  const { tick } = snapshot.facts
  const { tasks } = snapshot
  const owner = looked.value('owner')
  const family = familyOf(process, tasks.rows)
  const memory = memoryUse(on, process)
  const status = looked.value('status')
  const own = looked.value('ns')
  const named = (one: typeof process) => ({ pid: one.pid, comm: one.stat.comm })
  const cpu = looked.row < 0 ? Number.NaN : (tasks.cpus[looked.row] as number) * 100
  return {
    comm: stat.comm,
    command: commandOf(process),
    argv: looked.value('cmdline'),
    exe: looked.value('exe'),
    cwd: looked.value('cwd'),
    root: looked.value('root'),
    state: stat.state,
    state_name: stateName(stat.state),
    wchan: looked.value('wchan'),
    parent: family.parent ? named(family.parent) : null,
    children: family.children.map(named),
    user: owner === null ? null : (snapshot.get(users).get(owner) ?? `${owner}`),
    uids: status?.uid ?? null,
    gids: status?.gid ?? null,
    policy: policyName(stat),
    pri: stat.priority,
    ni: stat.nice,
    cpu_percent: finite(cpu),
    user_seconds: stat.utime * tick,
    system_seconds: stat.stime * tick,
    threads: stat.threads,
    virt_bytes: memory.virt,
    res_bytes: memory.res,
    shr_bytes: memory.shared,
    anon_bytes: memory.anon,
    file_bytes: memory.file,
    shmem_bytes: memory.shmem,
    swap_bytes: memory.swap,
    minor_faults_per_second: statRate(tasks, looked.row, (p) => p.stat.minflt),
    major_faults_per_second: statRate(tasks, looked.row, (p) => p.stat.majflt),
    read_bytes_per_second: ioRate(tasks, looked.row, (io) => io.readBytes),
    write_bytes_per_second: ioRate(tasks, looked.row, (io) => io.writeBytes),
    voluntary_switches_per_second: moreRate(tasks, looked.row, 'status', (s) => s.voluntaryCtxtSwitches),
    involuntary_switches_per_second: moreRate(tasks, looked.row, 'status', (s) => s.nonvoluntaryCtxtSwitches),
    limits: limitsJson(on),
    cgroup: cgroupJson(on),
    namespaces:
      own &&
      namespacesOf(own, initNamespaces(snapshot, looked.id.pid, own)).map(({ type, inode, isShared }) => ({
        type,
        inode,
        shared_with_pid_1: isShared,
      })),
    ns_pids: status?.nspid ?? null,
    capabilities_effective: status?.capEff === undefined ? null : capabilityNames(status.capEff),
    seccomp: status?.seccomp ?? null,
    no_new_privs: status?.noNewPrivs ?? null,
    tracer_pid: status?.tracerPid || null,
    oom_score: looked.value('oom_score'),
    oom_score_adj: looked.value('oom_score_adj'),
  }
}

function limitsJson(on: Seen) {
  const uses = on.looked.process ? usesOf(on, on.looked.process) : []
  if (!Array.isArray(uses)) return null
  return uses.map(({ name, soft, hard, unit, used }) => ({ name, soft: finite(soft), hard: finite(hard), unit, used }))
}

function cgroupJson({ snapshot, looked }: Seen) {
  const groups = looked.file('cgroup')
  if (isMissing(groups)) return null
  const limits = cgroupLimits(snapshot.samples, groups.value)
  const effective = effectiveOf(snapshot, looked, limits)
  const [memory, pids] = [binding(limits.memory), binding(limits.pids)]
  return {
    paths: groups.value.map(({ controllers, path }) => ({ controllers, path })),
    effective_cpus: effective?.cpus ?? null,
    effective_cpus_by: effective?.by ?? null,
    effective_cpus_path: effective?.path ?? null,
    memory_limit_bytes: memory?.limit ?? null,
    memory_used_bytes: memory?.used ?? null,
    memory_working_set_bytes: memory?.workingSet ?? null,
    memory_limit_path: memory?.path ?? null,
    pids_limit: pids?.limit ?? null,
    pids_used: pids?.used ?? null,
  }
}
