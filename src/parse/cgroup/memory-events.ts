import { flatKeyed } from '../keyed.ts'

/** Times something happened to the group or to one below it. */
export interface MemoryEvents {
  /** It was reclaimed though it uses less than memory.low. V2 only. */
  readonly low?: number
  /** It was made to reclaim, and slowed down, by memory.high. V2 only. */
  readonly high?: number
  /** It was about to go over memory.max. V2 only: in v1 see memory.failcnt. */
  readonly max?: number
  /** No room was found: tried before a kill. V2 only. */
  readonly oom?: number
  /** Processes killed. In v1 since Linux 4.13, and of this group alone. */
  readonly oomKill?: number
}

/**
 * memory.events of a v2 cgroup: `oom_kill 0`, one name and number a line; and memory.oom_control of v1, which has `oom_kill` only.
 * Kernel: mm/memcontrol.c __memory_events_show; mm/memcontrol-v1.c mem_cgroup_oom_control_read
 */
export function parseMemoryEvents(file: Buffer): MemoryEvents {
  const all = flatKeyed('memory.events', file)
  const [low, high, max, oom, oomKill] = ['low', 'high', 'max', 'oom', 'oom_kill'].map((name) => all.get(name))
  return {
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    ...(max !== undefined && { max }),
    ...(oom !== undefined && { oom }),
    ...(oomKill !== undefined && { oomKill }),
  }
}
