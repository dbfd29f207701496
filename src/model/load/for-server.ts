import { PF_KTHREAD } from '../../parse/pid/stat.ts'
import { seconds } from '../../rates.ts'
import type { Process, Processes } from '../../sample/process.ts'
import type { Thread } from '../../sample/threads.ts'
import { valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { functionName, ruleOf, type Sleep } from './classify.ts'
import { FOR_ANOTHER, type Rule } from './rules.ts'
import type { ThreadLook } from './thread.ts'

/**
 * In what a program sleeps in S for a file server or for the program behind a FUSE mount: fs/fuse/dev.c request_wait_answer. That
 * program itself sleeps in fuse_dev_do_read until somebody wants something of it.
 */
const FOR_SERVER = /^_*(request_wait_answer|fuse_(?!dev_|uring_)|rpc_wait_bit|nfs_wait_bit)/

export function sleepsForServer({ stat, more }: Process): boolean {
  return stat.state === 'S' && FOR_SERVER.test(valueOf(more.wchan) ?? '')
}

export function threadSleepsForServer({ stat, wchan }: Thread): boolean {
  return stat.state === 'S' && FOR_SERVER.test(valueOf(wchan) ?? '')
}

/** A server that answers lets go sooner. */
const LONG: Seconds = 1

/** Whether a program has waited for a server for so long without a turn on a CPU, as far as its leader thread tells. */
export function anyLongForServer({ rows, at }: Processes): boolean {
  return rows.some(
    (row) =>
      (sleepsForServer(row) || (row.stat.state === 'D' && knownRule(row.more.wchan)?.cause === 'd_network_fs')) &&
      seconds(row.movedAt, at) >= LONG,
  )
}

/**
 * Whether a thread waits for a name or directory that another one uses, as far as their wchan says. Then it matters what everybody
 * sleeps in: the first that waits for a dead server may do so in S.
 */
export const anyForAnother = byTable(({ rows, threads }: Processes): boolean => {
  const waits = ({ stat }: Process | Thread, wchan: Thread['wchan'] | undefined) =>
    stat.state === 'D' && FOR_ANOTHER.has(knownRule(wchan)?.says ?? '')
  if (rows.some((row) => waits(row, row.more.wchan))) return true
  for (const all of threads.values()) if (all.some((thread) => waits(thread, thread.wchan))) return true
  return false
})

/** Threads in D, and why each sleeps as far as its own function tells. */
export interface Asleep {
  readonly look: ThreadLook
  readonly sleep: Sleep
}

/**
 * Whether those that wait for another thread wait for a server, where somebody does for long: nobody who may hold a name or directory
 * waits for a disk. A thread whose stack is known and has no lookup in it holds none; nor do kernel threads.
 */
export function isBehindServer(asleep: readonly Asleep[]): boolean {
  return !asleep.some(({ look, sleep }) => isLocal(sleep) && mayHoldName(look))
}

function isLocal({ cause, says }: Sleep): boolean {
  return (cause === 'd_block' || cause === 'd_filesystem') && !FOR_ANOTHER.has(says)
}

function mayHoldName({ flags, stack }: ThreadLook): boolean {
  if ((flags & PF_KTHREAD) !== 0) return false
  if (!stack || stack.length === 0) return true
  return stack.some((line) => FOR_ANOTHER.has(ruleOf(functionName(line))?.says ?? ''))
}

function knownRule(wchan: Thread['wchan'] | undefined): Rule | null {
  const name = valueOf(wchan)
  return name === null ? null : ruleOf(functionName(name))
}
