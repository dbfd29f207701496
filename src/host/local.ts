import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { cpuClock, threadTime } from '../native/clocks.ts'
import { listPids } from '../native/list-pids.ts'
import { readAuxv } from './auxv.ts'
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

/** This machine, through /proc and /sys. */
export function localHost(): Host {
  const auxv = readAuxv(readFileSync('/proc/self/auxv'))
  const own = isOwnProc()
  const clock = own ? cpuClock() : null
  const held = new HeldFiles()
  const plain = new HeldPlain()
  const kernelLog = new KernelLogReader()
  const machine: Machine = {
    root: '',
    now: () => performance.now() * 1e6,
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
      name: hostname(),
      pageSize: auxv.pageSize,
      tick: 1 / auxv.ticksPerSecond,
      facts: 'read',
      clock: 'live',
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
