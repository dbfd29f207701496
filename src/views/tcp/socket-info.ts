import { bytesLong, bytesPerSecond, count } from '../../format.ts'
import type { SocketDetail } from '../../parse/net/socket-detail.ts'
import { INFO_FIELDS, type InfoField } from '../../parse/net/tcp-info.ts'
import { clean, type Text, text } from '../../text.ts'
import { orderColumn, words } from '../column.ts'
import { ZERO } from '../quiet.ts'
import type { Cell, TableSection } from '../view.ts'
import { millis } from './show.ts'

/** Every value of tcp_info that this kernel tells, with its meaning. */
export function infoTable({ info, table }: SocketDetail, foreign: boolean): TableSection {
  const told = info ? INFO_FIELDS.filter(({ name }) => info.has(name)) : []
  const at = (row: number) => told[row] as InfoField
  const value = (row: number) => info?.get(at(row).name) ?? 0
  return {
    kind: 'table',
    id: 'tcp-socket-info',
    title: text`tcp_info`,
    priority: 2,
    least: 4,
    count: told.length,
    columns: [
      orderColumn('what tells most about a slow connection comes first'),
      words(
        { id: 'name', title: 'NAME', width: 18, priority: 1, help: 'as in struct tcp_info, tcp(7), without tcpi_' },
        (row) => at(row).name,
      ),
      {
        id: 'value',
        title: 'VALUE',
        width: 16,
        align: 'right',
        priority: 1,
        help: 'now, or since the connection began; sock_diag INET_DIAG_INFO',
        unit: 'count',
        descending: true,
        cell: (row) => valueCell(at(row), value(row)),
        by: (row) => value(row),
      },
      {
        ...words(
          { id: 'meaning', title: 'MEANING', width: 30, priority: 1, help: 'what it tells; include/uapi/linux/tcp.h' },
          (row) => at(row).help,
        ),
        grow: true,
        sentence: true,
      },
    ],
    sort: { by: 'order', reverse: false },
    id_of: (row) => at(row).name,
    key: (row) => at(row).name,
    empty: info
      ? text`this kernel tells none`
      : foreign
        ? text`not told of another network namespace: sock_diag answers for whytop’s own; run whytop in that one`
        : table.from === 'proc'
          ? text`/proc/net/tcp has no tcp_info: it needs koffi (npm install koffi)`
          : text`a socket in this state has none`,
  }
}

/** Kernel: include/uapi/linux/tcp.h enum tcp_ca_state, TCPI_OPT_ */
const CA_STATES = ['Open', 'Disorder', 'CWR', 'Recovery', 'Loss']
const OPTIONS = ['timestamps', 'sack', 'wscale', 'ecn', 'ecn seen', 'syn data']
const NO_LOSS = 0x7fffffff

function valueCell({ unit, name }: InfoField, value: number): Cell {
  switch (unit) {
    case 'ca':
      return value === 0 ? clean(CA_STATES[0] ?? '') : { text: clean(CA_STATES[value] ?? `${value}`), style: 'warning' }
    case 'options':
      return clean(OPTIONS.filter((_, bit) => (value >> bit) & 1).join(' ')) || text`none`
    case 'scale':
      return text`${value & 15}, ${value >> 4}`
    default:
      if (value === 0) return ZERO
      return name === 'ssthresh' && value === NO_LOSS ? { text: text`no loss yet`, style: 'dim' } : shown(unit, value)
  }
}

function shown(unit: InfoField['unit'], value: number): Text {
  switch (unit) {
    case 'us':
      return millis(value / 1e6)
    case 'ms':
      return millis(value / 1e3)
    case 'bytes':
      return bytesLong(value)
    case 'bytes/s':
      return bytesPerSecond(value)
    case 'segments':
      return text`${count(value)} segs`
    default:
      return count(value)
  }
}
