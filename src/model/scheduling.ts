import type { PidStat } from '../parse/pid/stat.ts'

/** By SCHED_* number. include/uapi/linux/sched.h; the short names are those of ps CLS. */
const POLICIES: Readonly<Record<number, string>> = {
  0: 'TS',
  1: 'FF',
  2: 'RR',
  3: 'B',
  5: 'IDL',
  6: 'DLN',
  7: 'EXT',
}

/** `TS`, `FF/50`: the policy, with the real-time priority where it has one. */
export function policyName(stat: Pick<PidStat, 'policy' | 'rtPriority'>): string {
  const name = POLICIES[stat.policy] ?? `${stat.policy}`
  return stat.policy === 1 || stat.policy === 2 ? `${name}/${stat.rtPriority}` : name
}

/**
 * What top calls PR and htop PRI: the kernel's priority, 20 + nice, −1 − rtprio; `rt` from real-time priority 99 up and for deadline.
 * Higher is later. fs/proc/array.c; procps src/top/top.c EU_PRI
 */
export function priorityName(stat: Pick<PidStat, 'priority'>): string {
  return stat.priority < -99 ? 'rt' : `${stat.priority}`
}

/** Nice means something only to these policies. */
export function hasNice(stat: Pick<PidStat, 'policy'>): boolean {
  return stat.policy === 0 || stat.policy === 3 || stat.policy === 5 || stat.policy === 7
}
