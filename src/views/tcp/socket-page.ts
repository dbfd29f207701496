import { age, bytesLong, count } from '../../format.ts'
import type { Owners } from '../../model/sockets/owners.ts'
import { detailSource, optionsSource, socketId } from '../../model/sockets/socket.ts'
import { isLoopback, isMapped } from '../../model/tcp/addresses.ts'
import { untilDead, untilUserTimeout } from '../../model/tcp/give-up.ts'
import { fits, PROBE_TIMER } from '../../model/tcp/stalled.ts'
import { addressAt } from '../../parse/net/address.ts'
import type { SocketDetail, SocketMemory } from '../../parse/net/socket-detail.ts'
import type { SocketOptions } from '../../parse/net/socket-options.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { TCP, TCP_STATES, TCP_TIMERS } from '../../parse/net/tcp-state.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing, type Source } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'
import { type Fact, facts, type Part } from '../facts.ts'
import type { Place, Section } from '../view.ts'
import { captureSection } from './capture-lines.ts'
import { type Holders, processesToCome } from './owners.ts'
import type { Seen } from './seen.ts'
import { endpoint, fact, span, wait } from './show.ts'
import { infoTable } from './socket-info.ts'

/** What one socket needs: itself, and the options its program has set where its owner is known. */
export function socketPageSources(place: Place, pid: number | null, owners: Owners): readonly Source<unknown>[] {
  const at = socketAt(place)
  if (!at) return []
  const owner = owners.of(at.id.inode)
  return [detailSource(at.id, at.key, pid), ...(owner ? [optionsSource(owner.pid, owner.fd)] : [])]
}

/** One socket: where it stands, whose it is, and every value the kernel tells of it. */
export function socketPage(on: Seen, owners: Holders): readonly Section[] {
  const at = socketAt(on.place)
  if (!at) return [said(text` no such socket`)]
  const detail = reading(on.snapshot.samples.after, detailSource(at.id, at.key, on.pid))
  if (isMissing(detail)) return [said(text` ${clean(detail.why)}`)]
  const { table } = detail.value
  if (table.count === 0) return [said(text` The socket is closed. Esc goes back.`)]
  return [
    {
      kind: 'lines',
      id: 'tcp-socket',
      priority: 1,
      least: 4,
      lines: (width) => facts(headFacts(on, detail.value, owners), width),
    },
    infoTable(detail.value, on.pid !== null),
    ...(table.state[0] === TCP.LISTEN ? [] : [captureOf(on, table)]),
  ]
}

function socketAt({ about }: Place) {
  const key = typeof about.socket === 'string' ? about.socket : ''
  const id = socketId(key)
  return id && { id, key }
}

function headFacts(on: Seen, { table, info, memory, congestion }: SocketDetail, owners: Holders): readonly Fact[] {
  const state = table.state[0] as number
  const owner = owners.of(table.inode[0] as number)
  const listens = state === TCP.LISTEN
  const [received, sent] = [table.rqueue[0] as number, table.wqueue[0] as number]
  return [
    fact(
      text`Socket`,
      span(clean(TCP_STATES[state] ?? '-'), 'strong'),
      text`${clean(endpoint(table, 'local', 0))} to ${clean(endpoint(table, 'remote', 0))}`,
      ...(congestion ? [text`${clean(congestion)}`] : []),
    ),
    fact(
      text`Owner`,
      owner
        ? span(text`${clean(owner.comm)} ${owner.pid}, descriptor ${owner.fd}`)
        : span(nobody(table.inode[0] as number, owners), 'dim'),
      ...(table.inode[0] === 0 ? [] : [text`inode ${table.inode[0] as number}`]),
    ),
    listens
      ? fact(
          text`Queue`,
          text`${count(received)} to be accepted`,
          text`${table.from === 'proc' ? text`-` : count(sent)} may wait`,
        )
      : fact(
          text`Queues`,
          text`received ${bytesLong(received)} not read`,
          text`sent ${bytesLong(sent)} not acknowledged`,
        ),
    ...(memory ? [memoryFact(memory)] : []),
    timerFact(table, info),
    ...optionFacts(on, { table, info }, owners),
  ]
}

/** What nobody was found to hold may be of one that was not read yet, or may not be. */
function nobody(inode: number, { pending, refused, mayHold }: Holders): Text {
  if (mayHold(inode)) return text`not read yet: ${processesToCome(Math.max(1, pending))}`
  if (inode > 0 && refused > 0) return text`perhaps one of ${count(refused)} whose descriptors may not be read`
  return text`no process`
}

function memoryFact({ received, receiveBuffer, sent, sendBuffer, drops }: SocketMemory): Fact {
  return fact(
    text`Buffers`,
    text`receive ${bytesLong(received)} of ${bytesLong(receiveBuffer)}`,
    text`send ${bytesLong(sent)} of ${bytesLong(sendBuffer)}`,
    ...(drops === undefined ? [] : [span(text`dropped ${count(drops)}`, drops > 0 ? 'warning' : 'dim')]),
  )
}

function timerFact(table: SocketTable, info: SocketDetail['info']): Fact {
  const timer = table.timer[0] as number
  const [window, mss] = [info?.get('snd_wnd') ?? 0, info?.get('snd_mss') ?? 0]
  const isHeld = timer === PROBE_TIMER && fits(window, mss, table.wqueue[0] as number)
  const parts: readonly (Text | Part)[] =
    timer === 0
      ? [span(text`none runs`, 'dim')]
      : [
          text`${clean(TCP_TIMERS[timer] ?? '')} in ${wait((table.expires[0] as number) / 1000)}`,
          text`timeouts in a row ${table.retransmits[0] as number}`,
          text`probes unanswered ${table.probes[0] as number}`,
          ...(isHeld ? [span(HELD, 'warning')] : []),
        ]
  return fact(text`Timer`, ...parts)
}

/** Else probes go to a peer whose window is shut. */
const HELD = text`its window is open: dropped here, by a firewall or a queue of this machine`

/** The socket's own keepalive, where its descriptor may be copied; else the defaults of the namespace are all that is known. */
function optionFacts(on: Seen, { table, info }: Pick<SocketDetail, 'table' | 'info'>, owners: Owners): readonly Fact[] {
  const owner = owners.of(table.inode[0] as number)
  if (!owner || table.state[0] === TCP.LISTEN) return []
  const options = reading(on.snapshot.samples.after, optionsSource(owner.pid, owner.fd))
  if (isMissing(options))
    return [fact(text`Keepalive`, span(text`its settings cannot be read: ${clean(options.why)}`, 'dim'))]
  const { keepalive, idle, interval, count: probes, userTimeout } = options.value
  const timeout = userTimeout === null ? text`no user timeout` : text`user timeout ${wait(userTimeout)}`
  if (!keepalive)
    return [fact(text`Keepalive`, span(text`off: a dead peer is noticed only by sending`, 'warning'), timeout)]
  const left = table.timer[0] === KEEPALIVE ? deadIn(table, info, options.value) : null
  return [
    fact(
      text`Keepalive`,
      text`after ${age(idle)} of silence, then every ${age(interval)}, ${probes} probes`,
      userTimeout === null ? timeout : text`${timeout} decides`,
      ...(left === null ? [] : [text`dead in ${age(left)} if the peer stays silent`]),
    ),
  ]
}

const KEEPALIVE = 2

/** Null: when the peer was heard last is not told. */
function deadIn(
  table: SocketTable,
  info: SocketDetail['info'],
  { interval, count: most, userTimeout }: SocketOptions,
): Seconds | null {
  const [probes, expires] = [table.probes[0] as number, (table.expires[0] as number) / 1000]
  if (userTimeout === null) return untilDead(probes, expires, most, interval)
  const heard = [info?.get('last_data_recv'), info?.get('last_ack_recv')].filter((ms) => ms !== undefined)
  return heard.length === 0 ? null : untilUserTimeout(probes, expires, Math.min(...heard) / 1000, interval, userTimeout)
}

function captureOf(on: Seen, table: SocketTable): Section {
  return captureSection(
    {
      remote: addressAt(table.remote, 0, isMapped(table.remote, 0) ? 4 : 6).replace(/^\[|\]$/g, ''),
      remotePort: table.remotePort[0] as number,
      localPort: table.localPort[0] as number,
      loopback: isLoopback(table.remote, 0),
      pid: on.pid,
    },
    3,
  )
}

function said(words: Text): Section {
  return { kind: 'lines', id: 'tcp-socket', priority: 1, least: 1, lines: () => [{ spans: [span(words, 'info')] }] }
}
