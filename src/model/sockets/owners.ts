import type { Process, Processes } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import { byTable } from '../by-table.ts'

/** The process that holds a socket; of several the one with the lowest pid. */
export interface SocketOwner {
  readonly pid: number
  /** Ticks since boot. */
  readonly start: number
  readonly comm: string
  /** Its lowest place among the descriptors that were seen first. */
  readonly fd: number
}

export interface Owners {
  /** Null: nobody was found holding it. */
  readonly of: (inode: number) => SocketOwner | null
  /** Processes whose descriptors may not be read: what nobody holds may be theirs. */
  readonly refused: number
}

const NOBODY: Owners = { of: () => null, refused: 0 }

/** By the sockets that every process holds. While these are the same, so are the owners: the very object. */
export function ownersOf(processes: Processes | null): Owners {
  return processes ? owners(processes) : NOBODY
}

const owners = byTable(({ rows }: Processes): Owners => {
  const holders: Process[] = []
  let refused = 0
  for (const row of rows) {
    const held = row.more.sockets
    if (!held) continue
    if (!isMissing(held)) {
      if (held.value.inodes.length > 0) holders.push(row)
    } else if (held.missing === 'denied') refused++
  }
  const first = holders[0]?.more.sockets
  const last = first && lastOf.get(first)
  if (last && last.owners.refused === refused && areSame(last.holders, holders)) return last.owners
  let index: InodeIndex | null = null
  const made: Owners = {
    of: (inode) => {
      index ??= new InodeIndex(holders)
      return index.find(inode)
    },
    refused,
  }
  if (first) lastOf.set(first, { holders, owners: made })
  return made
})

/** By what was read of the first holder, which stays the same object until it is read again. */
const lastOf = new WeakMap<object, { readonly holders: readonly Process[]; readonly owners: Owners }>()

function areSame(a: readonly Process[], b: readonly Process[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as Process, b[i] as Process]
    if (x !== y && (x.more.sockets !== y.more.sockets || x.pid !== y.pid || x.stat.comm !== y.stat.comm)) return false
  }
  return true
}

/** A hash table of numbers with open addressing: 50,000 sockets take 1 ms, as a Map ten. */
class InodeIndex {
  readonly #inodes: Float64Array
  readonly #holder: Int32Array
  readonly #fd: Int32Array
  readonly #mask: number
  readonly #holders: readonly Process[]

  constructor(holders: readonly Process[]) {
    let count = 0
    for (const { more } of holders)
      if (more.sockets && !isMissing(more.sockets)) count += more.sockets.value.inodes.length
    let size = 16
    while (size < count * 2) size *= 2
    this.#mask = size - 1
    this.#inodes = new Float64Array(size)
    this.#holder = new Int32Array(size)
    this.#fd = new Int32Array(size)
    this.#holders = holders
    for (let i = 0; i < holders.length; i++) {
      const held = (holders[i] as Process).more.sockets
      if (!held || isMissing(held)) continue
      const { inodes, fds } = held.value
      for (let k = 0; k < inodes.length; k++) this.#add(inodes[k] as number, i, fds[k] as number)
    }
  }

  find(inode: number): SocketOwner | null {
    const slot = this.#slot(inode)
    if (inode === 0 || this.#inodes[slot] !== inode) return null
    const { pid, stat } = this.#holders[this.#holder[slot] as number] as Process
    return { pid, start: stat.starttime, comm: stat.comm, fd: this.#fd[slot] as number }
  }

  #add(inode: number, holder: number, fd: number): void {
    const slot = this.#slot(inode)
    if (inode === 0 || this.#inodes[slot] === inode) return
    this.#inodes[slot] = inode
    this.#holder[slot] = holder
    this.#fd[slot] = fd
  }

  /** Where it is, or would be. */
  #slot(inode: number): number {
    let slot = Math.imul(inode, 0x9e3779b1) & this.#mask
    while (this.#inodes[slot] !== 0 && this.#inodes[slot] !== inode) slot = (slot + 1) & this.#mask
    return slot
  }
}
