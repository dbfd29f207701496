import { readdirSync } from 'node:fs'
import { setPriority } from 'node:os'
import type { Target } from '../effect.ts'
import { eachTarget } from './each-target.ts'

/** Gives every thread of each process a nice value; one line that says what came of it. Nice belongs to threads: setpriority(2), NOTES. */
export function renice(nice: number, targets: readonly Target[]): Promise<string> {
  return eachTarget(`nice ${nice}`, 'given', targets, (pid) => {
    for (const tid of readdirSync(`/proc/${pid}/task`)) setPriority(Number(tid), nice)
    return null
  })
}
