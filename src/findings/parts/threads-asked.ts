import { anyForAnother } from '../../model/load/for-server.ts'
import { loadSources } from '../../model/load/model.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Missing } from '../../source.ts'
import type { Dear } from '../rule.ts'

/** All threads, with where those in D sleep and what is frozen or throttled. */
export function allThreads(samples: Samples | null): Dear {
  const processes = samples?.after.processes
  return {
    sources: loadSources(samples),
    processes: {
      threads: 'moved',
      active: ['schedstat', 'cgroup', 'owner'],
      ...(processes && anyForAnother(processes) && { everybody: ['wchan'] }),
    },
  }
}

/** The sign has come, and the look at all threads comes with the next sample. */
export const THREADS_ASKED: Missing = {
  missing: 'pending',
  source: '/proc/PID/task',
  why: 'threads are looked at from now on: the next sample tells',
  remedy: null,
}
