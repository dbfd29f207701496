import { ParseError, source } from '../source.ts'
import { unescapeOctal } from './octal.ts'

export interface Mount {
  readonly id: number
  readonly parent: number
  /** `major:minor`, the st_dev of its files: one per file system, however often it is mounted. */
  readonly device: string
  /** The folder of the file system that is mounted. */
  readonly root: string
  readonly mountPoint: string
  readonly options: readonly string[]
  readonly type: string
  readonly source: string
  /** Of the file system, not of this mount. */
  readonly superOptions: readonly string[]
}

const LINE = /^(\d+) (\d+) (\d+:\d+) (\S+) (\S+) (\S+) (?:\S+ )*?- (\S+) (\S*) (\S+)$/

/**
 * /proc/self/mountinfo: `22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw,hidepid=invisible`.
 * Kernel: fs/proc_namespace.c show_mountinfo; Documentation/filesystems/proc.rst 3.5
 */
export function parseMountinfo(file: Buffer): readonly Mount[] {
  const mounts: Mount[] = []
  for (const line of file.toString().split('\n')) {
    if (line === '') continue
    const match = LINE.exec(line)
    if (match === null) throw new ParseError('mountinfo', line)
    mounts.push({
      id: Number(match[1]),
      parent: Number(match[2]),
      device: match[3] as string,
      root: unescapeOctal(match[4] as string),
      mountPoint: unescapeOctal(match[5] as string),
      options: (match[6] as string).split(','),
      type: unescapeOctal(match[7] as string),
      source: unescapeOctal(match[8] as string),
      superOptions: (match[9] as string).split(','),
    })
  }
  return mounts
}

export const mountinfo = source('/proc/self/mountinfo', parseMountinfo)

export interface ProcMount {
  /** Whose processes are hidden from others. Before Linux 5.8 the option was a number. */
  readonly hidepid: 'off' | 'noaccess' | 'invisible' | 'ptraceable'
  /** `pid`: /proc has processes only, no stat, no meminfo. Linux 5.8. */
  readonly subset: string | null
}

const HIDEPID = new Map([
  ['1', 'noaccess'],
  ['noaccess', 'noaccess'],
  ['2', 'invisible'],
  ['invisible', 'invisible'],
  ['4', 'ptraceable'],
  ['ptraceable', 'ptraceable'],
] as const)

/** How the /proc in sight is mounted (the last one mounted there); null: no /proc is listed. */
export function procMount(mounts: readonly Mount[]): ProcMount | null {
  const proc = mounts.findLast((mount) => mount.mountPoint === '/proc' && mount.type === 'proc')
  if (proc === undefined) return null
  const option = (name: string) => proc.superOptions.find((o) => o.startsWith(`${name}=`))?.slice(name.length + 1)
  const hidepid = option('hidepid')
  return {
    hidepid: (HIDEPID as ReadonlyMap<string | undefined, ProcMount['hidepid']>).get(hidepid) ?? 'off',
    subset: option('subset') ?? null,
  }
}
