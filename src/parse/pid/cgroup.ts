import { ParseError } from '../../source.ts'

export interface PidCgroup {
  /** 0: cgroup v2. */
  readonly id: number
  /** Cgroup v1: ['cpu', 'cpuacct'], or ['name=systemd']. Empty in v2. */
  readonly controllers: readonly string[]
  /** From the root of the reader's cgroup namespace. Raw; ` (deleted)` at its end when the group is gone. */
  readonly path: string
}

const LINE = /^(\d{1,6}):([^:]*):(\/.*)$/

/**
 * Files by what they said: most processes are in the same few groups, and share one record. Those that were asked for lately, and
 * those of before: what is in neither was not asked for in so many others.
 */
let lately = new Map<string, readonly PidCgroup[]>()
let before = new Map<string, readonly PidCgroup[]>()
/** A host of many pods has some thousands. */
const MOST_LATELY = 4000

/**
 * /proc/PID/cgroup: `4:memory:/system.slice` for each v1 hierarchy, `0::/system.slice/sshd.service` for v2.
 * Kernel: kernel/cgroup/cgroup.c proc_cgroup_show; cgroups(7)
 */
export function parsePidCgroup(file: Buffer): readonly PidCgroup[] {
  const words = file.toString()
  const known = lately.get(words)
  if (known) return known
  const groups = before.get(words) ?? parse(words)
  if (lately.size >= MOST_LATELY) {
    before = lately
    lately = new Map()
  }
  lately.set(words, groups)
  return groups
}

function parse(file: string): readonly PidCgroup[] {
  const groups: PidCgroup[] = []
  for (const line of file.split('\n')) {
    if (line === '') continue
    const match = LINE.exec(line)
    if (match === null) throw new ParseError('pid cgroup', line)
    const controllers = match[2] as string
    groups.push({
      id: Number(match[1]),
      controllers: controllers === '' ? [] : controllers.split(','),
      path: match[3] as string,
    })
  }
  return groups
}
