import { ParseError, source } from '../source.ts'
import type { Mount } from './mountinfo.ts'
import { unescapeOctal } from './octal.ts'

/**
 * /proc/mounts: `/dev/vdb /data ext4 rw,relatime 0 0`. It has less than mountinfo, and stands for it in a capture that lacks that:
 * which device a file system is on is told by its source only.
 * Kernel: fs/proc_namespace.c show_vfsmnt; man 5 fstab
 */
export function parseMounts(file: Buffer): readonly Omit<Mount, 'device' | 'root'>[] {
  return file
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line, id) => {
      const match = /^(\S*) (\S+) (\S+) (\S+) \d+ \d+$/.exec(line)
      if (match === null) throw new ParseError('mounts', line)
      const options = (match[4] as string).split(',')
      return {
        id,
        parent: 0,
        mountPoint: unescapeOctal(match[2] as string),
        options,
        type: unescapeOctal(match[3] as string),
        source: unescapeOctal(match[1] as string),
        superOptions: options,
      }
    })
}

export const mounts = source('/proc/mounts', parseMounts)
