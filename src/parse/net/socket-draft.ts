import type { InfoColumns, SocketTable } from './socket-table.ts'

/** What is kept for few rows is no column. */
type Draft = { -readonly [K in keyof Omit<SocketTable, 'drops'>]: SocketTable[K] }

/**
 * A table under construction, which grows by doubling. It begins with room for a little more than the last one, in the memory of one that
 * is spare where that is enough: 10 MB of new memory for 100,000 sockets at every tick would be slow to get, and to give back.
 */
export class SocketDraft {
  readonly table: Draft
  #room: number

  constructor(
    from: SocketTable['from'],
    info: boolean,
    last: SocketTable | null = null,
    spare: SocketTable | null = null,
  ) {
    const wanted = Math.max(64, last ? last.count + (last.count >> 3) : 0)
    const used = spare && roomOf(spare) >= wanted && info === (spare.info !== null) ? spare : null
    this.#room = used ? roomOf(used) : wanted
    this.table = used
      ? { ...cleared(columnsOf(used)), count: 0, from, info: used.info && cleared(used.info) }
      : { count: 0, from, ...socketColumns(this.#room), info: info ? infoColumns(this.#room) : null }
  }

  /** The number of a new row, whose columns are all 0. Columns may be others after it. */
  add(): number {
    if (this.table.count === this.#room) this.#resize(this.#room * 2)
    return this.table.count++
  }

  /** The table, as long as its rows. */
  end(): SocketTable {
    this.#resize(this.table.count)
    return this.table
  }

  #resize(room: number): void {
    const { count, from, info, ...columns } = this.table
    for (const [name, column] of Object.entries(columns)) {
      const each = column.length / this.#room
      Object.assign(this.table, { [name]: resized(column, count * each, room * each) })
    }
    if (info)
      this.table.info = Object.fromEntries(
        Object.entries(info).map(([name, column]: [string, Column]) => [name, resized(column, count, room)]),
      ) as Record<keyof InfoColumns, never>
    this.#room = room
  }
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array

/** Rows that the memory of a table has room for; it may have fewer. */
function roomOf({ state }: SocketTable): number {
  return state.buffer.byteLength
}

function columnsOf(table: SocketTable): Draft {
  const { drops: _, ...columns } = table
  return columns
}

/** The same columns as long as their memory is, all 0. */
function cleared<T extends Draft | InfoColumns>(columns: T): T {
  const whole = Object.entries(columns).map(([name, column]: [string, unknown]) =>
    ArrayBuffer.isView(column) ? [name, new (constructorOf(column as Column))(column.buffer).fill(0)] : [name, column],
  )
  return Object.fromEntries(whole) as T
}

function constructorOf(column: Column): new (from: number | ArrayBufferLike) => Column {
  return column.constructor as new (
    from: number | ArrayBufferLike,
  ) => Column
}

/** A shorter one is a view of the same memory. */
function resized(column: Column, used: number, length: number): Column {
  if (length <= column.length) return column.subarray(0, length)
  const larger = new (constructorOf(column))(length)
  larger.set(column.subarray(0, used))
  return larger
}

function socketColumns(room: number): Omit<SocketTable, 'count' | 'from' | 'info'> {
  return {
    state: new Uint8Array(room),
    family: new Uint8Array(room),
    local: new Uint32Array(4 * room),
    remote: new Uint32Array(4 * room),
    localPort: new Uint16Array(room),
    remotePort: new Uint16Array(room),
    rqueue: new Uint32Array(room),
    wqueue: new Uint32Array(room),
    timer: new Uint8Array(room),
    expires: new Uint32Array(room),
    retransmits: new Uint8Array(room),
    probes: new Uint8Array(room),
    uid: new Uint32Array(room),
    inode: new Float64Array(room),
    ifindex: new Uint32Array(room),
    cookie: new Float64Array(room),
  }
}

function infoColumns(room: number): InfoColumns {
  return {
    has: new Uint8Array(room),
    rto: new Uint32Array(room),
    rtt: new Uint32Array(room),
    rttvar: new Uint32Array(room),
    minRtt: new Uint32Array(room),
    backoff: new Uint8Array(room),
    caState: new Uint8Array(room),
    unacked: new Uint32Array(room),
    sacked: new Uint32Array(room),
    lost: new Uint32Array(room),
    retrans: new Uint32Array(room),
    totalRetrans: new Uint32Array(room),
    cwnd: new Uint32Array(room),
    ssthresh: new Uint32Array(room),
    sndMss: new Uint32Array(room),
    rcvMss: new Uint32Array(room),
    sndWnd: new Uint32Array(room),
    lastDataSent: new Uint32Array(room),
    lastDataRecv: new Uint32Array(room),
    bytesSent: new Float64Array(room),
    bytesRetrans: new Float64Array(room),
    bytesReceived: new Float64Array(room),
  }
}

export const NO_SOCKETS: SocketTable = new SocketDraft('proc', false).end()
