import { count } from '../../format.ts'
import { type NetSpaceNow, type NetSpaces, netSpaces } from '../../model/tcp/namespaces.ts'
import { clean, type Text, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { quiet } from '../quiet.ts'
import type { Cell, Column, TableSection } from '../view.ts'
import type { Seen } from './seen.ts'

/** The network namespaces of this machine: Enter shows the pane of one. */
export function namespacesSection(on: Seen, priority: number): TableSection {
  const found = netSpaces(on.snapshot.samples)
  const row = (at: number) => found.rows[at] as NetSpaceNow
  return {
    kind: 'table',
    id: 'tcp-namespaces',
    title: titleOf(found),
    priority,
    least: 4,
    count: found.rows.length,
    columns: namespaceColumns(row, (at) => isShown(on, row(at)), on.snapshot.facts.self !== null),
    sort: { by: 'processes', reverse: true },
    id_of: (at) => row(at).id,
    key: (at) => `${row(at).id}`,
    style: (at) => (isShown(on, row(at)) ? 'strong' : 'plain'),
    drill: (at) => {
      const { pid, comm } = row(at)
      const title = pid === null ? text`whytop’s own network` : text`network of ${clean(comm ?? '')} ${pid}`
      return { view: 'tcp', page: 'overview', about: pid === null ? {} : { pid }, title }
    },
    empty: text`no network namespace`,
  }
}

function titleOf({ missing, unread, rows }: NetSpaces): Text {
  if (missing) return text`Network namespaces (others not known: ${clean(missing.why)})`
  const cut = unread > 0 ? text` (sockets of ${count(unread)} are not counted)` : text``
  return text`Network namespaces ${count(rows.length)}${cut}`
}

/** Any process of it may have led here. */
function isShown({ pid, namespace }: Seen, space: NetSpaceNow): boolean {
  return pid === space.pid || (namespace.id !== null && namespace.id === space.link)
}

/** `net:[4026531840]` → `4026531840`. */
export function inodeOf(link: string | null): number | null {
  const digits = /\[(\d+)\]$/.exec(link ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}

function namespaceColumns(
  row: (at: number) => NetSpaceNow,
  shown: (at: number) => boolean,
  isThere: boolean,
): readonly Column[] {
  const counted = (
    of: 'processes' | 'estab' | 'rest' | 'timeWait' | 'udp',
    title: string,
    priority: number,
    help: string,
  ) =>
    numbers(
      { id: of.toLowerCase(), title, width: Math.max(6, title.length), priority, help },
      'count',
      (at) => row(at)[of],
      (value) => quiet(value, count),
    )
  return [
    numbers(
      {
        id: 'inode',
        title: 'NAMESPACE',
        width: 10,
        priority: 2,
        help: 'its number for lsns(8); -: only its owner and root may know; /proc/PID/ns/net',
      },
      'count',
      (at) => inodeOf(row(at).link),
      (value) => (value === null ? text`-` : text`${value}`),
    ),
    words(
      {
        id: 'whose',
        title: 'WHOSE',
        width: 11,
        priority: 1,
        help: 'own: whytop is in it; shown: the other pages are of it, Enter on another row changes that',
      },
      (at) => whose(row(at), shown(at)),
      (at): Cell =>
        shown(at) ? { text: clean(whose(row(at), true) ?? ''), style: 'info' } : clean(whose(row(at), false) ?? ''),
    ),
    numbers(
      {
        id: 'pid',
        title: 'PID',
        width: 7,
        priority: 1,
        help: 'a process of it: the one of the lowest pid; /proc/PID/net',
      },
      'count',
      (at) => row(at).pid,
      (value) => (value === null ? text`-` : text`${value}`),
    ),
    {
      ...words({ id: 'process', title: 'PROCESS', width: 12, priority: 1, help: 'its name; /proc/PID/comm' }, (at) =>
        row(at).pid === null && isThere ? 'whytop' : row(at).comm,
      ),
      grow: true,
    },
    counted('processes', 'PROCS', 1, 'processes in it, kernel threads too; by the inode of /proc/PID/net/dev'),
    counted('estab', 'ESTAB', 1, 'connections in ESTAB or CLOSE-WAIT; /proc/PID/net/snmp Tcp CurrEstab'),
    counted(
      'rest',
      'REST',
      2,
      'TCP sockets in use that are not established: they listen, connect or close; /proc/PID/net/sockstat inuse less ESTAB',
    ),
    counted('timeWait', 'TIMEWAIT', 3, 'TIME-WAIT, and FIN-WAIT-2 that nobody owns; /proc/PID/net/sockstat tw'),
    counted('udp', 'UDP', 4, 'UDP sockets that are bound or connected; /proc/PID/net/sockstat, sockstat6'),
  ]
}

function whose({ pid }: NetSpaceNow, isShown: boolean): string | null {
  if (pid === null) return isShown ? 'own, shown' : 'own'
  return isShown ? 'shown' : null
}
