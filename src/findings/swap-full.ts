import { bytesLong, percentOf } from '../format.ts'
import { swapLevel } from '../model/swap/level.ts'
import { swapHolders } from '../model/swap/most.ts'
import { meminfo } from '../parse/meminfo.ts'
import { memoryPressure } from '../parse/pressure.ts'
import { culpritsOf, mostOf } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { memoryStall, STALL_FROM } from './parts/stall.ts'
import { amount, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const swapFull: Rule = {
  id: 'SWAP-FULL',
  title: 'swap nearly full',
  help: 'Swap takes nearly no page more, so that anonymous memory must stay in RAM. It harms once memory is short as well. SwapFree and MemAvailable of /proc/meminfo.',
  resource: 'swap',
  limits: {
    warning: { value: 10, unit: '%', why: 'below this much free a burst finds no slot' },
    critical: { value: 2, unit: '%', why: 'next to nothing is left' },
    exit: { value: 12, unit: '%', why: 'a little above where it begins' },
    available: {
      value: 20,
      unit: '%',
      why: 'with more memory available nothing wants to go to swap: it is full of cold pages',
    },
    available_critical: { value: 10, unit: '%', why: 'memory is short too: what comes next is a kill' },
    stall: { value: 10, unit: '%', why: 'tasks wait for memory in a tenth of the time' },
    tiny: {
      value: 5,
      unit: '%',
      why: 'of memory: so small a swap is made for a little cold memory and may well be full',
    },
  },
  window: 10,
  sources: () => [meminfo, memoryPressure],
  sign: (snapshot, limits) => {
    const level = snapshot.get(swapLevel)
    return level !== null && level.total > 0 && (level.free / level.total) * 100 < limits('exit')
  },
  dear: () => ({ processes: { everybody: ['cgroup', 'status'] } }),
  see: (snapshot, limits) => {
    const level = snapshot.get(swapLevel)
    if (!level) return notTold(snapshot, meminfo, 'SwapTotal')
    const { total, free, memTotal, available } = level
    const size = amount('swap', total, null, '/proc/meminfo SwapTotal')
    if (total === 0) return { clear: true, evidence: [size] }
    const { some } = memoryStall(snapshot)
    const left = free / total
    const room = available === null ? null : available / memTotal
    const evidence = [
      share('swap free', left, limits('warning'), '/proc/meminfo SwapFree, SwapTotal'),
      share('memory available', room, limits('available'), '/proc/meminfo MemAvailable'),
      share('time tasks waited for memory', some, limits('stall'), STALL_FROM),
      size,
    ]
    if (left * 100 >= limits('exit')) return { clear: true, evidence }
    const isLow = room !== null && room * 100 < limits('available')
    const isShort = isLow || (some !== null && some * 100 >= limits('stall'))
    const isTiny = (total / memTotal) * 100 < limits('tiny')
    const isLast = left * 100 < limits('critical') && room !== null && room * 100 < limits('available_critical')
    const blamed = swapHolders(snapshot)
    const rest = isLow
      ? 'memory is short too, so the next burst ends in a kill.'
      : isShort
        ? 'tasks wait for memory, although the machine has some: a cgroup at its limit cannot swap any more.'
        : 'memory is not short: cold pages, no harm now.'
    return {
      seen: !isShort ? 'info' : isLast && !isTiny ? 'critical' : isTiny ? 'info' : 'warning',
      hold: left * 100 >= limits('warning'),
      value: 100 - left * 100,
      says: `Swap has ${bytesLong(free)} free of ${bytesLong(total)} (${percentOf(left)}), and ${rest}${mostOf(blamed, 'Most of it is held by')}`,
      evidence,
      culprits: culpritsOf(blamed, bytesLong),
      next: isShort
        ? 'End or limit what holds the memory; add memory or swap.'
        : 'Nothing now; add swap or memory before the load grows.',
      verify: 'swapon --show; free -h',
    }
  },
}
