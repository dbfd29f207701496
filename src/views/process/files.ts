import { count, percentOf, sign } from '../../format.ts'
import { descriptorCounts, descriptorKind } from '../../model/process/descriptors.ts'
import { isNear } from '../../model/process/limit-use.ts'
import type { Link } from '../../parse/pid/links.ts'
import { isMissing } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, text } from '../../text.ts'
import { numbers, words } from '../column.ts'
import { facts } from '../facts.ts'
import type { Lines, TableSection } from '../view.ts'
import { headSection } from './head.ts'
import { finite, usesOf } from './numbers.ts'
import type { Page, Seen } from './page.ts'
import { fact, shown, span, wrapped } from './show.ts'

export const filesPage: Page = {
  id: 'files',
  title: 'Files',
  files: ['fd', 'limits'],
  userOnly: ['fd'],
  sections: (on) => [headSection(on), countsSection(on), ...(on.looked.kind === 'user' ? [linkTable(on)] : [])],
  json: filesJson,
}

function limitOf(on: Seen) {
  const { process } = on.looked
  const uses = process ? usesOf(on, process) : []
  return 'missing' in uses ? uses : (uses.find(({ name }) => name === 'Max open files') ?? null)
}

function countsSection(on: Seen): Lines {
  const { looked } = on
  const lines = (width: number): readonly Line[] => {
    if (!looked.process) return []
    if (looked.kind === 'kernel') return wrapped(text``, text`A kernel thread has no open files.`, 'plain', width)
    if (looked.kind === 'zombie') return wrapped(text``, text`A zombie has no open files any more.`, 'plain', width)
    const fd = looked.file('fd')
    const limit = limitOf(on)
    const near = limit !== null && !isMissing(limit) && isNear(limit)
    const kinds = isMissing(fd)
      ? []
      : [...descriptorCounts(fd.value)].map(([kind, n]) => span(text`${clean(kind)} ${n}`))
    const soft =
      limit === null || isMissing(limit)
        ? span(limit ? text`limit ${sign(limit.missing)}` : text``, 'dim')
        : span(
            text`of ${count(limit.soft)} (soft limit${limit.share === null ? text`` : text`, ${percentOf(limit.share)}`}), hard ${count(limit.hard)}`,
            near ? 'warning' : 'plain',
          )
    return [
      ...facts(
        [
          fact(
            text`Open`,
            shown(fd, (links) => count(links.length)),
            soft,
          ),
        ],
        width,
      ),
      ...facts([fact(text`By type`, ...kinds)], width),
    ]
  }
  return {
    kind: 'lines',
    id: 'process-files-counts',
    priority: 1,
    least: looked.process ? (looked.kind === 'user' ? 2 : 1) : 0,
    lines,
  }
}

function linkTable({ looked }: Seen): TableSection {
  const fd = looked.file('fd')
  const links = isMissing(fd) ? [] : fd.value
  const at = (row: number) => links[row] as Link
  return {
    kind: 'table',
    id: 'process-files',
    priority: 3,
    least: 4,
    title: null,
    count: links.length,
    columns: [
      numbers(
        { id: 'fd', title: 'FD', width: 6, priority: 1, help: 'file descriptor; /proc/PID/fd' },
        'count',
        (row) => Number(at(row).name),
        (fdNumber) => text`${fdNumber ?? 0}`,
      ),
      words(
        {
          id: 'kind',
          title: 'TYPE',
          width: 12,
          priority: 1,
          help: 'file, deleted (its name is gone, its space is not free), device, socket, pipe, memfd, or an anonymous inode: eventfd, eventpoll, inotify …',
        },
        (row) => descriptorKind(at(row)),
        (row) => ({ text: clean(descriptorKind(at(row))), style: at(row).kind === 'deleted' ? 'warning' : 'plain' }),
      ),
      {
        ...words(
          {
            id: 'target',
            title: 'TARGET',
            width: 20,
            priority: 1,
            help: 'what it is open on: a path, or type and inode; link of /proc/PID/fd',
          },
          (row) => at(row).target,
          (row) => ({ text: clean(at(row).target), style: at(row).kind === 'deleted' ? 'warning' : 'plain' }),
        ),
        grow: true,
      },
    ].map((column) => (column.id === 'fd' ? { ...column, descending: false } : column)),
    sort: { by: 'fd', reverse: false },
    id_of: (row) => Number(at(row).name),
    key: (row) => at(row).name,
    empty: isMissing(fd) ? text`${sign(fd.missing)}  ${clean(fd.why)}` : text`no file is open`,
  }
}

function filesJson(on: Seen): Readonly<Record<string, unknown>> {
  const links = on.looked.value('fd')
  const limit = limitOf(on)
  const known = limit && !isMissing(limit) ? limit : null
  return {
    open_files: links?.length ?? null,
    open_files_soft_limit: finite(known?.soft ?? null),
    open_files_hard_limit: finite(known?.hard ?? null),
    by_type: links && Object.fromEntries(descriptorCounts(links)),
    files: links?.map((link) => ({ fd: Number(link.name), type: descriptorKind(link), target: link.target })) ?? null,
  }
}
