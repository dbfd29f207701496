import { ParseError } from '../../source.ts'

/** What a link in fd/ or ns/ points at. `target` is raw, as readlink said it. */
export type Link = { readonly name: string; readonly target: string } & (
  | { readonly kind: 'socket' | 'pipe'; readonly inode: number }
  /** `eventfd`, `eventpoll`, `inotify`, `timerfd`, `io_uring`, `bpf-prog` … */
  | { readonly kind: 'anon_inode'; readonly of: string }
  /** A namespace: `of` is net, pid, mnt … */
  | { readonly kind: 'namespace'; readonly of: string; readonly inode: number }
  | { readonly kind: 'memfd' | 'deleted' | 'device' | 'file' }
)

const HEAD = /^([\w.-]+) -> (.*)$/
const INODE = /^([a-z_]+):\[(\d+)\]$/
// What else is mounted below /dev holds plain files.
const DEVICE = /^\/dev\/(?!shm\/|hugepages\/|mqueue\/)/
const ANON = /^anon_inode:\[?([^\]]*)\]?$/

/**
 * Links as the host gives them, one `NAME -> TARGET` per line: `3 -> socket:[17630]`, `net -> net:[4026531833]`.
 * A newline in a file's name makes a line without a head, which belongs to the target before it. A target may hold a line that
 * looks like another link: not to be told apart here.
 * Kernel: proc_pid_fd(5), namespaces(7)
 */
export function parsePidLinks(file: Buffer): readonly Link[] {
  const found: { name: string; target: string }[] = []
  const text = file.toString()
  for (const line of (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')) {
    const head = HEAD.exec(line)
    const last = found.at(-1)
    if (head !== null) found.push({ name: head[1] as string, target: head[2] as string })
    else if (last !== undefined) last.target += `\n${line}`
    else if (line !== '') throw new ParseError('pid links', line)
  }
  return found.map(({ name, target }) => classify(name, target))
}

function classify(name: string, target: string): Link {
  const inode = INODE.exec(target)
  if (inode !== null) {
    const of = inode[1] as string
    const kind = of === 'socket' || of === 'pipe' ? of : 'namespace'
    return kind === 'namespace'
      ? { name, target, kind, of, inode: Number(inode[2]) }
      : { name, target, kind, inode: Number(inode[2]) }
  }
  const anon = ANON.exec(target)
  if (anon !== null) return { name, target, kind: 'anon_inode', of: anon[1] as string }
  if (target.startsWith('/memfd:')) return { name, target, kind: 'memfd' }
  if (target.endsWith(' (deleted)')) return { name, target, kind: 'deleted' }
  return { name, target, kind: DEVICE.test(target) ? 'device' : 'file' }
}
