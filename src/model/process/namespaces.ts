import type { Link } from '../../parse/pid/links.ts'

export interface Namespace {
  /** net, pid, mnt, uts, ipc, user, cgroup, time. */
  readonly type: string
  readonly inode: number
  /** The same one as pid 1's; null: pid 1's may not be read. */
  readonly isShared: boolean | null
}

/** Those the machine booted with, by number; net and mnt have theirs since Linux 6.18. include/uapi/linux/nsfs.h, proc_ns.h */
const INITIAL: ReadonlyMap<number, string> = new Map([
  [0xefffffff, 'ipc'],
  [0xeffffffe, 'uts'],
  [0xeffffffd, 'user'],
  [0xeffffffc, 'pid'],
  [0xeffffffb, 'cgroup'],
  [0xeffffffa, 'time'],
  [0xeffffff9, 'net'],
  [0xeffffff8, 'mnt'],
])

/** `pid_for_children` and `time_for_children` are left out: they are those of processes to come. */
export function namespacesOf(own: readonly Link[], init: readonly Link[] | null): readonly Namespace[] {
  const ofInit = new Map(init?.map((link) => [link.name, link.target]))
  return own.flatMap((link) =>
    link.kind !== 'namespace' || link.name.endsWith('_for_children')
      ? []
      : [
          {
            type: link.name,
            inode: link.inode,
            isShared: init === null ? null : ofInit.get(link.name) === link.target,
          },
        ],
  )
}

/** Whether it is surely the one the machine booted with. No later one gets such a number. */
export function isInitial({ type, inode }: Namespace): boolean {
  return INITIAL.get(inode) === type
}
