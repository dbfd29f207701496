import { age, bytesLong, bytesPerSecond, percentOf } from '../format.ts'
import { demand, type Point, slope, withPoint } from '../model/memory/demand.ts'
import { likelyVictim } from '../model/memory/likely-victim.ts'
import { growers } from '../model/memory/resident.ts'
import { roomOf } from '../model/memory/room.ts'
import { memory } from '../model/memory.ts'
import { reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { meminfo } from '../parse/meminfo.ts'
import { memoryPressure } from '../parse/pressure.ts'
import { culpritsOf, processCulprit } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { FULL_STALL_FROM, memoryStall } from './parts/stall.ts'
import { events, flow, share } from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

const LAST_MINUTE = 60

/** `kept`: what can't be reclaimed, over the last minute. */
export const oomNear: Rule<readonly Point[]> = {
  id: 'OOM-NEAR',
  title: 'an OOM kill is near',
  help: 'Memory and swap are used up, or will be within a minute as anonymous memory, tmpfs and unreclaimable slab grow; then the kernel kills a program. /proc/meminfo, allocstall of /proc/vmstat, oom_score of /proc/PID.',
  resource: 'memory',
  limits: {
    available: { value: 3, unit: '%', why: 'about the reserve: what comes next waits for reclaim' },
    swap_free: { value: 5, unit: '%', why: 'nothing can go to swap any more' },
    full: { value: 10, unit: '%', why: 'reclaim no longer finds what is asked for' },
    time: { value: 60, unit: 's', why: 'too short for a person to do much' },
    time_below: { value: 20, unit: '%', why: 'a program that starts grows fast too; with more available it has room' },
    exit: { value: 5, unit: '%', why: 'clearly above where it begins' },
  },
  window: 5,
  sources: () => [...memory.sources, ...reclaim.sources, memoryPressure],
  // Growth is seen in plain files alone, and who it is asked then: where there are many processes, looks that read all of them would be
  // too rare for the trend.
  sign: (snapshot, limits) => {
    const room = roomIn(snapshot)
    return room !== null && stateOf(room, { time: null, ...waits(snapshot) }, limits) === 'seen'
  },
  dear: () => ({ processes: { everybody: ['cgroup', 'oom_score'] } }),
  see: (snapshot, limits, kept) => {
    const room = roomIn(snapshot)
    const now = snapshot.get(demand)
    if (!room || now === null) return notTold(snapshot, meminfo, 'MemAvailable or AnonPages')
    const points = withPoint(kept ?? [], { at: snapshot.samples.after.at, bytes: now }, LAST_MINUTE)
    const grows = slope(points)
    const time = grows !== null && grows > 0 ? (room.bytes + room.swapFree) / grows : null
    const { full, stalls } = waits(snapshot)
    const evidence = [
      share('memory available', room.share, limits('available'), '/proc/meminfo MemAvailable'),
      share('swap free', room.swapShare, limits('swap_free'), '/proc/meminfo SwapFree'),
      flow('memory that cannot be reclaimed grows', grows, null, '/proc/meminfo AnonPages, Shmem, SUnreclaim'),
      { what: 'time until none is left', seen: time, limit: limits('time'), unit: 's', from: '/proc/meminfo' },
      events('programs that had to free memory', stalls, 0, '/proc/vmstat allocstall_*'),
      share('time all tasks waited at once', full, limits('full'), FULL_STALL_FROM),
    ]
    const state = stateOf(room, { time, stalls, full }, limits)
    if (state === 'clear') return { clear: true, evidence, kept: points }
    const victim = likelyVictim(snapshot)
    const blamed = growers(snapshot)
    const who = blamed[0] ? ` ${blamed[0].cgroup ?? blamed[0].most.stat.comm} grows.` : ''
    const next = victim ? ` The kernel would most likely kill ${victim.stat.comm} ${victim.pid}.` : ''
    const when = time !== null && time < limits('time') ? `, used up in ${age(time)} at this pace` : ''
    return {
      seen: 'critical',
      hold: state === 'hold',
      value: 100 - room.share * 100,
      says: `An OOM kill is near: ${bytesLong(room.bytes)} of memory (${percentOf(room.share)}) and ${bytesLong(room.swapFree)} of swap are left${when}.${who}${next}`,
      evidence,
      culprits: [
        ...culpritsOf(blamed, (rate) => `+${bytesPerSecond(rate)}`),
        ...(victim ? [processCulprit(victim, 'likely victim')] : []),
      ],
      next: 'End or limit what grows, now: a program you choose is better than one the kernel chooses.',
      caution: 'oom_score_adj only moves the kill to another program.',
      verify: victim ? `free -h; cat /proc/${victim.pid}/oom_score` : 'free -h',
      kept: points,
    }
  },
}

interface Left {
  readonly bytes: number
  readonly share: number
  readonly swapFree: number
  /** Null: there is no swap. */
  readonly swapShare: number | null
}

function roomIn(snapshot: Snapshot): Left | null {
  const now = snapshot.get(memory)
  const room = now && roomOf(now)
  if (!now || !room) return null
  const swapFree = now.swapTotal === null || now.swapUsed === null ? 0 : now.swapTotal - now.swapUsed
  return {
    bytes: room.bytes,
    share: room.bytes / now.total,
    swapFree,
    swapShare: now.swapTotal ? swapFree / now.swapTotal : null,
  }
}

/** Who had to wait for memory since the last look. */
function waits(snapshot: Snapshot): Omit<Signs, 'time'> {
  return { stalls: snapshot.get(reclaim).stalls, full: memoryStall(snapshot).full }
}

interface Signs {
  readonly time: number | null
  readonly stalls: number | null
  readonly full: number | null
}

function stateOf(room: Left, { time, stalls, full }: Signs, limits: LimitValues): 'seen' | 'hold' | 'clear' {
  const isSwapGone = room.swapShare === null || room.swapShare * 100 < limits('swap_free')
  const isWaiting = (stalls ?? 0) > 0 || (full ?? 0) * 100 >= limits('full')
  if (isSwapGone && isWaiting && room.share * 100 < limits('available')) return 'seen'
  if (time !== null && time < limits('time') && room.share * 100 < limits('time_below')) return 'seen'
  return isSwapGone && room.share * 100 < limits('exit') ? 'hold' : 'clear'
}
