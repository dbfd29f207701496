import { count, sign } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Awaited, awaitedOf } from '../../model/sockets/awaited.ts'
import { type Owners, ownersOf, type SocketOwner } from '../../model/sockets/owners.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { clean, type Text, text } from '../../text.ts'
import { words } from '../column.ts'
import type { Cell, Column, Drill } from '../view.ts'

/** Who holds which socket, and who may hold the others. */
export interface Holders extends Owners, Awaited {}

export function holdersIn({ samples }: Pick<Snapshot, 'samples'>): Holders {
  const { of, refused } = ownersOf(samples.after.processes)
  const { pending, mayHold } = awaitedOf(samples)
  return { of, refused, pending, mayHold }
}

/** Null: nobody was asked. */
export type Owned = Holders | null

/** Empty where nobody was asked. */
export function ownerColumns(
  table: SocketTable | null,
  socket: (at: number) => number,
  owned: Owned,
): readonly Column[] {
  if (!owned) return []
  const owner = (at: number) => (table ? ownerOf(table, socket(at), owned) : null)
  return [
    {
      ...words(
        { id: 'pid', title: 'PID', width: 7, priority: 2, help: 'process that holds it; /proc/PID/fd' },
        () => null,
        (at) => {
          const found = owner(at)
          return found ? text`${found.pid}` : ownerCell(null, table?.inode[socket(at)] ?? 0, owned)
        },
      ),
      align: 'right',
      unit: 'count',
      by: (at) => owner(at)?.pid ?? null,
    },
    {
      ...words(
        {
          id: 'owner',
          title: 'OWNER',
          width: 10,
          priority: 1,
          help: 'its name; -: nobody (not accepted yet, TIME-WAIT, the kernel); n/a: perhaps one whose descriptors may not be read; ~ not read yet; /proc/PID/comm',
        },
        (at) => owner(at)?.comm ?? null,
        (at) => ownerCell(owner(at), table?.inode[socket(at)] ?? 0, owned),
      ),
      grow: true,
    },
  ]
}

/** Nobody, or nobody that could be seen. */
export function ownerCell(owner: SocketOwner | null, inode: number, { refused, mayHold }: Holders): Cell {
  if (owner) return clean(owner.comm)
  return {
    text: mayHold(inode) ? sign('pending') : inode > 0 && refused > 0 ? sign('denied') : text`-`,
    style: 'dim',
  }
}

export function ownerOf(table: SocketTable, row: number, owned: Owned): SocketOwner | null {
  const inode = table.inode[row] as number
  return inode === 0 || !owned ? null : owned.of(inode)
}

/** `3 processes to come` */
export function processesToCome(pending: number): Text {
  return text`${count(pending)} ${pending === 1 ? text`process` : text`processes`} to come`
}

/** To the process that holds it. */
export function processDrill(table: SocketTable | null, row: number, owned: Owned): Drill | null {
  const owner = table && ownerOf(table, row, owned)
  if (!owner) return null
  return ownerDrill(owner)
}

export function ownerDrill({ pid, start, comm }: SocketOwner): Drill {
  return { view: 'process', page: 'sockets', about: { pid, start }, title: text`${clean(comm)} ${pid}` }
}
