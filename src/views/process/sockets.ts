import { bytes, count, sign } from '../../format.ts'
import {
  type HeldSocket,
  heldSockets,
  type SocketsSeen,
  socketCounts,
  socketSources,
} from '../../model/process/sockets.ts'
import { isMissing } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { facts } from '../facts.ts'
import type { Lines, Section, TableSection } from '../view.ts'
import { headSection } from './head.ts'
import type { Page, Seen } from './page.ts'
import { fact, span } from './show.ts'

export const socketsPage: Page = {
  id: 'sockets',
  title: 'Sockets',
  files: ['fd'],
  userOnly: ['fd'],
  sources: socketSources,
  sections,
  json: socketsJson,
  missing: (on) => (on.looked.kind === 'user' ? held(on).missing : []),
}

function held({ snapshot, looked }: Seen): SocketsSeen {
  return heldSockets(snapshot.samples, looked.id.pid, looked.value('fd') ?? [])
}

function sections(on: Seen): readonly Section[] {
  const { looked } = on
  if (looked.kind !== 'user') {
    const words =
      looked.kind === 'kernel'
        ? text` A kernel thread holds no sockets by descriptor.`
        : text` A zombie holds no sockets any more.`
    return [headSection(on), countsSection([{ spans: [span(words)] }])]
  }
  const { sockets } = held(on)
  const fd = looked.file('fd')
  const counts = [...socketCounts(sockets)].map(([name, n]) =>
    span(text`${clean(name)} ${n}`, name.endsWith('CLOSE-WAIT') ? 'warning' : 'plain'),
  )
  const parts = isMissing(fd)
    ? [span(sign(fd.missing), 'dim')]
    : sockets.length === 0
      ? [span(text`none`, 'dim')]
      : counts
  const empty = isMissing(fd) ? text`${sign(fd.missing)}  ${clean(fd.why)}` : text`it has no open socket`
  return [
    headSection(on),
    countsSection((width) => facts([fact(text`Sockets`, ...parts)], width)),
    socketTable(sockets, empty),
  ]
}

function countsSection(lines: readonly Line[] | ((width: number) => readonly Line[])): Lines {
  return {
    kind: 'lines',
    id: 'process-sockets-counts',
    priority: 1,
    least: 1,
    lines: typeof lines === 'function' ? lines : () => lines,
  }
}

function socketTable(sockets: readonly HeldSocket[], empty: Text): TableSection {
  const at = (row: number) => sockets[row] as HeldSocket
  return {
    kind: 'table',
    id: 'process-sockets',
    priority: 3,
    least: 4,
    title: null,
    count: sockets.length,
    columns: [
      numbers(
        { id: 'fd', title: 'FD', width: 5, priority: 2, help: 'lowest file descriptor of it; /proc/PID/fd' },
        'count',
        (row) => at(row).fds[0] ?? null,
        (fd) => text`${fd ?? 0}`,
      ),
      words(
        {
          id: 'proto',
          title: 'PROTO',
          width: 5,
          priority: 1,
          help: 'tcp, tcp6, udp, udp6, unix; other: in none of these tables (netlink, packet, another network namespace); /proc/PID/net/*',
        },
        (row) => at(row).protocol,
      ),
      words(
        {
          id: 'state',
          title: 'STATE',
          width: 10,
          priority: 1,
          help: 'in the names of ss; CLOSE-WAIT: the other end has closed and this program has not',
        },
        (row) => at(row).state,
        (row) => ({ text: clean(at(row).state ?? '-'), style: at(row).state === 'CLOSE-WAIT' ? 'warning' : 'plain' }),
      ),
      queue(
        'rxq',
        'RECV-Q',
        'bytes received and not yet read; in LISTEN connections not yet accepted',
        (row) => at(row).acceptQueue ?? at(row).rxQueue,
        (row) => (at(row).acceptQueue === null ? bytes : count),
      ),
      queue(
        'txq',
        'SEND-Q',
        'bytes sent and not acknowledged, or not sent yet; - in LISTEN: most that may wait is on TCP, Listeners',
        (row) => at(row).txQueue,
        () => bytes,
      ),
      words(
        {
          id: 'timer',
          title: 'TIMER',
          width: 10,
          priority: 4,
          help: 'which timer runs: retransmit, keepalive, time-wait, probe (zero window); off: none',
        },
        (row) => at(row).timer,
        (row) => ({ text: clean(at(row).timer ?? '-'), style: at(row).timer === 'retransmit' ? 'plain' : 'dim' }),
      ),
      numbers(
        {
          id: 'retrans',
          title: 'RETR',
          width: 4,
          priority: 5,
          help: 'retransmissions in a row by timeout, not made good yet',
        },
        'count',
        (row) => at(row).retransmits,
        (n) =>
          n === null ? text`-` : n > 0 ? { text: text`${n}`, style: 'warning' } : { text: text`0`, style: 'dim' },
      ),
      {
        ...words(
          {
            id: 'local',
            title: 'LOCAL',
            width: 21,
            priority: 1,
            help: 'address and port, or the path of a unix socket (@: abstract)',
          },
          (row) => at(row).local,
        ),
        grow: true,
      },
      words(
        { id: 'remote', title: 'REMOTE', width: 21, priority: 1, help: 'address and port of the other end' },
        (row) => at(row).remote,
      ),
    ],
    sort: { by: 'fd', reverse: false },
    id_of: (row) => at(row).inode,
    key: (row) => `${at(row).inode}`,
    empty,
  }
}

function queue(
  id: string,
  title: string,
  help: string,
  by: (row: number) => number | null,
  format: (row: number) => (value: number | null) => Text,
) {
  return numbers({ id, title, width: 6, priority: 3, help }, 'bytes', by, (value, row) =>
    value === 0 ? { text: bytes(0), style: 'dim' } : format(row)(value),
  )
}

function socketsJson(on: Seen): Readonly<Record<string, unknown>> {
  if (on.looked.value('fd') === null) return { sockets: null, counts: null }
  const { sockets } = held(on)
  return {
    counts: Object.fromEntries(socketCounts(sockets)),
    sockets: sockets.map((socket) => ({
      fds: socket.fds,
      inode: socket.inode,
      protocol: socket.protocol,
      state: socket.state,
      local: socket.local,
      remote: socket.remote,
      receive_queue_bytes: socket.rxQueue,
      accept_queue_connections: socket.acceptQueue,
      send_queue_bytes: socket.txQueue,
      timer: socket.timer,
      retransmits: socket.retransmits,
    })),
  }
}
