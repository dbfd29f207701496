import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seenWchan, type ThreadLook } from '../../../src/model/load/thread.ts'
import { parsePidStat } from '../../../src/parse/pid/stat.ts'

const CASES = join(import.meta.dirname, '../../fixtures')

/** All threads of one instant, as root sees them. */
export function capturedThreads(instant: string): ThreadLook[] {
  const proc = join(CASES, instant, 'proc')
  const pids = readdirSync(proc).filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    const task = join(proc, pid, 'task')
    const leader = parsePidStat(readFileSync(join(proc, pid, 'stat')))
    return readdirSync(task).map((tid) => capturedThread(join(proc, pid), join(task, tid), leader.starttime))
  })
}

function capturedThread(process: string, thread: string, processStarttime: number): ThreadLook {
  const stat = parsePidStat(readFileSync(join(thread, 'stat')))
  const leader = parsePidStat(readFileSync(join(process, 'stat')))
  const [run, wait] = text(join(thread, 'schedstat'))?.split(' ').map(Number) ?? []
  const cgroup = text(join(process, 'cgroup'))?.match(/^0::(.*)$/m)?.[1] ?? null
  return {
    tid: stat.pid,
    pid: leader.pid,
    ppid: stat.ppid,
    starttime: stat.starttime,
    processStarttime,
    comm: stat.comm,
    command: text(join(process, 'cmdline'))?.split('\0').join(' ').trim() || stat.comm,
    state: stat.state,
    flags: stat.flags,
    processor: stat.processor,
    policy: stat.policy,
    wchan: seenWchan(text(join(thread, 'wchan')) ?? '0', true),
    stack: text(join(process, 'stack'))?.trim().split('\n') ?? null,
    waitNs: wait ?? null,
    runNs: run ?? null,
    cgroup,
    frozen: false,
  }
}

function text(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'latin1') : null
}
