import { bytes, count } from '../../format.ts'
import { type AddressCodes, localCodes, remoteCodes } from '../../model/sockets/address-codes.ts'
import { ownerCodes } from '../../model/sockets/owner-codes.ts'
import { addressAt } from '../../parse/net/address.ts'
import { hasOwner, type SocketTable } from '../../parse/net/socket-table.ts'
import { TCP, TCP_STATES, TCP_TIMERS } from '../../parse/net/tcp-state.ts'
import { clean, type Text, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { quiet, ZERO } from '../quiet.ts'
import type { Cell, Column } from '../view.ts'
import { type Holders, ownerCell } from './owners.ts'
import { wait } from './show.ts'

/** Columns of every socket: each sorts and filters by numbers. */
export function socketColumns(table: SocketTable, owners: Holders): readonly Column[] {
  const owner = (row: number) => owners.of(table.inode[row] as number)
  const isListener = (row: number) => table.state[row] === TCP.LISTEN
  return [
    {
      ...words(
        {
          id: 'state',
          title: 'STATE',
          width: 10,
          priority: 1,
          help: 'in the names of ss, as a filter too: state=time-wait; sock_diag, /proc/net/tcp st',
        },
        (row) => TCP_STATES[table.state[row] as number] ?? null,
        (row) => stateCell(table.state[row] as number),
      ),
      code: { of: (row) => table.state[row] as number, word: (code) => TCP_STATES[code] ?? '' },
      values: TCP_STATES.slice(1),
    },
    queue(
      'recvq',
      'RECV-Q',
      'received and not read yet, bytes; in LISTEN connections not accepted yet; sock_diag rqueue',
      (row) => (isListener(row) ? count(table.rqueue[row] as number) : bytes(table.rqueue[row] as number)),
      table.rqueue,
    ),
    queue(
      'sendq',
      'SEND-Q',
      'sent and not acknowledged, or not sent yet, bytes; in LISTEN how many connections may wait; sock_diag wqueue',
      (row) =>
        isListener(row)
          ? table.from === 'proc'
            ? text`-`
            : count(table.wqueue[row] as number)
          : bytes(table.wqueue[row] as number),
      table.wqueue,
    ),
    address('local', 'LOCAL', 'address of this end; sock_diag, /proc/net/tcp', table, localCodes),
    { ...port('lport', 'LPORT', 'port of this end: lport=22 or sport=22', table.localPort), alone: 'sport' },
    address('peer', 'PEER', 'address of the other end: peer=10.0.0.1; sock_diag, /proc/net/tcp', table, remoteCodes),
    {
      ...port('port', 'PORT', 'port of the other end: dport=443; port=443 is that of either end', table.remotePort),
      alone: 'dport',
      either: (row) => table.localPort[row] || null,
    },
    {
      ...words(
        {
          id: 'timer',
          title: 'TIMER',
          width: 10,
          priority: 3,
          help: 'which timer runs: retransmit, keepalive, time-wait, probe (zero window); off: none; /proc/net/tcp tr',
        },
        (row) => TCP_TIMERS[table.timer[row] as number] ?? null,
        (row) => timerCell(table.timer[row] as number),
      ),
      code: { of: (row) => table.timer[row] as number, word: (code) => TCP_TIMERS[code] ?? '' },
      values: TCP_TIMERS,
    },
    numbers(
      { id: 'expires', title: 'FIRES', width: 8, priority: 3, help: 'until its timer fires; /proc/net/tcp tm->when' },
      'seconds',
      (row) => (table.timer[row] === 0 ? null : (table.expires[row] as number) / 1000),
      (value) => wait(value),
    ),
    numbers(
      {
        id: 'retr',
        title: 'RETR',
        width: 4,
        priority: 2,
        help: 'timeouts in a row without an answer; /proc/net/tcp retrnsmt',
      },
      'count',
      (row) => table.retransmits[row] as number,
      (value) => (value ? { text: count(value), style: 'warning' } : ZERO),
    ),
    numbers(
      {
        id: 'probes',
        title: 'PROBES',
        width: 6,
        priority: 6,
        help: 'keepalive or zero-window probes without an answer; /proc/net/tcp timeout',
      },
      'count',
      (row) => table.probes[row] as number,
      (value) => (value ? { text: count(value), style: 'warning' } : ZERO),
    ),
    numbers(
      {
        id: 'pid',
        title: 'PID',
        width: 7,
        priority: 2,
        help: 'process that holds it; of several the lowest; /proc/PID/fd',
      },
      'count',
      (row) => owner(row)?.pid ?? null,
      (pid, row) => (pid === null ? ownerCell(null, table.inode[row] as number, owners) : text`${pid}`),
    ),
    {
      ...words(
        {
          id: 'owner',
          title: 'OWNER',
          width: 10,
          priority: 1,
          help: 'its name; -: no process (TIME-WAIT, not accepted yet, closed); n/a: perhaps one whose descriptors may not be read; ~ not read yet; /proc/PID/comm',
        },
        (row) => owner(row)?.comm ?? null,
        (row) => ownerCell(owner(row), table.inode[row] as number, owners),
      ),
      grow: true,
      code: ownerCodes(table, owners),
    },
    numbers(
      { id: 'uid', title: 'UID', width: 6, priority: 7, help: 'user that made it; /proc/net/tcp uid' },
      'count',
      (row) => (hasOwner(table, row) ? (table.uid[row] as number) : null),
      (value) => (value === null ? text`-` : text`${value}`),
    ),
    numbers(
      {
        id: 'inode',
        title: 'INODE',
        width: 10,
        priority: 8,
        help: 'as in the links of /proc/PID/fd; -: no process holds it; /proc/net/tcp inode',
      },
      'count',
      (row) => (table.inode[row] === 0 ? null : (table.inode[row] as number)),
      (value) => (value === null ? text`-` : text`${value}`),
    ),
    numbers(
      {
        id: 'if',
        title: 'IF',
        width: 3,
        priority: 0,
        help: 'index of the interface it is bound to; 0: all of them; sock_diag',
      },
      'count',
      (row) => table.ifindex[row] as number,
      (value) => quiet(value, count),
    ),
  ]
}

function stateCell(state: number): Cell {
  const name = clean(TCP_STATES[state] ?? '-')
  if (state === TCP.CLOSE_WAIT || state === TCP.SYN_SENT || state === TCP.SYN_RECV)
    return { text: name, style: 'warning' }
  return state === TCP.LISTEN ? { text: name, style: 'info' } : name
}

function timerCell(timer: number): Cell {
  const name = clean(TCP_TIMERS[timer] ?? '-')
  return timer === 1 || timer === 4 ? name : { text: name, style: 'dim' }
}

function queue(id: string, title: string, help: string, show: (row: number) => Text, column: Uint32Array): Column {
  return {
    ...numbers(
      { id, title, width: 7, priority: 2, help },
      'bytes',
      (row) => column[row] as number,
      (value, row) => (value === 0 ? ZERO : show(row)),
    ),
    // Made only when it is sorted by.
    get keys() {
      return new Float64Array(column)
    },
  }
}

function address(
  id: 'local' | 'peer',
  title: string,
  help: string,
  table: SocketTable,
  codes: (table: SocketTable) => AddressCodes,
): Column {
  const of = id === 'local' ? table.local : table.remote
  const shown = (row: number) => addressAt(of, row, table.family[row] as number)
  const coded = codes(table)
  return {
    ...words({ id, title, width: 15, priority: 1, help }, shown),
    wish: 20,
    code: coded,
  }
}

function port(id: string, title: string, help: string, column: Uint16Array): Column {
  return numbers(
    { id, title, width: 5, priority: 1, help: `${help}; sock_diag, /proc/net/tcp` },
    'count',
    (row) => (column[row] === 0 ? null : (column[row] as number)),
    (value) => (value === null ? text`*` : text`${value}`),
  )
}
