import { age } from '../../format.ts'
import type { Ended, Finding, Findings, NotEvaluable, RuledOut } from '../../model/findings.ts'
import { SEVERITIES } from '../../model/findings.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'
import { evidenceWords } from '../amount.ts'
import { aboutFinding, findingKey } from '../finding/shown.ts'
import { SEVERITY } from '../severity.ts'
import type { Cell, Column, TableSection } from '../view.ts'
import { RESOURCES } from './found.ts'

type Base = Omit<TableSection, 'kind' | 'count' | 'id_of' | 'key' | 'priority' | 'least'>

/** All findings, those that merely advise too. */
export function findingsPage({ findings }: Snapshot): TableSection {
  const rows = findings?.list ?? []
  const row = (at: number) => rows[at] as Finding
  const at = findings?.at ?? 0
  return table(rows.length, (i) => findingKey(row(i)), {
    id: 'overview-findings',
    title: null,
    columns: [
      severityColumn((i) => row(i).severity),
      idColumn((i) => row(i).id),
      duration(
        'since',
        'SINCE',
        'for how long it has been there; ~ provisional: for less than its window',
        (i) => (at - row(i).since) / 1e9,
      ),
      says((i) => row(i).says),
      order(),
    ],
    sort: { by: 'order', reverse: false },
    drill: (i) => ({ view: 'finding', about: aboutFinding(row(i)), title: clean(row(i).title) }),
    empty: findings ? text`✓ nothing found` : text`~ the rules have not looked yet`,
  })
}

/** What cleared each resource. */
export function ruledOutPage({ findings }: Snapshot): TableSection {
  const rows = findings?.ruledOut ?? []
  const row = (at: number) => rows[at] as RuledOut
  const evidence = (i: number) => row(i).evidence.map(evidenceWords).join(' · ')
  return table(rows.length, (i) => row(i).resource, {
    id: 'overview-ruled-out',
    title: null,
    columns: [
      words('resource', 'RESOURCE', 9, 'what was looked at', (i) => RESOURCES[row(i).resource]),
      { ...words('says', 'CLEARED BY', 40, 'the number that clears it', (i) => row(i).says), grow: true },
      {
        ...words(
          'evidence',
          'EVIDENCE',
          60,
          'utilisation, saturation and errors, each with the limit it is below',
          evidence,
        ),
        priority: 3,
      },
      order(),
    ],
    sort: { by: 'order', reverse: false },
    empty: text`nothing is ruled out yet`,
  })
}

/** What was there and is over, the newest first. */
export function endedPage({ findings }: Snapshot): TableSection {
  const rows = findings?.ended ?? []
  const row = (at: number) => rows[at] as Ended
  const now = findings?.at ?? 0
  return table(rows.length, (i) => `${findingKey(row(i))}:${row(i).since}`, {
    id: 'overview-ended',
    title: null,
    columns: [
      severityColumn((i) => row(i).severity),
      idColumn((i) => row(i).id),
      duration('ended', 'AGO', 'how long ago it ended', (i) => (now - row(i).until) / 1e9),
      duration(
        'lasted',
        'LASTED',
        'from the first to the last time it was seen',
        (i) => (row(i).until - row(i).since) / 1e9,
      ),
      says((i) => row(i).says),
      order(),
    ],
    sort: { by: 'order', reverse: false },
    drill: (i) => ({
      view: 'finding',
      about: { ...aboutFinding(row(i)), since: row(i).since },
      title: clean(row(i).title),
    }),
    empty: text`nothing has ended since whytop began to look`,
  })
}

/** Rules that could not look, why, and what would let them. */
export function unknownPage({ findings }: Snapshot): TableSection {
  const rows = findings?.notEvaluable ?? []
  const row = (at: number) => rows[at] as NotEvaluable
  return table(rows.length, (i) => row(i).id, {
    id: 'overview-unknown',
    title: null,
    columns: [
      idColumn((i) => row(i).id),
      { ...words('title', 'FINDING', 34, 'what it would tell', (i) => row(i).title), priority: 5, sentence: true },
      { ...words('why', 'WHY NOT', 30, 'what is missing', (i) => row(i).why), grow: true, wish: 60, sentence: true },
      {
        ...words('remedy', 'REMEDY', 36, 'what would let it look', (i) => row(i).remedy ?? '-'),
        priority: 6,
        sentence: true,
      },
      order(),
    ],
    sort: { by: 'order', reverse: false },
    empty: findings ? text`every rule could look` : text`~ the rules have not looked yet`,
  })
}

function table(count: number, key: (row: number) => string, base: Base): TableSection {
  return { kind: 'table', priority: 1, least: 4, count, key, id_of: key, ...base }
}

function words(id: string, title: string, width: number, help: string, of: (row: number) => string): Column {
  const cell = (row: number) => clean(of(row))
  return { id, title, width, help, align: 'left', priority: 1, unit: 'text', cell, by: of }
}

function severityColumn(of: (row: number) => Findings['list'][number]['severity']): Column {
  const cell = (row: number): Cell => {
    const { sign, word, style } = SEVERITY[of(row)]
    return { text: text`${sign} ${word}`, style }
  }
  const help = 'critical: programs suffer; warning: they will, or some do; info: good to know'
  return {
    ...words('severity', 'SEVERITY', 10, help, of),
    cell,
    by: (row) => SEVERITIES.indexOf(of(row)),
    descending: true,
  }
}

function idColumn(of: (row: number) => string): Column {
  return words('id', 'ID', 13, 'name of the rule: whytop explain ID says what it means', of)
}

function says(of: (row: number) => string): Column {
  return { ...words('says', 'WHAT', 30, 'what is wrong, in one sentence', of), grow: true, sentence: true }
}

function duration(id: string, title: string, help: string, of: (row: number) => Seconds): Column {
  const cell = (row: number): Text => age(of(row))
  return { id, title, width: 8, help, align: 'right', priority: 1, unit: 'seconds', cell, by: of }
}

function order(): Column {
  const cell = (row: number) => text`${row}`
  const help = 'the order in which they matter: causes before their effects'
  return {
    id: 'order',
    title: 'ORDER',
    width: 5,
    help,
    align: 'right',
    priority: 0,
    unit: 'count',
    cell,
    by: (row) => row,
  }
}
