import { readFileSync } from 'node:fs'
import { treeHost } from '../src/host/tree.ts'
import { once } from '../src/once.ts'
import { helpText, parseOptions } from '../src/options.ts'
import { Settings } from '../src/settings.ts'
import { firstState } from '../src/start.ts'
import type { Command } from '../src/ui/command.ts'
import { moveCommands } from '../src/ui/commands-move.ts'
import { paneCommands } from '../src/ui/commands-pane.ts'
import { tableCommands } from '../src/ui/commands-table.ts'
import { keyName } from '../src/ui/key-names.ts'
import { loadViews, panes, viewById, wholePanes } from '../src/views/index.ts'
import { processColumns } from '../src/views/processes/view.ts'

/** Each part of README.md that is written from the program itself, by the name in its markers. */
const PARTS: Readonly<Record<string, () => string | Promise<string>>> = {
  usage: () => fenced('', helpText({ panes: wholePanes().map(({ id }) => id) })),
  keys: keyTable,
  panes: paneTable,
  columns: () =>
    table(
      ['Column', 'For `--sort`', 'What it is'],
      processColumns.map((c) => [c.title, code(c.id), c.help]),
    ),
  'json-processes': () => jsonExample('processes'),
  'json-load': () => jsonExample('load'),
  'json-others': jsonKeys,
  'pane-costs': paneCostTable,
  incidents: incidentTable,
}

/** README.md with those parts as they are now. */
export async function withParts(readme: string): Promise<string> {
  await loadViews()
  let text = readme
  for (const [name, write] of Object.entries(PARTS)) {
    const [begin, end] = [`<!-- ${name}: written by npm run readme -->`, `<!-- end of ${name} -->`]
    const [from, to] = [text.indexOf(begin), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`README.md has no part ${name}: ${begin} … ${end}`)
    text = `${text.slice(0, from)}${begin}\n${(await write()).trim()}\n${text.slice(to)}`
  }
  return text
}

function keyTable(): string {
  const rows = (commands: readonly Command[]) =>
    commands.map(({ keys, help }) => [keys.map((key) => code(keyName(key))).join(' '), help])
  return [
    ['Moving', moveCommands] as const,
    ['In a table', tableCommands] as const,
    ['Panes and the program', paneCommands] as const,
  ]
    .map(([title, commands]) => table([title, ''], rows(commands)))
    .join('\n\n')
}

function paneTable(): string {
  const rows = panes.map(({ digit, whole, id, title, help }) => {
    const { pages } = viewById(id)
    const says = help.replace(new RegExp(`^${title}: `), '')
    return [
      code(digit ?? (whole ? '0' : 'Enter')),
      digit === null && !whole ? title : `${title}, ${code(`--pane ${id}`)}`,
      pages ? `${says} Pages: ${pages.map((page) => page.title).join(', ')}.` : says,
    ]
  })
  return table(['Key', 'Pane', ''], rows)
}

/** The names in the records of the other panes. */
async function jsonKeys(): Promise<string> {
  const rows: string[][] = []
  for (const { id: pane } of wholePanes()) {
    if (pane === 'processes' || pane === 'load') continue
    const record = JSON.parse(await jsonOf(pane)) as Readonly<Record<string, unknown>>
    const own = Object.entries(record).filter(([key]) => !EVERYWHERE.has(key))
    rows.push([code(pane), own.map(([key, value]) => keyText(key, value)).join(', ')])
  }
  return table(['Pane', 'Keys beside those that all have; of lists and records, what is in them'], rows)
}

const EVERYWHERE: ReadonlySet<string> = new Set([
  'schema',
  'pane',
  'host',
  'at',
  'captured',
  'interval_seconds',
  'missing',
])

function keyText(key: string, value: unknown): string {
  const inside = Array.isArray(value) ? value[0] : value
  if (typeof inside !== 'object' || inside === null) return code(Array.isArray(value) ? `${key}[]` : key)
  return `${code(Array.isArray(value) ? `${key}[]` : key)} (${Object.keys(inside).map(code).join(' ')})`
}

async function jsonExample(pane: string): Promise<string> {
  return fenced('json', JSON.stringify(JSON.parse(await jsonOf(pane), shortened), null, 2))
}

/** What `--once --json` says of a captured machine, its lists cut after the first entry. */
async function jsonOf(pane: string): Promise<string> {
  const options = parseOptions(['--pane', pane, '--once', '--json'], { panes: [pane] })
  if ('mistake' in options) throw new Error(options.mistake)
  const size = { columns: 160, rows: 48 }
  const state = firstState(options, { colors: 0, ascii: false }, await Settings.read({}), size)
  if (typeof state === 'string') throw new Error(state)
  let text = ''
  await once(treeHost('test/fixtures/load-d'), state, { frames: 1, json: true }, async (line) => {
    text += line
  })
  return text
}

/** Of what `npm run bench -- --only panes --json bench/panes.json` measured last. */
function paneCostTable(): string {
  const { panes } = JSON.parse(readFileSync('bench/panes.json', 'utf8')) as { readonly panes: PaneCosts }
  const of = panes.rows.find(({ pane }) => pane === 'processes')?.median
  const fixed = (amount: number | null, digits: number) => (amount === null ? '-' : amount.toFixed(digits))
  const rows = panes.rows.map(({ pane, median, mean, bytes, rss }) => [
    code(pane),
    fixed(median, 1),
    fixed(mean, 1),
    of && median !== null ? (median / of).toFixed(2) : '-',
    fixed(bytes, 0),
    fixed(rss, 0),
  ])
  const head = ['Pane', 'CPU ms per refresh, median', 'mean', '× Processes', 'Bytes per refresh', 'Memory MiB']
  return `${table(head, rows)}\n\n${panes.at.slice(0, 10)}, ${panes.machine}, load average ${panes.load}: beside other work every figure is higher`
}

interface PaneCosts {
  readonly at: string
  readonly machine: string
  /** While it was measured. */
  readonly load: number
  readonly rows: readonly {
    readonly pane: string
    readonly median: number | null
    readonly mean: number | null
    readonly bytes: number | null
    readonly rss: number | null
  }[]
}

/** Of the lines that `npm run incidents` printed last. */
function incidentTable(): string {
  const lines = readFileSync('test/incidents/results.txt', 'utf8').trim().split('\n')
  const ended = new Map(
    lines.flatMap((line) => {
      const [, name, after] = /^incident (.+?), over: \S+ ended after ([\d.]+ s) /.exec(line) ?? []
      return name === undefined || after === undefined ? [] : [[name, after] as const]
    }),
  )
  const rows = lines.flatMap((line) => {
    const [, name = '', expected, found, after, verdict, where] =
      /^incident (.+?): (\S+), (.+), ([\d.]+ s): (.+); (Linux .+)$/.exec(line) ?? []
    return expected && found && after && verdict && where
      ? [[name, expected, found, after, ended.get(name) ?? '', verdict, where]]
      : []
  })
  const count = (is: RegExp) => rows.filter(([, , , , , verdict = '']) => is.test(verdict)).length
  const real = rows.filter(([, expected]) => expected !== 'silent').length
  const sum = `Of ${real} incidents ${count(/^detected/)} were detected, ${count(/^detected, first/)} of them said first; of ${rows.length - real} healthy loads ${count(/^false alarm/)} gave a false alarm.`
  const head = ['What was made', 'Expected', 'Found', 'After', 'Ended after', '', 'Where and when']
  return `${sum}\n\n${table(head, rows)}`
}

function shortened(_key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1)
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(2)) : value
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return text === '`' ? '`` ` ``' : `\`${text}\``
}
