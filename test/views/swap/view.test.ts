import { describe, expect, test } from 'vitest'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { swapView } from '../../../src/views/swap/view.ts'
import { SWITCHES, type Switches, type TableSection } from '../../../src/views/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { fixtureHost, frameText, looked, stateAt } from '../../ui/drawing.ts'

async function shown(folder: string, page: string | null, set: Partial<Switches> = {}, columns = 80, rows = 24) {
  const visit = visitTo('swap', { ...SWITCHES, ...set })
  const at = { ...visit, place: { ...visit.place, page } }
  const { drawn } = await looked(fixtureHost(folder), stateAt(at, { columns, rows }))
  return frameText(drawn.frame)
}

describe('a machine that swaps', () => {
  test('says so, how much is missing, and who holds it', async () => {
    const text = await shown('swap-4node', null)
    expect(text).toMatch(/^ Swap .*516 MiB of 1\.0 GiB .*in use NOW/m)
    expect(text).toMatch(/^ Moving +in 19\.9 MiB\/s {2}out 21\.1 MiB\/s/m)
    expect(text).toMatch(/^ Needed +about 420 MiB more/m)
    expect(text).toMatch(/^ Held by +processes 424 MiB {2}\+ no process 91\.5 MiB {2}= 516 MiB/m)
    expect(text).toMatch(/^. +191 +105M/m)
    expect(text).toMatch(/\(no process: /)
    expect(text).toMatch(/\/dev\/vda +partition +1\.0G +515M +50\.3 +-2/)
  })

  test('by program, user and cgroup', async () => {
    expect(await shown('swap-4node', null, { group: 'program' })).toMatch(/^. +10 +440M .* hog$/m)
    expect(await shown('swap-4node', null, { group: 'user' })).toMatch(/^. +15 +441M .* 0$/m)
    expect(await shown('swap-4node', null, { group: 'cgroup' })).toMatch(/105M .*\/batch\.slice$/m)
  })

  test('what was not captured is not taken for nothing', async () => {
    expect(await shown('swap-4node', 'mappings')).toMatch(/no mappings: not captured/)
  })
})

describe('cgroups, known by the processes in them', async () => {
  const place = placeOf(swapView, {}, 'cgroups')
  const whole = await viewSnapshot('swap-4node', swapView, place)
  const titleOf = (snapshot: Snapshot) => {
    const [table] = swapView.sections(snapshot, place).filter((section) => section.kind === 'table')
    return (table as TableSection).title
  }

  test('while not all are looked at, of how many', () => {
    const { samples, facts, history } = whole
    const processes = samples.after.processes as NonNullable<typeof samples.after.processes>
    const rows = processes.rows.map((row, at) => {
      const { cgroup, ...more } = row.more
      return { ...row, more: at < 3 ? { ...more, ...(cgroup && { cgroup }) } : more }
    })
    const part = new Snapshot(
      { ...samples, after: { ...samples.after, processes: { ...processes, rows } } },
      facts,
      history,
    )
    expect(titleOf(part)).toBe(
      `Cgroups with memory of their own, those below included  ~ 3 of ${rows.length} processes looked at`,
    )
  })

  test('kernel threads have no memory, and are none of its processes', () => {
    const { samples, facts, history } = whole
    const processes = samples.after.processes as NonNullable<typeof samples.after.processes>
    const countIn = (flags: number) => {
      const rows = processes.rows.map((row) => ({ ...row, stat: { ...row.stat, state: 'S', flags } }))
      const changed = { ...samples, after: { ...samples.after, processes: { ...processes, rows } } }
      const [table] = swapView
        .sections(new Snapshot(changed, facts, history), place)
        .filter((section) => section.kind === 'table')
      const { columns, count } = table as TableSection
      const column = columns.find(({ id }) => id === 'processes')
      return Array.from({ length: count }, (_, row) => column?.by?.(row))
    }
    expect(countIn(0)).toContain(9)
    expect(countIn(0x00200000)).toEqual([0, 0, 0])
  })

  test('then no more', () => {
    expect(titleOf(whole)).toBe('Cgroups with memory of their own, those below included')
  })
})

describe('what it asks of processes', () => {
  const wants = async (folder: string, page: string | null) => {
    const place = placeOf(swapView, {}, page)
    const { samples } = await viewSnapshot(folder, swapView, place)
    return swapView.processes?.(place, samples)?.everybody ?? null
  }

  test('their sums where swap is used', async () => {
    expect(await wants('swap-4node', null)).toEqual(['status', 'smaps_rollup'])
  })

  test('nothing where swap is empty, and nobody where charts are looked at', async () => {
    expect(await wants('load-d', null)).toEqual([])
    expect(await wants('swap-4node', 'chart')).toBeNull()
  })

  test('their sums wherever they are looked at', async () => {
    expect(await wants('load-d', 'processes')).toContain('smaps_rollup')
  })
})

test('JSON has the raw numbers', async () => {
  const place = placeOf(swapView, {}, 'processes')
  const snapshot = await viewSnapshot('swap-4node', swapView, place)
  const json = swapView.json(snapshot, place)
  expect(json).toMatchObject({
    total_bytes: 1048572 * 1024,
    used_bytes: (1048572 - 520200) * 1024,
    state: 'active',
    devices: [{ device: '/dev/vda', kind: 'partition', used_bytes: 527000 * 1024, priority: -2, zram: null }],
  })
  const rows = json.rows as readonly Record<string, unknown>[]
  expect(rows.find(({ pid }) => pid === 191)).toMatchObject({
    swap_bytes: 108024 * 1024,
    uss_bytes: 14900 * 1024,
    pss_bytes: 14911 * 1024,
    rss_bytes: 15016 * 1024,
    swap_pss_bytes: 108024 * 1024,
  })
  expect(Number(json.processes_bytes) + Number(json.no_process_bytes)).toBe(json.used_bytes)
})
