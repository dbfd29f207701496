import { count } from '../../format.ts'
import { rowOfKey, socketKey } from '../../model/sockets/socket.ts'
import { standsFor } from '../../model/sockets/table.ts'
import { NO_SOCKETS } from '../../parse/net/socket-draft.ts'
import { hasOwner, type SocketTable } from '../../parse/net/socket-table.ts'
import { ALL_STATES, stateMask, TCP_STATES } from '../../parse/net/tcp-state.ts'
import { seconds } from '../../rates.ts'
import { isMissing, type Reading } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Place, TableSection } from '../view.ts'
import { type Holders, processesToCome } from './owners.ts'
import { aboutOf, type Seen, tableOf } from './seen.ts'
import { endpoint } from './show.ts'
import { socketColumns } from './socket-columns.ts'
import { untoldNote } from './untold.ts'

/** Of which states: those that the place was opened on are all that the kernel is asked for. */
export function wantedStates({ about }: Place): number {
  const state = (TCP_STATES as readonly unknown[]).indexOf(about.state)
  return state > 0 ? stateMask(state) : ALL_STATES
}

/** Every socket. Cells are made for the rows in sight only; all else goes by numbers. */
export function socketsSection(on: Seen, owners: Holders, priority: number): TableSection {
  const reading = tableOf(on, { states: wantedStates(on.place) })
  const table = isMissing(reading) ? NO_SOCKETS : reading.value
  const pending = owners.pending
  return {
    kind: 'table',
    // Of the pane: --filter, --sort and drills with a filter mean this table.
    id: 'tcp',
    title: titleOf(on, reading),
    progress: pending > 0 ? text`owners of ${processesToCome(pending)}` : null,
    priority,
    least: 5,
    count: table.count,
    columns: socketColumns(table, owners),
    sort: { by: 'sendq', reverse: true },
    id_of: (row) => socketKey(table, row),
    key: (row) => socketKey(table, row),
    version: versionOf(table, owners),
    row_of: (key) => rowOfKey(table, key),
    style: (row) => (hasOwner(table, row) ? 'plain' : 'dim'),
    drill: (row) => ({
      view: 'tcp',
      page: 'sockets',
      about: aboutOf(on, { socket: socketKey(table, row) }),
      title: clean(`${endpoint(table, 'local', row)} ${TCP_STATES[table.state[row] as number] ?? ''}`),
    }),
    empty: isMissing(reading) ? text`no sockets: ${clean(reading.why)}` : text`no TCP socket`,
  }
}

function titleOf(on: Seen, reading: Reading<SocketTable>): Text {
  const { about } = on.place
  const { samples, facts } = on.snapshot
  const state = typeof about.state === 'string' ? text` ${clean(about.state)}` : text``
  if (isMissing(reading)) return text`Sockets${state}`
  const stands = facts.clock === 'live' ? standsFor(reading.value) : 0
  return text`Sockets${state}${untoldNote(on, reading.value, text`no backlog limits, no tcp_info`)}${
    stands > 0
      ? text` (as of ${count(Math.round(seconds(reading.at, samples.after.at)))} s ago: so many are read every ${count(Math.ceil(stands))} s)`
      : text``
  }`
}

/** One object for each pair: the order stands while neither the sockets nor their owners are others. */
const versions = new WeakMap<SocketTable, WeakMap<Holders['of'], object>>()

function versionOf(table: SocketTable, { of }: Holders): object {
  const known = versions.get(table) ?? new WeakMap<Holders['of'], object>()
  versions.set(table, known)
  const version = known.get(of) ?? {}
  known.set(of, version)
  return version
}
