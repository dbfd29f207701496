import { bytesPerSecond, count as counted, percentOf } from '../format.ts'
import { type IoLimitUse, ioGroupsLookedAt, ioLimitSources, ioLimitUses } from '../model/cgroups/io-limits.ts'
import { type Turns, turnOf, turnsAfter } from '../model/cgroups/turns.ts'
import { devices } from '../model/disks/devices.ts'
import { paces, slowest } from '../model/disks/paces.ts'
import { loadSources } from '../model/load/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { diskstats } from '../parse/diskstats.ts'
import { stat } from '../parse/stat.ts'
import type { Process } from '../sample/process.ts'
import { shellWord } from '../shell-word.ts'
import { notAll, toldOfLeft } from './parts/cgroups-left.ts'
import { cgroupCulprit, processCulprit } from './parts/culprits.ts'
import {
  deviceScope,
  inMilliseconds,
  ioStall,
  sleepersInD,
  stallTold,
  stuckThreads,
  WAIT_SOURCES,
} from './parts/disks.ts'
import { notTold } from './parts/missing.ts'
import type { Evidence, Rule } from './rule.ts'

export const cgIo: Rule<Turns> = {
  id: 'CG-IO',
  title: 'cgroup held at its I/O limit',
  help: 'A cgroup (container, unit) may read or write only so much a second (io.max, in v1 blkio.throttle.*), and its programs wait for that while the disk itself has time. Documentation/admin-guide/cgroup-v2.rst.',
  resource: 'disks',
  limits: {
    used: { value: 90, unit: '%', why: 'the kernel lets a group have its limit in slices, a little less than whole' },
    exit: { value: 75, unit: '%', why: 'clearly below' },
    waits: { value: 10, unit: '%', why: 'tasks wait for I/O: it is looked at whether a limit makes them' },
  },
  window: 10,
  sources: () => [diskstats, ...WAIT_SOURCES],
  sign: (snapshot, limits) => (ioStall(snapshot) ?? 0) * 100 >= limits('waits'),
  dear: (samples, kept) => ({
    sources: [
      ...loadSources(samples),
      ...ioLimitSources(samples, sleepersInD(samples?.after.processes ?? null), turnOf(kept)),
    ],
    processes: { threads: 'moved', active: ['cgroup', 'owner'] },
  }),
  see: (snapshot, limits, was) => {
    const stalled = ioStall(snapshot)
    if (stalled === null) return notTold(snapshot, stat, 'procs_blocked')
    const stall = stallTold(snapshot, limits('waits'))
    const rows = sleepersInD(snapshot.samples.after.processes)
    const uses = ioLimitUses(snapshot, rows)
    const [worst] = uses
    const lookedAt = ioGroupsLookedAt(snapshot.samples, rows, turnOf(was))
    const full = uses.filter((use) => use.share * 100 >= limits('exit')).map(({ path }) => path)
    const kept = turnsAfter(was, lookedAt !== null, snapshot.samples, [...new Set(full)])
    const left = toldOfLeft(lookedAt, '/proc/PID/cgroup of programs that wait')
    const told = worst ? [useTold(worst, nameOf(snapshot, worst.device), limits('used'))] : []
    if (!worst || full.length === 0) {
      // What stays in sight was looked at, and is well again.
      if (lookedAt && !was?.troubled.size) return notAll(lookedAt, 'io.max', kept)
      return { clear: true, evidence: [...told, stall, ...left], kept }
    }
    const stuck = new Set((stuckThreads(snapshot) ?? []).map(({ look }) => look.pid))
    const victims = rows.filter((row) => stuck.has(row.pid) && isWithin(row, worst.path))
    const [victim] = victims
    const device = nameOf(snapshot, worst.device)
    const answer = awaitOf(snapshot, device)
    const amount = worst.of.startsWith('bytes') ? bytesPerSecond(worst.limit) : `${counted(worst.limit)}/s`
    return {
      seen: victim ? 'warning' : 'info',
      hold: worst.share * 100 < limits('used'),
      value: worst.share * 100,
      says: `${worst.path} may have ${amount} of ${worst.of} on ${device} and uses ${percentOf(worst.share)} of that${victim ? `; ${victim.stat.comm} ${victim.pid} waits for it` : ''}.`,
      evidence: [
        useTold(worst, nameOf(snapshot, worst.device), limits('used')),
        stall,
        inMilliseconds(`${device} itself: time until done`, answer, null, '/proc/diskstats'),
        ...left,
      ],
      culprits: [
        cgroupCulprit(worst.path, `${percentOf(worst.share)} of ${amount}`),
        ...victims.slice(0, 2).map((row) => processCulprit(row, 'waits')),
      ],
      scope: { ...deviceScope(device, []), cgroups: [worst.path], pids: victims.map(({ pid }) => pid) },
      next: `Raise the limit if the disk has room (${worst.file}), or let the program ask for less.`,
      caution: 'The limit is there for the sake of others on that disk.',
      verify: `cat ${shellWord(worst.file)}; iostat -x ${device} 1`,
      kept,
    }
  },
}

function isWithin({ more }: Process, path: string): boolean {
  const groups = more.cgroup && 'value' in more.cgroup ? more.cgroup.value : []
  return groups.some((group) => group.path === path || group.path.startsWith(`${path}/`))
}

function useTold({ of, used, limit, path, file }: IoLimitUse, device: string, from: number): Evidence {
  const unit = of.startsWith('bytes') ? 'B/s' : '/s'
  return { what: `${of} by ${path} on ${device}`, seen: used, limit: (from / 100) * limit, unit, from: file }
}

function nameOf(snapshot: Snapshot, number: string): string {
  return snapshot.get(devices).find((device) => device.number === number)?.name ?? number
}

function awaitOf(snapshot: Snapshot, device: string): number | null {
  const pace = (snapshot.get(paces) ?? []).find(({ name }) => name === device)
  return pace ? (slowest(pace.rates, 0, Number.POSITIVE_INFINITY)?.await ?? null) : null
}
