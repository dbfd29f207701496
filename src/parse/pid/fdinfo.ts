import { ParseError, type Source, source } from '../../source.ts'
import type { Bytes } from '../../units.ts'

/** One open descriptor. */
export interface Fdinfo {
  /** Where it is read or written next: of a log file that is written to, its length. */
  readonly pos: Bytes
  /** `id` of /proc/self/mountinfo. */
  readonly mount: number | null
  /** Of an inotify descriptor: what it watches, one line each. */
  readonly watches: number
}

/**
 * /proc/PID/fdinfo/FD: `pos:<tab>0`, `flags:<tab>02004000`, `mnt_id:<tab>15`, and of an inotify descriptor a line
 * `inotify wd:3 ino:9e7e sdev:800013 mask:800afce …` for each watch.
 * Kernel: fs/proc/fd.c seq_show; fs/notify/fdinfo.c; Documentation/filesystems/proc.rst 3.8
 */
export function parseFdinfo(file: Buffer): Fdinfo {
  const text = file.toString('latin1')
  const pos = /^pos:\t(\d{1,20})$/m.exec(text)
  if (!pos) throw new ParseError('fdinfo without pos', text.split('\n', 1)[0] ?? '')
  const mount = /^mnt_id:\t(\d{1,15})$/m.exec(text)
  let watches = 0
  for (let at = text.indexOf('inotify wd:'); at >= 0; at = text.indexOf('\ninotify wd:', at + 1)) watches++
  return { pos: Number(pos[1]), mount: mount ? Number(mount[1]) : null, watches }
}

export function fdinfo(pid: number, fd: string): Source<Fdinfo> {
  return source(`/proc/${pid}/fdinfo/${fd}`, parseFdinfo)
}
