import { describe, expect, test } from 'vitest'
import { CAUSE_KEYS } from '../../../src/model/load/cause.ts'
import { remember } from '../../../src/model/remember.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { ascii } from '../../../src/text.ts'
import { loadView } from '../../../src/views/load/view.ts'
import type { TableSection } from '../../../src/views/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { paneText } from './frames.ts'

const OVERVIEW = placeOf(loadView)

async function remembered(folder: string): Promise<Snapshot> {
  const snapshot = await viewSnapshot(folder, loadView, OVERVIEW)
  return snapshot.with(remember(snapshot.history, snapshot))
}

function table(snapshot: Snapshot, place: typeof OVERVIEW, id: string): TableSection {
  const section = loadView.sections(snapshot, place).find((one) => one.id === id)
  if (section?.kind !== 'table') throw new Error(`no table ${id}`)
  return section
}

function cellsOf(section: TableSection, column: string): string[] {
  const found = section.columns.find(({ id }) => id === column)
  if (!found) throw new Error(`no column ${column}`)
  return Array.from({ length: section.count }, (_, row) => {
    const cell = found.cell(row)
    return typeof cell === 'string' ? cell : cell.text
  })
}

describe('the captured machine with 9 threads in D', async () => {
  const snapshot = await remembered('load-d')
  const json = loadView.json(snapshot, OVERVIEW) as unknown as {
    readonly tasks: Readonly<Record<string, number>>
    readonly total: number
    readonly not_counted: Readonly<Record<string, number>>
    readonly threads: readonly {
      readonly cause: string
      readonly state: string
      readonly why: string
      readonly comm: string
    }[]
    readonly attribution: { readonly causes_percent: Readonly<Record<string, number>>; readonly before_percent: number }
  }

  test('a process has the command it has now, also where only its name was known when it was counted', () => {
    const { load } = snapshot.history
    const processes = new Map([...(load?.processes ?? [])].map(([key, part]) => [key, { ...part, command: part.comm }]))
    const early = snapshot.with({ ...snapshot.history, load: load && { ...load, processes } })
    const commands = (of: Snapshot) => cellsOf(table(of, OVERVIEW, 'load-processes'), 'command')
    expect(commands(snapshot).some((words) => words.includes(' '))).toBe(true)
    expect(commands(early)).toEqual(commands(snapshot))
  })

  test('the numbers of the JSON', () => {
    expect(json).toMatchObject({
      load1: 8.71,
      load5: 2.91,
      load15: 1.04,
      effective_cpus: 4,
      procs_running: 3,
      procs_blocked: 3,
    })
    expect(json.tasks).toEqual({
      on_cpu: 2,
      waiting: 0,
      d_block: 3,
      d_filesystem: 4,
      d_dirty: 0,
      d_network_fs: 0,
      d_reclaim: 0,
      d_lock: 0,
      d_other: 2,
      d_hidden: 0,
    })
    expect(json.not_counted).toMatchObject({ frozen: 0, throttled: 0, stopped: 1, zombie: 1 })
    expect(json).toMatchObject({ total: 11, waiting_not_found: 0, trend: { load1: 'rising' } })
  })

  test('sums hold: tasks, threads, shares', () => {
    expect(Object.values(json.tasks).reduce((a, b) => a + b)).toBe(json.total)
    for (const cause of CAUSE_KEYS)
      expect(json.threads.filter((thread) => thread.cause === cause)).toHaveLength(json.tasks[cause] ?? -1)
    expect(json.threads.filter((thread) => thread.state === 'D')).toHaveLength(9)
    const { causes_percent, before_percent } = json.attribution
    expect(Object.values(causes_percent).reduce((a, b) => a + b, before_percent)).toBeCloseTo(100, 6)
  })

  test('vfork parents are named by their child, arguments are read', () => {
    const parents = json.threads.filter((thread) => thread.cause === 'd_other')
    expect(parents.map(({ comm, why }) => [comm, why])).toEqual([
      ['vfork1', 'vfork parent of 192'],
      ['vfork2', 'vfork parent of 191'],
    ])
    const causes = table(snapshot, OVERVIEW, 'load-causes')
    expect(cellsOf(causes, 'says')[cellsOf(causes, 'cause').indexOf('O other')]).toBe(
      'vfork parents: 188 of 192, 189 of 191',
    )
    expect(cellsOf(table(snapshot, OVERVIEW, 'load-threads'), 'command')).toContain('sh -c echo x > /slow/file1')
  })

  test.each([
    [80, 20],
    [120, 36],
    [160, 44],
    [60, 11],
  ])('the overview at %i×%i', async (columns, rows) => {
    await expect(paneText(loadView, snapshot, OVERVIEW, columns, rows)).toMatchFileSnapshot(
      `__snapshots__/load-d-${columns}x${rows}.txt`,
    )
  })

  test.each(['threads', 'processes', 'cpus', 'chart'])('the page %s at 80×20', async (page) => {
    const place = placeOf(loadView, {}, page)
    await expect(paneText(loadView, snapshot, place, 80, 20)).toMatchFileSnapshot(`__snapshots__/load-d-${page}.txt`)
  })

  test.each([80, 60])(
    'on few rows of %i cells too it tells what the kernel counts, and what does not count',
    (columns) => {
      const lines = paneText(loadView, snapshot, OVERVIEW, columns, columns === 80 ? 20 : 11).split('\n')
      const rest = columns === 80 ? '  stopped 1  zombie 1' : ''
      expect(lines.find((line) => line.startsWith(' Procs'))?.replace(/ {2,}Uncounted/, ' Uncounted')).toBe(
        ` Procs      running 3  blocked 3 Uncounted idle 60${rest}`,
      )
    },
  )

  test('Enter on a cause opens its threads, Enter on a thread its process', () => {
    const causes = table(snapshot, OVERVIEW, 'load-causes')
    const row = cellsOf(causes, 'cause').indexOf('F file system')
    const drill = causes.drill?.(row)
    expect(drill).toMatchObject({ view: 'load', page: 'threads', about: { cause: 'd_filesystem' } })
    const threads = table(snapshot, placeOf(loadView, drill?.about, 'threads'), 'load-threads')
    expect(cellsOf(threads, 'pid')).toEqual(['184', '185', '186', '187'])
    expect(threads.drill?.(0)).toMatchObject({ view: 'process', page: 'threads', about: { pid: 184 } })
  })

  test('what does not count has its threads too', () => {
    const zombies = table(snapshot, placeOf(loadView, { cause: 'zombie' }, 'threads'), 'load-threads')
    expect([cellsOf(zombies, 'pid'), cellsOf(zombies, 'state')]).toEqual([['208'], ['Z']])
  })

  test('causes are told apart without colour and in ASCII', () => {
    const lines = paneText(loadView, snapshot, OVERVIEW, 80, 20).split('\n')
    expect(lines.find((line) => line.startsWith(' Next'))).toMatch(/ CCBBBFFFFOO$/)
    expect(ascii(lines.join('\n') as never)).not.toMatch(/[^\n -~]/)
  })
})

test('a quiet machine has no cause to show but the two of every machine', async () => {
  const quiet = await remembered('idle-4node')
  expect(cellsOf(table(quiet, OVERVIEW, 'load-causes'), 'cause').slice(0, 2)).toEqual([
    'C on CPU',
    'W waiting for a CPU',
  ])
  expect(loadView.missing(quiet, OVERVIEW).map(({ source }) => source)).not.toContain('/proc/[pid]/task/[tid]/wchan')
})
