import { ParseError } from '../../source.ts'

/**
 * A table of /proc/net as read, with the place of every row by inode. A process holds few of the sockets of its namespace: with
 * 100,000 rows it is the rows' parse that costs, so only those it holds are parsed.
 */
export interface SocketIndex {
  readonly text: string
  readonly inodes: Float64Array
  readonly starts: Int32Array
}

const SPACE = 0x20
const ZERO = 0x30
const NINE = 0x39
/** Columns before the inode: sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout. */
const BEFORE = 9

/** /proc/net/tcp, tcp6. Rows that no process holds (TIME-WAIT, SYN-RECV) have inode 0 and are left out. */
export function indexSockets(file: Buffer): SocketIndex {
  const text = file.toString('latin1')
  if (!text.trimStart().startsWith('sl ')) throw new ParseError('sockets', text.slice(0, 80))
  const inodes: number[] = []
  const starts: number[] = []
  for (let at = text.indexOf('\n') + 1; at > 0 && at < text.length; at = nextLine(text, at)) {
    const inode = inodeAt(text, at)
    if (inode === 0) continue
    inodes.push(inode)
    starts.push(at)
  }
  return { text, inodes: Float64Array.from(inodes), starts: Int32Array.from(starts) }
}

/** The heading and the rows of these inodes, as a file that has no others. */
export function rowsOfSockets({ text, inodes, starts }: SocketIndex, wanted: ReadonlyMap<number, unknown>): Buffer {
  let rows = text.slice(0, text.indexOf('\n') + 1)
  for (let i = 0; i < inodes.length; i++) {
    if (!wanted.has(inodes[i] as number)) continue
    const start = starts[i] as number
    rows += text.slice(start, nextLine(text, start))
  }
  return Buffer.from(rows, 'latin1')
}

function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline + 1
}

function inodeAt(text: string, from: number): number {
  let at = from
  for (let column = 0; column < BEFORE; column++) {
    while (text.charCodeAt(at) === SPACE) at++
    while (text.charCodeAt(at) > SPACE) at++
  }
  while (text.charCodeAt(at) === SPACE) at++
  let inode = 0
  for (let digit = text.charCodeAt(at); digit >= ZERO && digit <= NINE; digit = text.charCodeAt(++at)) {
    inode = inode * 10 + (digit - ZERO)
  }
  return inode
}
