import { readFileSync } from 'node:fs'
import { monotonic } from '../monotonic.ts'
import { cpuClock, threadTime } from '../native/clocks.ts'
import { listPids } from '../native/list-pids.ts'
import { type Auxv, readAuxv } from './auxv.ts'
import { BlockingReads } from './blocking.ts'
import { collect, type Machine } from './collect.ts'
import { Executing, tellsText } from './executing.ts'
import { HeldFiles } from './held.ts'
import { HeldPlain } from './held-plain.ts'
import type { Host } from './host.ts'
import { KernelLogReader } from './kmsg.ts'
import { NetNamespaces } from './net-namespaces.ts'
import { isOwnProc } from './own-proc.ts'
import { errnoOf } from './procfs.ts'
import { socketCalls } from './sockets.ts'

/** What is in /proc is not this machine's, or cannot be read; said in one line. */
export class NoProc extends Error {}

/** This machine, through /proc and /sys. */
export function localHost(): Host {
  const auxv = ownAuxv()
  const own = isOwnProc()
  const clock = own ? cpuClock() : null
  const held = new HeldFiles()
  const plain = new HeldPlain()
  const kernelLog = new KernelLogReader()
  const machine: Machine = {
    root: '',
    now: () => monotonic() * 1e6,
    clock,
    spent: threadTime(),
    listPids,
    forksTell: forksTell(),
    absent: 'ENOENT',
    special: {},
    held,
    plain,
    blocking: new BlockingReads(),
    executing: tellsText() ? new Executing() : null,
    sockets: socketCalls(own),
    kernelLog,
    netNamespaces: new NetNamespaces(),
    path: (path) => path,
  }
  return {
    facts: {
      name: hostName(),
      pageSize: auxv.pageSize,
      tick: 1 / auxv.ticksPerSecond,
      clock: 'live',
      booted: 0,
      clocks: clock !== null,
      captured: null,
      self: own ? process.pid : null,
      uid: process.geteuid?.() ?? null,
    },
    collect: (plan, sink, turn) => collect(machine, plan, sink, turn),
    close: () => {
      held.releaseAll()
      plain.releaseAll()
      kernelLog.close()
      return machine.blocking.running > 0
    },
  }
}

/** In the mounts of a container (`nsenter -m` without -p) /proc is that of its PID namespace, in which we are not. */
function ownAuxv(): Auxv {
  try {
    return readAuxv(readFileSync('/proc/self/auxv'))
  } catch (error) {
    const errno = errnoOf(error)
    throw new NoProc(
      errno === 'ENOENT'
        ? '/proc is not mounted, or is of a PID namespace that whytop is not in; type whytop --root / to look at that one'
        : `/proc/self/auxv cannot be read: ${errno}`,
    )
  }
}

/** Of our UTS namespace; node:os takes 2 ms to load, and is for who masks /proc/sys. */
function hostName(): string {
  try {
    return readFileSync('/proc/sys/kernel/hostname', 'utf8').trim()
  } catch (error) {
    errnoOf(error)
    return process.getBuiltinModule('node:os').hostname()
  }
}

/**
 * With hidepid a process may be there and not be listed, and its clock answers all the same; lxcfs makes up /proc/stat.
 * In both cases the fork count says nothing of what a listing would show.
 */
function forksTell(): boolean {
  try {
    const mounts = readFileSync('/proc/self/mountinfo', 'latin1')
    return !/ \/proc\/stat .*lxcfs/.test(mounts) && !/hidepid=(?!0\b|off\b)/.test(mounts)
  } catch (error) {
    errnoOf(error)
    return false
  }
}
