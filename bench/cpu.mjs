import { readdirSync, readFileSync } from 'node:fs'
import koffi from 'koffi'

const libc = koffi.load('libc.so.6')
const clockGettime = libc.func('int clock_gettime(int id, _Out_ int64_t *time)')
const time = new BigInt64Array(2)
/** USER_HZ is 100 on every architecture Linux runs Node on. */
const tickMs = 10

/**
 * CPU time of one process, ns: all its threads, the ended ones too. Null when it is gone.
 * The clock id is what clock_getcpuclockid(3) gives: (~pid << 3) | CPUCLOCK_SCHED.
 * @param {number} pid
 * @returns {bigint | null}
 */
export function cpuNs(pid) {
  if (clockGettime((~pid << 3) | 2, time) !== 0) return null
  const [seconds = 0n, nanoseconds = 0n] = time
  return seconds * 1_000_000_000n + nanoseconds
}

/**
 * CPU time of a process, its living descendants, and those of them that ended and were waited for, ms.
 * @param {number} pid
 */
export function treeCpuMs(pid) {
  return tree(pid).reduce((sum, each) => sum + Number(cpuNs(each) ?? 0n) / 1e6 + reapedMs(each), 0)
}

/**
 * Resident memory of a process and its living descendants, MiB; pages they share are counted in each.
 * @param {number} pid
 */
export function treeRssMib(pid) {
  return tree(pid).reduce((sum, each) => sum + rssMib(each), 0)
}

/**
 * A process and its living descendants.
 * @param {number} pid
 * @returns {number[]}
 */
export function tree(pid) {
  const all = [pid]
  for (const each of all) all.push(...children(each))
  return all
}

/** @param {number} pid */
function children(pid) {
  return ifThere(
    () => {
      const threads = readdirSync(`/proc/${pid}/task`)
      return threads.flatMap((tid) => readFileSync(`/proc/${pid}/task/${tid}/children`, 'latin1').split(' '))
    },
    /** @type {string[]} */ ([]),
  )
    .filter((text) => text !== '')
    .map(Number)
}

/** cutime + cstime, fields 16 and 17 of /proc/PID/stat. @param {number} pid */
function reapedMs(pid) {
  const stat = ifThere(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' ? 0 : (Number(fields[13]) + Number(fields[14])) * tickMs
}

/** @param {number} pid */
function rssMib(pid) {
  const status = ifThere(() => readFileSync(`/proc/${pid}/status`, 'latin1'), '')
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024
}

/**
 * What `read` gives, or `otherwise` for a process or thread that ended between list and read.
 * @template T
 * @param {() => T} read
 * @param {T} otherwise
 * @returns {T}
 */
function ifThere(read, otherwise) {
  try {
    return read()
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code
    if (code === 'ENOENT' || code === 'ESRCH') return otherwise
    throw error
  }
}
