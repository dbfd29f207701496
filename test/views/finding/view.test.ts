import { describe, expect, test } from 'vitest'
import { placeColumns } from '../../../src/ui/columns.ts'
import { findingView } from '../../../src/views/finding/view.ts'
import { SWITCHES, type TableSection } from '../../../src/views/view.ts'
import { viewSnapshot } from '../../snapshot-of.ts'
import { aFinding, findingsOf } from '../overview/a-finding.ts'

const about = (of: Readonly<Record<string, string | number>>) => ({
  view: 'finding',
  page: null,
  about: of,
  switches: SWITCHES,
})
const captured = await viewSnapshot('load-d', findingView, about({}))
const { at } = captured.samples.after
const { id, title, severity, says, unit, peak, culprits } = aFinding({})
const over = { id, title, severity, says, unit, peak, culprits, since: at - 90e9, until: at - 60e9 }
const snapshot = captured.with(captured.history, {
  ...findingsOf([aFinding({ since: at - 41e9, caution: 'Mind the cache.' })], at),
  ended: [over],
})

function lines(of: Readonly<Record<string, string | number>>, columns = 80): string {
  return findingView
    .sections(snapshot, about(of))
    .flatMap((section) => (section.kind === 'lines' ? section.lines(columns, 40) : []))
    .map(({ spans }) => spans.map(({ text }) => text).join(''))
    .join('\n')
}

const table = (id: string) =>
  findingView.sections(snapshot, about({ id: 'DIRECT' })).find((section) => section.id === id) as TableSection

const cells = ({ columns }: TableSection, row: number) =>
  columns.map(({ cell }) => cell(row)).map((cell) => (typeof cell === 'string' ? cell : cell.text))

describe('a finding', () => {
  test('says what it is, since when, how bad it was, what next, and what to mind', () => {
    const shown = lines({ id: 'DIRECT' })
    expect(shown).toMatch(/● critical {2}DIRECT {2}direct reclaim {2}since 00:41 {2}peak 500\/s/)
    expect(shown).toMatch(/^ What +Programs must free memory/m)
    expect(shown).toMatch(/^ Next +Give it more memory\.$/m)
    expect(shown).toMatch(/^ Caution +Mind the cache\.$/m)
    expect(shown).toMatch(/^ Verify +sar -B 1$/m)
    expect(shown).toMatch(/^ Explains +LOAD-D$/m)
    expect(shown).toMatch(/At the last 3 looks/)
  })

  test('that ended keeps how long it lasted where its title has no room', () => {
    const head = (columns: number) => lines({ id: 'DIRECT', since: over.since }, columns).split('\n')[0]
    expect(head(80)).toMatch(/DIRECT {2}direct reclaim {2}ended 01:00 ago, lasted 00:30 {2}peak 500\/s$/)
    expect(head(60)).toMatch(/DIRECT {2}ended 01:00 ago, lasted 00:30$/)
  })

  test('wraps at blanks in a narrow terminal', () => {
    const widest = Math.max(
      ...lines({ id: 'DIRECT' }, 40)
        .split('\n')
        .slice(1)
        .map((line) => line.length),
    )
    expect(widest).toBeLessThanOrEqual(40)
  })

  test('has its evidence with limit, unit and kernel file', () => {
    expect(cells(table('finding-evidence'), 0).slice(0, 4)).toEqual([
      'entries into direct reclaim',
      '412/s',
      '1/s',
      '/proc/vmstat allocstall_*',
    ])
    expect(cells(table('finding-evidence'), 1).slice(1, 3)).toEqual(['18.0 MiB/s', ''])
  })

  test.each([
    [60, 35, null],
    [80, 27, 27],
    [160, 27, 107],
  ])(
    'in %i columns what was measured has the room it needs, and the kernel file what is left',
    (columns, what, from) => {
      const room = { columns, rows: 24, mark: null }
      const sections = findingView.sections(snapshot, about({ id: 'DIRECT' }), room)
      const { columns: declared } = sections.find(({ id }) => id === 'finding-evidence') as TableSection
      const placed = placeColumns(declared, null, columns)
      const cellsOf = (id: string) => placed.find(({ column }) => column.id === id)?.width ?? null
      expect([cellsOf('what'), cellsOf('from')]).toEqual([what, from])
    },
  )

  test('a name and its part stand side by side', () => {
    const placed = placeColumns(table('finding-culprits').columns, null, 160)
    expect(placed.map(({ width }) => width)).toEqual([9, 20, 127])
  })

  test('leads from a culprit to its pane: the process by its key, anything else as the rule says', () => {
    const { drill, pid } = table('finding-culprits')
    expect(drill?.(0)).toMatchObject({ view: 'process', about: { pid: 1834, start: 7 } })
    expect(drill?.(1)).toMatchObject({ view: 'memory', page: 'zones', title: 'Normal of node 0' })
    expect([pid?.(0), pid?.(1)]).toEqual([1834, 0])
  })

  test('that ended says when, and for how long it was there', () => {
    const shown = lines({ id: 'DIRECT', since: over.since })
    expect(shown).toContain('ended 01:00 ago, lasted 00:30')
    expect(shown).not.toContain('Next')
    expect(findingView.json(snapshot, about({ id: 'DIRECT', since: over.since }))).toMatchObject({
      finding: null,
      ended: { id: 'DIRECT', lasted_seconds: 30 },
    })
  })

  test('that was never there is not made up', () => {
    expect(lines({ id: 'NOTHING' })).toContain('neither there now nor among those that ended')
    expect(findingView.json(snapshot, about({ id: 'NOTHING' }))).toEqual({ finding: null, ended: null })
  })
})
