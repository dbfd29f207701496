import { readdirSync } from 'node:fs'
import { setPriority } from 'node:os'
import type { Target } from '../effect.ts'
import { codeOf, eachTarget } from './each-target.ts'

/** Gives every thread of each process a nice value; one line that says what came of it. Nice belongs to threads: setpriority(2), NOTES. */
export async function renice(nice: number, targets: readonly Target[]): Promise<string> {
  const { told } = await eachTarget(`nice ${nice}`, 'given', targets, (pid) => {
    const tids = readdirSync(`/proc/${pid}/task`)
    const ended = tids.filter((tid) => !isGiven(Number(tid), nice))
    return ended.length < tids.length ? null : 'ESRCH'
  })
  return told
}

/** False: it has ended since it was listed, as threads do while their process goes on. */
function isGiven(tid: number, nice: number): boolean {
  try {
    setPriority(tid, nice)
    return true
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
    return false
  }
}
