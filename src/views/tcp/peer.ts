import { count, numberOf } from '../../format.ts'
import { isLoopback, sameAddress } from '../../model/tcp/addresses.ts'
import { peersOf } from '../../model/tcp/peers.ts'
import { topRows } from '../../model/tcp/top-rows.ts'
import { TCP_STATES } from '../../parse/net/tcp-state.ts'
import { isMissing } from '../../source.ts'
import { clean, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { facts } from '../facts.ts'
import type { Section } from '../view.ts'
import { captureSection } from './capture-lines.ts'
import { type Owned, ownerColumns, processDrill } from './owners.ts'
import { peerName, WITH_INFO } from './peers.ts'
import { rememberedFacts } from './remembered.ts'
import { type Seen, tableOf } from './seen.ts'
import { endpoint, fact, millis, span } from './show.ts'

const MOST = 1000

/** One peer: its connections, and what to capture. */
export function peerPage(on: Seen, peer: string, owned: Owned): readonly Section[] {
  const reading = tableOf(on, WITH_INFO)
  if (isMissing(reading)) return [nothing(text` no sockets: ${clean(reading.why)}`)]
  const table = reading.value
  const found = peersOf(table).peers.find((one) => peerName(table, one) === peer)
  const about = captureSection(
    {
      remote: peer,
      remotePort: null,
      localPort: null,
      loopback: found ? isLoopback(table.remote, found.row) : false,
      pid: on.pid,
    },
    2,
  )
  const remembered = rememberedFacts(on, peer)
  if (!found) return [nothing(text` No connection with ${clean(peer)} now.`), ...remembered, about]
  const top = topRows(
    table.count,
    (row) =>
      table.state[row] !== LISTEN && sameAddress(table.remote, found.row, row)
        ? (table.retransmits[row] as number) * 100 - (table.state[row] as number)
        : Number.NaN,
    MOST,
  )
  const socket = (at: number) => top.rows[at] as number
  const key = (at: number) => `${endpoint(table, 'local', socket(at))} ${endpoint(table, 'remote', socket(at))}`
  return [
    {
      kind: 'lines',
      id: 'tcp-peer',
      priority: 1,
      least: 2,
      lines: (width) =>
        facts(
          [
            fact(
              text`Peer`,
              span(clean(peer), 'strong'),
              numberOf(found.total, 'socket'),
              text`established ${count(found.estab)}`,
              text`time-wait ${count(found.waitsClient)} made here, ${count(found.waitsServer)} accepted`,
              text`backoff ${count(found.backingOff)}`,
              text`sent again ${count(found.retransmitted)}`,
              text`min rtt ${millis(found.minRtt)}`,
            ),
          ],
          width,
        ),
    },
    ...remembered,
    about,
    {
      kind: 'table',
      id: 'tcp-peer-sockets',
      title: text`Sockets${top.of > MOST ? text` (the first ${count(MOST)} of ${count(top.of)})` : text``}`,
      priority: 3,
      least: 4,
      count: top.rows.length,
      columns: [
        words(
          { id: 'state', title: 'STATE', width: 10, priority: 1, help: 'in the names of ss; sock_diag' },
          (at) => TCP_STATES[table.state[socket(at)] as number] ?? null,
        ),
        words({ id: 'local', title: 'LOCAL', width: 21, priority: 1, help: 'address and port here' }, (at) =>
          endpoint(table, 'local', socket(at)),
        ),
        words({ id: 'remote', title: 'REMOTE', width: 21, priority: 1, help: 'address and port there' }, (at) =>
          endpoint(table, 'remote', socket(at)),
        ),
        numbers(
          { id: 'retransmits', title: 'RETR', width: 4, priority: 2, help: 'timeouts in a row without an answer' },
          'count',
          (at) => table.retransmits[socket(at)] as number,
          (value) => (value ? { text: count(value), style: 'warning' } : { text: count(value), style: 'dim' }),
        ),
        ...ownerColumns(table, socket, owned),
      ],
      sort: { by: 'retransmits', reverse: true },
      id_of: key,
      key,
      drill: (at) => processDrill(table, socket(at), owned),
      empty: text`no socket`,
    },
  ]
}

const LISTEN = 10

function nothing(words: ReturnType<typeof clean>): Section {
  return { kind: 'lines', id: 'tcp-peer', priority: 1, least: 1, lines: () => [{ spans: [span(words, 'info')] }] }
}
