import { existsSync, opendirSync, realpathSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { BlockingReads } from './blocking.ts'
import { collect, type Machine } from './collect.ts'
import { Executing } from './executing.ts'
import type { Host } from './host.ts'
import { pageSizeOf } from './page-size.ts'
import { errnoOf, links, listNumbers, readPidFile, readWhole, socketLines } from './procfs.ts'

/** A folder that cannot stand for a machine; said in one line. */
export class NotATree extends Error {}

/**
 * A tree with `proc` (and `sys`) in it: another machine's files, mounted or copied; or a capture: `t0` and `t1`, two
 * instants of one machine, answered in turn. Users stay numbers: this machine's names are not theirs.
 */
export function treeHost(folder: string): Host {
  const base = resolve(folder)
  const capture = existsSync(`${base}/t0/proc`) && existsSync(`${base}/t1/proc`)
  if (!capture && !existsSync(`${base}/proc`))
    throw new NotATree(`${folder} has neither proc nor t0/proc and t1/proc in it`)
  const instants = capture ? [`${base}/t0`, `${base}/t1`] : [base]
  for (const instant of instants) refuseUnlisted(`${instant}/proc`)
  const blocking = new BlockingReads()
  // A host's own /proc may be mounted there.
  const executing = capture ? null : new Executing()
  const place = existsSync(`${base}/proc/1/net/dev`) && !capture ? asFirst : asCopied
  let instant = -1
  const first = instants[0] as string
  const last = instants[instants.length - 1] as string
  return {
    facts: {
      name: nameOf(first) ?? basename(base),
      pageSize: pageSizeOf((path) => within(first, path)) ?? 4096,
      tick: 0.01,
      clock: capture ? 'replayed' : 'live',
      clocks: false,
      captured: capture ? (capturedAt(last) ?? capturedAt(first)) : null,
      self: null,
      uid: null,
    },
    collect: (plan, sink, turn) => {
      // What only completes a probe is asked of the same instant.
      if (plan.processes?.probe !== false || instant < 0) instant = (instant + 1) % instants.length
      const root = instants[instant] as string
      return collect(machine(root, place, uptime(root), blocking, executing), plan, sink, turn)
    },
    close: () => blocking.running > 0,
  }
}

function machine(
  root: string,
  place: (path: string) => string,
  at: number,
  blocking: BlockingReads,
  executing: Executing | null,
): Machine {
  return {
    root,
    now: () => at,
    clock: null,
    listPids: (proc) => Int32Array.from(listNumbers(proc)),
    forksTell: false,
    absent: 'NOT_CAPTURED',
    special: {
      owner,
      fd,
      sockets: (dir) => socketLines(fd(dir)),
      ns: (dir) => links(within(root, `${dir.slice(root.length)}/ns`)),
    },
    held: null,
    blocking,
    executing,
    path: (path) => within(root, place(path)),
  }
}

/** A machine lists its processes. */
function refuseUnlisted(proc: string): void {
  try {
    opendirSync(proc).closeSync()
  } catch (error) {
    throw new NotATree(`${proc} cannot be listed: ${errnoOf(error)}`)
  }
}

/**
 * A link may lead out of the tree: to the files of this machine instead, and for who runs whytop by sudo to what is not his to read.
 * It is as if they were not there.
 */
function within(root: string, path: string): string {
  try {
    const top = realpathSync.native(root)
    const real = realpathSync.native(root + path)
    return real === top || real.startsWith(top === '/' ? top : `${top}/`) ? root + path : `${root}/outside${path}`
  } catch (error) {
    // Who opens it is told the same.
    errnoOf(error)
    return root + path
  }
}

/** A capture has one network namespace and no `self`. */
function asCopied(path: string): string {
  return path.replace(/^\/proc\/(?:self|\d+)\/net\//, '/proc/net/')
}

/** In a mounted /proc of another machine (or of the host of our container) `self` is whytop: its network and mounts are not those. */
function asFirst(path: string): string {
  return path.replace(/^\/proc\/(?:self\/)?(net\/|(?:mountinfo|mounts|cgroup)$|ns\/)/, '/proc/1/$1')
}

/** The effective uid from status: a copied folder belongs to whoever copied it. */
function owner(dir: string): Buffer {
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(readPidFile(dir, 'status').toString('latin1'))
  return uid ? Buffer.from(uid[1] as string) : missing(dir)
}

function fd(dir: string): Buffer {
  return existsSync(`${dir}/fd.links`) ? readPidFile(dir, 'fd.links') : missing(dir)
}

function missing(dir: string): never {
  throw Object.assign(new Error(`not captured: ${dir}`), { code: 'ENOENT' })
}

/** The instant on the captured machine's own clock, ns: its uptime. A tree without one stands still. */
function uptime(root: string): number {
  const seconds = Number.parseFloat(textOf(root, '/proc/uptime') ?? '')
  return Number.isFinite(seconds) ? seconds * 1e9 : 0
}

function nameOf(root: string): string | null {
  return textOf(root, '/proc/sys/kernel/hostname')?.trim() ?? null
}

/** `from 2026-11-21T04:08:34.626Z (…) for 4439 ms` */
function capturedAt(root: string): string | null {
  return /from (\S+)/.exec(textOf(root, '/captured') ?? '')?.[1] ?? null
}

/** Null: it is not there, or may not be read. */
function textOf(root: string, path: string): string | null {
  try {
    return readWhole(within(root, path)).toString('utf8')
  } catch (error) {
    errnoOf(error)
    return null
  }
}
