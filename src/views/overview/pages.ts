import { age } from '../../format.ts'
import type { Ended, Finding, Findings, NotEvaluable, RuledOut } from '../../model/findings.ts'
import { SEVERITIES } from '../../model/findings.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'
import { evidenceWords } from '../amount.ts'
import { orderColumn, words } from '../column.ts'
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
      orderColumn(ORDER),
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
      words(
        { id: 'resource', title: 'RESOURCE', width: 9, priority: 1, help: 'what was looked at' },
        (i) => RESOURCES[row(i).resource],
      ),
      words(
        { id: 'says', title: 'CLEARED BY', width: 40, priority: 1, help: 'the number that clears it', grow: true },
        (i) => row(i).says,
      ),
      words(
        {
          id: 'evidence',
          title: 'EVIDENCE',
          width: 60,
          priority: 3,
          help: 'utilisation, saturation and errors, each with the limit it is below',
        },
        evidence,
      ),
      orderColumn(ORDER),
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
      orderColumn(ORDER),
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
      words(
        { id: 'title', title: 'FINDING', width: 34, priority: 5, help: 'what it would tell', sentence: true },
        (i) => row(i).title,
      ),
      words(
        {
          id: 'why',
          title: 'WHY NOT',
          width: 30,
          priority: 1,
          help: 'what is missing',
          grow: true,
          wish: 60,
          sentence: true,
        },
        (i) => row(i).why,
      ),
      words(
        { id: 'remedy', title: 'REMEDY', width: 36, priority: 6, help: 'what would let it look', sentence: true },
        (i) => row(i).remedy ?? null,
      ),
      orderColumn(ORDER),
    ],
    sort: { by: 'order', reverse: false },
    empty: findings ? text`every rule could look` : text`~ the rules have not looked yet`,
  })
}

function table(count: number, key: (row: number) => string, base: Base): TableSection {
  return { kind: 'table', priority: 1, least: 4, count, key, id_of: key, ...base }
}

const ORDER = 'the order in which they matter: causes before their effects'

function severityColumn(of: (row: number) => Findings['list'][number]['severity']): Column {
  const cell = (row: number): Cell => {
    const { sign, word, style } = SEVERITY[of(row)]
    return { text: text`${sign} ${word}`, style }
  }
  const help = 'critical: programs suffer; warning: they will, or some do; info: good to know'
  return {
    ...words({ id: 'severity', title: 'SEVERITY', width: 10, priority: 1, help }, of, cell),
    by: (row) => SEVERITIES.indexOf(of(row)),
    descending: true,
  }
}

function idColumn(of: (row: number) => string): Column {
  const help = 'name of the rule: whytop explain ID says what it means'
  return words({ id: 'id', title: 'ID', width: 13, priority: 1, help }, of)
}

function says(of: (row: number) => string): Column {
  const help = 'what is wrong, in one sentence'
  return words({ id: 'says', title: 'WHAT', width: 20, wish: 30, priority: 1, help, grow: true, sentence: true }, of)
}

function duration(id: string, title: string, help: string, of: (row: number) => Seconds): Column {
  const cell = (row: number): Text => age(of(row))
  return { id, title, width: 8, help, align: 'right', priority: 1, unit: 'seconds', cell, by: of }
}
