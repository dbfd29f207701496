import type { Bytes } from '../units.ts'
import { errnoOf, listNumbers, readPidFile } from './procfs.ts'

/** What the kernels have: 4 KiB on x86, 4 to 64 on ARM and POWER. */
const LEAST = 4 << 10
const MOST = 64 << 10
/** Fields of stat behind the name, from the state on. */
const VSIZE = 20

/**
 * How large a page is on the machine that a tree is of; null: nobody in it tells. A process tells the size of its address space twice:
 * in bytes in its stat, in pages in its statm. `place`: where a path is. Kernel: fs/proc/array.c do_task_stat, proc_pid_statm
 */
export function pageSizeOf(place: (path: string) => string): Bytes | null {
  for (const pid of pidsOf(place('/proc'))) {
    const size = told(place(`/proc/${pid}`))
    // Between the two reads it may have grown.
    if (size >= LEAST && size <= MOST && Number.isInteger(Math.log2(size))) return size
  }
  return null
}

function pidsOf(proc: string): readonly number[] {
  try {
    return listNumbers(proc)
  } catch (error) {
    errnoOf(error)
    return []
  }
}

/** NaN: it has none (kernel threads, zombies), or may not be read. */
function told(dir: string): number {
  try {
    const stat = readPidFile(dir, 'stat').toString('latin1')
    const bytes = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[VSIZE])
    return bytes / Number.parseInt(readPidFile(dir, 'statm').toString('latin1'), 10)
  } catch (error) {
    errnoOf(error)
    return Number.NaN
  }
}
