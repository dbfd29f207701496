import type { Snapshot } from '../../model/snapshot.ts'
import { type Owners, ownersOf } from '../../model/sockets/owners.ts'
import { backingOff, connecting } from '../../model/tcp/backoff.ts'
import { ABORTS, connections } from '../../model/tcp/connections.ts'
import { conntrack } from '../../model/tcp/conntrack.ts'
import { listenersOf } from '../../model/tcp/listeners.ts'
import { peersOf } from '../../model/tcp/peers.ts'
import { retransmission } from '../../model/tcp/retransmission.ts'
import { settingsNow } from '../../model/tcp/settings.ts'
import { stateCounts } from '../../model/tcp/states.ts'
import { socketSummary } from '../../model/tcp/summary.ts'
import { udpRates, udpSockets } from '../../model/tcp/udp.ts'
import { waitSides } from '../../model/tcp/wait-sides.ts'
import type { SocketTable } from '../../parse/net/socket-table.ts'
import { isMissing } from '../../source.ts'
import type { Place } from '../view.ts'
import { keepaliveJson } from './json-keepalive.ts'
import { namespacesJson } from './json-namespaces.ts'
import { addressOf, bare, socketsJson } from './json-sockets.ts'
import { waysJson } from './json-ways.ts'
import { LISTENING } from './listeners.ts'
import { peerName } from './peers.ts'
import { portsOf, type Seen, seen, tableOf } from './seen.ts'

const MOST = 100

/** Raw values, units in the key, null where it is not known. `states` has the names of ss as its keys. */
export function tcpJson(
  snapshot: Snapshot,
  place: Place,
  shown: readonly number[] | null = null,
): Readonly<Record<string, unknown>> {
  const on = seen(snapshot, place)
  const { samples, facts } = snapshot
  const reading = tableOf(on, {})
  const table = isMissing(reading) ? null : reading.value
  const states = table && stateCounts(table)
  const summary = socketSummary(samples, on.pid, on.counters, facts.pageSize)
  const flow = connections(on.counters)
  return {
    namespace: { pid: on.pid, id: on.namespace.id, own_id: on.namespace.own },
    states: states && Object.fromEntries(states.map(({ state, v4, v6 }) => [state, v4 + v6])),
    families: states?.map(({ state, v4, v6 }) => ({ state, ipv4: v4, ipv6: v6 })) ?? null,
    summary: {
      total: summary.total,
      estab: summary.estab,
      closed: summary.closed,
      orphaned: summary.orphaned,
      time_wait: summary.timeWait,
      time_wait_client: table && waitSides(table).client,
      time_wait_server: table && waitSides(table).server,
      ipv4: summary.inuse4,
      ipv6: summary.inuse6,
      memory_bytes: summary.memory,
      memory_pressure_bytes: on.limits.memoryPressure,
      memory_max_bytes: on.limits.memoryMost,
      time_wait_max: on.limits.buckets,
      orphaned_max: on.limits.orphans,
    },
    connections: {
      connects_per_second: flow.connects,
      accepts_per_second: flow.accepts,
      fails_per_second: flow.fails,
      resets_per_second: flow.resets,
      resets_sent_per_second: flow.resetsSent,
      time_waits_per_second: flow.timeWaits,
      closed_first_percent: percent(flow.closedFirst),
      aborts: Object.fromEntries(ABORTS.map(([counter, name]) => [name, on.counters.now(counter)])),
    },
    retransmission: resent(on),
    keepalive: keepaliveJson(on, table),
    listeners: listeners(on, table, ownersOf(samples.after.processes)),
    listen_overflows_per_second: on.counters.perSecond('TcpExtListenOverflows'),
    listen_drops_per_second: on.counters.perSecond('TcpExtListenDrops'),
    syn_cookies_per_second: on.counters.perSecond('TcpExtSyncookiesSent'),
    ports: ports(on),
    usable_ports: portsOf(on)?.usable ?? null,
    peers: table && peers(table),
    sockets: socketsJson(on, shown),
    ...waysJson(on),
    namespaces: namespacesJson(on),
    backoff_sockets: table && backingOff(table).of,
    connecting_sockets: table && connecting(table).of,
    udp: udp(on),
    conntrack: tracked(on),
    settings: settingsNow(samples).map(({ name, unit, value }) => ({
      name,
      unit: unit === '' ? null : unit,
      value: typeof value === 'number' ? finite(value) : 'missing' in value ? null : value,
    })),
  }
}

function percent(share: number | null): number | null {
  return share === null ? null : share * 100
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function resent({ counters, snapshot }: Seen) {
  const now = retransmission(counters, snapshot.interval)
  return {
    percent: percent(now.share),
    ever_percent: percent(now.shareEver),
    segments_per_second: now.sent,
    again_per_second: now.again,
    ...Object.fromEntries(now.kinds.map(({ id, perSecond }) => [`${id}_per_second`, perSecond])),
  }
}

/** Of the table that tells what they dropped, where that was asked for too. */
function listeners(on: Seen, all: SocketTable | null, owners: Owners) {
  const asked = tableOf(on, LISTENING)
  const table = isMissing(asked) ? all : asked.value
  if (!table) return null
  return listenersOf(table).map(({ row, queue, most, full, synRecv, drops }) => ({
    address: addressOf(table, table.local, row),
    port: table.localPort[row],
    family: table.family[row],
    queue,
    queue_max: most,
    full: most === null ? null : full,
    syn_recv: synRecv,
    drops,
    inode: table.inode[row],
    pid: owners.of(table.inode[row] as number)?.pid ?? null,
    comm: owners.of(table.inode[row] as number)?.comm ?? null,
  }))
}

function ports(on: Seen) {
  const found = portsOf(on)
  if (!found) return null
  const { table } = found
  return found.uses.slice(0, MOST).map((use) => ({
    source: addressOf(table, table.local, use.row),
    destination: addressOf(table, table.remote, use.row),
    port: table.remotePort[use.row],
    used: use.used,
    used_percent: use.share * 100,
    established: use.estab,
    time_wait: use.timeWait,
    growth_per_second: use.growth,
    exhausted_seconds: use.exhausted,
    settles_at: use.settles,
  }))
}

function peers(table: SocketTable) {
  return peersOf(table)
    .peers.slice(0, MOST)
    .map((peer) => ({
      peer: peerName(table, peer),
      sockets: peer.total,
      established: peer.estab,
      time_wait_client: peer.waitsClient,
      time_wait_server: peer.waitsServer,
      close_wait: peer.closeWait,
      syn_sent: peer.synSent,
      syn_recv: peer.synRecv,
      backoff: peer.backingOff,
    }))
}

function udp(on: Seen) {
  const now = udpRates(on.counters)
  const { rows } = udpSockets(on.snapshot.samples, on.pid)
  return {
    received_per_second: now.received,
    sent_per_second: now.sent,
    receive_buffer_errors_per_second: now.receiveBuffer,
    receive_buffer_errors: now.receiveBufferEver,
    send_buffer_errors_per_second: now.sendBuffer,
    no_port_per_second: now.noPorts,
    sockets: rows.slice(0, MOST).map((row) => ({
      local: bare(row.local),
      local_port: row.localPort,
      remote: bare(row.remote),
      remote_port: row.remotePort,
      receive_queue_bytes: row.rxQueue,
      send_queue_bytes: row.txQueue,
      drops: row.drops,
      drops_per_second: row.dropsPerSecond,
      inode: row.inode,
    })),
  }
}

function tracked(on: Seen) {
  const now = conntrack(on.snapshot.samples, on.pid)
  if (isMissing(now)) return null
  return {
    entries: now.entries,
    max: now.most,
    fill_percent: percent(now.fill),
    insert_failed_per_second: now.insertFailed,
    drop_per_second: now.drop,
    early_drop_per_second: now.earlyDrop,
  }
}
