import { type Mounted, missingMounts, mounted, mountSources } from '../model/disks/mounts.ts'
import { networkWaiters, serverOf, silentMounts } from '../model/disks/network-mounts.ts'
import { loadSources } from '../model/load/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { rowOf } from '../sample/process.ts'
import { shellWord } from '../shell-word.ts'
import { isMissing } from '../source.ts'
import { processCulprit } from './parts/culprits.ts'
import { logSources, logTold } from './parts/kernel-log.ts'
import { count } from './parts/told.ts'
import type { Culprit, Rule } from './rule.ts'

export const netfsDead: Rule = {
  id: 'NETFS-DEAD',
  title: 'file server does not answer',
  help: 'A mount has a server (NFS, SMB, Ceph) or a program (FUSE) behind it that does not answer; who touches it sleeps, often for ever. It is asked how full it is (statfs), off the main thread; who waits is told by wchan.',
  resource: 'disks',
  limits: {
    waiting: { value: 1, unit: '', why: 'with nobody waiting it harms nobody yet' },
  },
  window: 10,
  every: 5,
  sources: mountSources,
  sign: (snapshot) => silentMounts(snapshot).length > 0,
  dear: (samples) => ({
    sources: [...loadSources(samples), ...logSources(samples)],
    processes: { threads: 'moved', active: ['cgroup', 'owner'], everybody: ['wchan'] },
  }),
  see: (snapshot, limits) => {
    const silent = silentMounts(snapshot)
    const remote = snapshot.get(mounted).filter((mount) => mount.remote)
    const [first] = silent
    if (!first) {
      const [unknown] =
        remote.length === 0 ? [] : missingMounts(snapshot.samples).filter(({ source }) => source.startsWith('statfs-'))
      if (unknown && remote.every(({ usage }) => isMissing(usage))) return unknown
      const [table] = missingMounts(snapshot.samples).filter(({ source }) => source.includes('mountinfo'))
      if (table) return table
      return { clear: true, evidence: [count('mounts that do not answer', 0, 1, 'statfs')] }
    }
    const { threads, asleep } = networkWaiters(snapshot)
    const names = namesOf(snapshot, [...threads.map(({ look }) => look.pid), ...asleep.map(({ pid }) => pid)])
    const waits = names.length >= limits('waiting')
    const [victim] = names
    const server = serverOf(first)
    const isProgram = first.type.startsWith('fuse')
    return {
      seen: waits ? 'critical' : 'warning',
      value: Math.max(1, names.length),
      says: `${isProgram ? `The program behind ${first.mountPoint} (${first.type})` : `${server}, the server of ${first.mountPoint} (${first.type}),`} does not answer${
        victim
          ? `; ${victim[1]} ${victim[0]}${names.length > 1 ? ` and ${names.length - 1} more wait` : ' waits'} for it`
          : '; nobody seems to wait for it yet'
      }.`,
      evidence: [
        ...silent.map((mount) => ({
          what: mount.mountPoint,
          seen: 'no answer',
          limit: 'an answer',
          unit: '',
          from: 'statfs',
        })),
        count(
          'threads in D that wait for a file server',
          threads.length,
          limits('waiting'),
          '/proc/PID/task/TID/wchan',
        ),
        ...logTold(snapshot, ['netfs'], silent.map(serverOf)),
        count('programs that sleep in the same', asleep.length, null, '/proc/PID/task/TID/wchan request_wait_answer'),
      ],
      culprits: [
        ...silent.map(mountCulprit),
        ...victims(
          snapshot,
          names.map(([pid]) => pid),
        ),
      ],
      scope: { pids: names.map(([pid]) => pid) },
      next: isProgram
        ? `See whether the program behind it lives; else give the mount up: umount -l ${shellWord(first.mountPoint)}, or echo 1 > ${connectionOf(first, 'N')}/abort`
        : `See whether ${server} can be reached (ping, nc -z ${server} 2049) and serves; umount -f or -l ${shellWord(first.mountPoint)} gives it up.`,
      caution: 'Do not df, ls or tab-complete there: your shell would wait as well.',
      // What its program took cannot be interrupted: who asks the mount itself is caught, and `timeout` with it.
      verify: isProgram
        ? `cat ${connectionOf(first, '*')}/waiting; ps -eLo pid,tid,stat,wchan:24,comm | grep request_wait`
        : `timeout 3 stat -f ${shellWord(first.mountPoint)}; dmesg | grep "not responding"`,
    }
  },
}

/** The folder of its requests, named by the minor number: fs/fuse/control.c. Not told where the table has none, or of a block device. */
function connectionOf({ number }: Mounted, untold: string): string {
  return `/sys/fs/fuse/connections/${/^0:(\d+)$/.exec(number ?? '')?.[1] ?? untold}`
}

/** By pid; a thread has a name of its own, which says little of whose it is. */
function namesOf({ samples }: Snapshot, pids: readonly number[]): readonly (readonly [pid: number, name: string])[] {
  const rows = samples.after.processes?.rows ?? []
  return [...new Set(pids)].flatMap((pid) => {
    const row = rows[rowOf(rows, pid)]
    return row ? [[pid, row.stat.comm] as const] : []
  })
}

function mountCulprit({ mountPoint, source, type }: Mounted): Culprit {
  return {
    kind: 'mount',
    key: mountPoint,
    name: `${source} on ${mountPoint}`,
    share: `${type}, no answer`,
    drill: { view: 'disks', page: 'mounts', about: {} },
  }
}

function victims(snapshot: Snapshot, pids: readonly number[]): readonly Culprit[] {
  const rows = snapshot.samples.after.processes?.rows ?? []
  return rows
    .filter(({ pid }) => pids.includes(pid))
    .slice(0, 3)
    .map((row) => processCulprit(row, 'waits'))
}
