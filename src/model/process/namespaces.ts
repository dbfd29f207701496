import type { Link } from '../../parse/pid/links.ts'

export interface Namespace {
  /** net, pid, mnt, uts, ipc, user, cgroup, time. */
  readonly type: string
  readonly inode: number
  /** The same one as pid 1's; null: pid 1's may not be read. */
  readonly isShared: boolean | null
}

/** Namespaces that never change inode: those the machine booted with. include/linux/proc_ns.h */
const INITIAL: ReadonlyMap<number, string> = new Map([
  [0xefffffff, 'ipc'],
  [0xeffffffe, 'uts'],
  [0xeffffffd, 'user'],
  [0xeffffffc, 'pid'],
  [0xeffffffb, 'cgroup'],
  [0xeffffffa, 'time'],
])

/** `pid_for_children` and `time_for_children` are left out: they are those of processes to come. */
export function namespacesOf(own: readonly Link[], init: readonly Link[] | null): readonly Namespace[] {
  const ofInit = new Map(init?.map((link) => [link.name, link.target]))
  return own.flatMap((link) =>
    link.kind !== 'namespace' || link.name.endsWith('_for_children')
      ? []
      : [{ type: link.name, inode: link.inode, isShared: init === null ? null : ofInit.get(link.name) === link.target }],
  )
}

/** Whether it is the one the machine booted with; net and mnt have no fixed number. */
export function isInitial({ inode }: Namespace): boolean {
  return INITIAL.has(inode)
}
