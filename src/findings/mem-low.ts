import { bytesLong, percentOf } from '../format.ts'
import { parts } from '../model/memory/parts.ts'
import { privateHolders } from '../model/memory/resident.ts'
import { roomOf } from '../model/memory/room.ts'
import { memory } from '../model/memory.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { meminfo } from '../parse/meminfo.ts'
import { memoryPressure } from '../parse/pressure.ts'
import type { Bytes } from '../units.ts'
import { culpritsOf, mostOf } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { memoryStall, STALL_FROM } from './parts/stall.ts'
import { amount, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

const MIB = 2 ** 20

/** `kept`: what was available at the look before. */
export const memLow: Rule<Bytes> = {
  id: 'MEM-LOW',
  title: 'memory nearly gone',
  help: 'Little memory is left that programs could have without swapping: MemAvailable of /proc/meminfo, which counts cache that can be dropped. A low MemFree alone is normal.',
  resource: 'memory',
  limits: {
    warning: { value: 10, unit: '%', why: 'reserves and half of the cache are left out of MemAvailable already' },
    warning_bytes: { value: 2048 * MIB, unit: 'B', why: 'on a large machine a tenth is still plenty' },
    critical: { value: 5, unit: '%', why: 'a burst of that size ends in direct reclaim' },
    critical_bytes: { value: 512 * MIB, unit: 'B', why: 'less than one larger program needs to start' },
    stall: { value: 10, unit: '%', why: 'tasks already wait for memory in a tenth of the time' },
    stall_below: {
      value: 20,
      unit: '%',
      why: 'with more available the waiting is about a cgroup limit, not the machine',
    },
    exit: { value: 1.2, unit: '×', why: 'ends only clearly above where it began: 12 % for 10 %' },
    rising: { value: 1, unit: '%', why: 'grown by so much of all memory since the last look, it is being given back' },
  },
  window: 10,
  sources: () => [...memory.sources, memoryPressure],
  sign: (snapshot, limits) => {
    const now = snapshot.get(memory)
    const room = now && roomOf(now)
    return now !== null && room !== null && room.bytes < (limits('stall_below') / 100) * now.total
  },
  dear: () => ({ sources: parts.sources, processes: { everybody: ['cgroup'] } }),
  see: (snapshot, limits, kept) => {
    const now = snapshot.get(memory)
    const room = now && roomOf(now)
    if (!now || !room) return notTold(snapshot, meminfo, 'MemAvailable')
    const { some } = memoryStall(snapshot)
    const { total } = now
    const least = (name: string) => Math.min((limits(name) / 100) * total, limits(`${name}_bytes`))
    const [warning, critical] = [least('warning'), least('critical')]
    const isStalled = some !== null && some * 100 >= limits('stall')
    const waits = isStalled && room.bytes < (limits('stall_below') / 100) * total
    const what = room.estimated ? 'memory available (estimated)' : 'memory available'
    const evidence = [
      amount(what, room.bytes, warning, '/proc/meminfo MemAvailable'),
      share('of all memory', room.bytes / total, limits('warning'), '/proc/meminfo MemAvailable, MemTotal'),
      share('time tasks waited for memory', some, limits('stall'), STALL_FROM),
    ]
    if (!(room.bytes < limits('exit') * warning || waits)) return { clear: true, evidence, kept: room.bytes }
    const isRising = kept !== null && room.bytes - kept > (limits('rising') / 100) * total
    const isCritical = room.bytes < critical && (isStalled || some === null)
    const blamed = privateHolders(snapshot)
    return {
      seen: isCritical ? 'critical' : 'warning',
      hold: isRising || !(room.bytes < warning || waits),
      value: (room.bytes / total) * 100,
      says: `${bytesLong(room.bytes)} of memory are left (${percentOf(room.bytes / total)}).${aside(snapshot)}${mostOf(blamed, 'Most is held by')}`,
      evidence,
      culprits: culpritsOf(blamed, bytesLong),
      next: 'See who holds and who grows in the memory and processes panes, then limit or end that; add memory or compressed swap (zram) if it is all needed.',
      caution: 'Do not drop caches: MemAvailable counts them already.',
      verify: 'free -w -h',
      kept: room.bytes,
    }
  },
}

/** Huge pages that are set aside are no program's leak, and no program can use them by chance. */
function aside(snapshot: Snapshot): string {
  const known = snapshot.get(parts)
  const huge = known?.parts.hugetlb ?? 0
  const shmem = known?.parts.shmem ?? 0
  if (!known) return ''
  if (huge >= known.total / 2) return ` ${bytesLong(huge)} are set aside as huge pages (vm.nr_hugepages).`
  return shmem >= known.total / 4 ? ` ${bytesLong(shmem)} are tmpfs and shared memory.` : ''
}
