import type { LoadInput } from '../../../src/model/load/decompose.ts'
import type { ThreadLook } from '../../../src/model/load/thread.ts'

/** A sleeping thread that is its own process, but for what is given. */
export function look(given: Partial<ThreadLook> & { readonly tid: number }): ThreadLook {
  return {
    pid: given.pid ?? given.tid,
    ppid: 1,
    starttime: 100 + given.tid,
    processStarttime: 100 + (given.pid ?? given.tid),
    comm: `thread${given.tid}`,
    command: `thread${given.tid} --run`,
    state: 'S',
    flags: 0,
    processor: 0,
    policy: 0,
    wchan: null,
    stack: null,
    waitNs: null,
    runNs: null,
    cgroup: '/',
    frozen: false,
    ...given,
  }
}

/** Numbers that look random and are the same in every run (xorshift32). */
export function sequence(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** A machine of two CPUs of which nothing else is known. */
export const twoCpus: Omit<LoadInput, 'threads'> = {
  before: null,
  procsRunning: null,
  reader: null,
  cpus: 2,
  throttled: new Set(),
}
