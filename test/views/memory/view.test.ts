import { describe, expect, test } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import { PART_KEYS } from '../../../src/model/memory/parts.ts'
import { pagetypeinfo } from '../../../src/parse/pagetypeinfo.ts'
import { slabinfo } from '../../../src/parse/slabinfo.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import { drillTo, goBack, visitTo } from '../../../src/ui/places.ts'
import { TABLE } from '../../../src/ui/state.ts'
import { memoryView } from '../../../src/views/memory/view.ts'
import { gauge } from '../../../src/views/memory/zones.ts'
import type { Drill, TableSection } from '../../../src/views/view.ts'
import { placeOf, snapshotFrom, viewSnapshot } from '../../snapshot-of.ts'
import { fixtureHost, frameText, looked, stateAt } from '../../ui/drawing.ts'
import { changedHost } from '../numa/changed-host.ts'

const PAGES = (memoryView.pages ?? []).map(({ id }) => id)
const OVERVIEW = placeOf(memoryView)

async function table(folder: string, id: string, page: string | null = null, about = {}): Promise<TableSection> {
  const place = placeOf(memoryView, about, page)
  const sections = memoryView.sections(await viewSnapshot(folder, memoryView, place), place)
  const section = sections.find((one) => one.id === id)
  if (section?.kind !== 'table') throw new Error(`no table ${id}`)
  return section
}

function cells(section: TableSection, id: string): readonly string[] {
  const column = section.columns.find((one) => one.id === id)
  if (!column) throw new Error(`no column ${id}`)
  return Array.from({ length: section.count }, (_, row) => {
    const cell = column.cell(row)
    return typeof cell === 'string' ? cell : cell.text
  })
}

async function frame(page: string, host: Host, about = {}, columns = 100, rows = 30): Promise<string> {
  const visit = visitTo('memory')
  const there = { ...visit, place: { ...visit.place, page, about } }
  return frameText((await looked(host, stateAt(there, { columns, rows }))).drawn.frame)
}

describe('a machine that swaps, page by page', () => {
  test.each(PAGES)('%s', async (page) => {
    const shown = await frame(page, fixtureHost('swap-4node'))
    await expect(shown).toMatchFileSnapshot(`__frames__/swap-4node-${page}-100x30.txt`)
  })

  test('says what is wrong first', async () => {
    const [, , , first] = (await frame('overview', fixtureHost('swap-4node'), {}, 60, 15)).split('\n')
    expect(first).toMatch(/^ Reclaim {4}● FOREGROUND/)
  })

  test('headroom in one zone does not hide that others have none', async () => {
    expect(await frame('zones', fixtureHost('swap-4node'))).toMatch(
      /Headroom +212 KiB above low {2}3 of 5 zones below low/,
    )
    expect(await frame('zones', fixtureHost('idle-4node'))).not.toMatch(/zones below low/)
  })

  test('one slab cache', async () => {
    const shown = await frame('slab', fixtureHost('swap-4node'), { cache: 'dentry' })
    expect(shown).toContain('names of files')
    expect(await frame('slab', fixtureHost('swap-4node'), { cache: 'nowhere' })).toContain('no slab cache nowhere')
  })
})

describe('where memory is', () => {
  test('every part that is told has a row, and leads to who holds it', async () => {
    const parts = await table('swap-4node', 'memory-parts')
    const rows = Array.from({ length: parts.count }, (_, row) => row)
    expect(rows.map(parts.key).sort()).toEqual([...PART_KEYS].filter((key) => key !== 'gpu').sort())
    const drillOf = (key: string) => parts.drill?.(rows.find((row) => parts.key(row) === key) as number)
    expect(drillOf('anon')).toMatchObject({ view: 'processes', sort: { by: 'res', reverse: true } })
    expect(drillOf('shmem')).toMatchObject({ view: 'processes', sort: { by: 'shr' } })
    expect(drillOf('swap_cache')).toMatchObject({ view: 'processes', sort: { by: 'swap' } })
    expect(drillOf('slab_unreclaimable')).toMatchObject({ view: 'memory', page: 'slab' })
    expect(drillOf('unaccounted')).toBeNull()
  })

  test('shares are of the whole', async () => {
    const parts = await table('swap-4node', 'memory-parts')
    const sum = cells(parts, 'share').reduce((all, share) => all + Number(share), 0)
    expect(Math.abs(sum - 100)).toBeLessThan(1)
  })
})

test('the order that a drill chose is put back on the way back', async () => {
  const parts = await table('swap-4node', 'memory-parts')
  const anon = Array.from({ length: parts.count }, (_, row) => row).find((row) => parts.key(row) === 'anon') as number
  const sort = { by: 'pid', reverse: false }
  const start = stateAt(visitTo('memory'), { tables: { processes: { ...TABLE, sort } } })
  const { state: there } = drillTo(start, parts.drill?.(anon) as Drill)
  expect(there.tables.processes?.sort).toEqual({ by: 'res', reverse: true })
  expect(goBack(there).state.tables.processes?.sort).toEqual(sort)
})

test('reclaim leads to the threads that are in it, a limit to the cgroups', async () => {
  const reclaimers = await table('swap-4node', 'memory-reclaimers', 'reclaim')
  const inReclaim = { view: 'load', page: 'threads', about: { cause: 'd_reclaim' } }
  expect(reclaimers.drill?.(0)).toMatchObject({ view: 'process', about: { pid: 70 }, title: 'kswapd2' })
  expect(reclaimers.drill?.(1)).toMatchObject(inReclaim)
  expect(reclaimers.drill?.(2)).toMatchObject({ view: 'cgroups', sort: { by: 'memory', reverse: true } })
  expect(reclaimers.drill?.(3)).toMatchObject(inReclaim)
  expect(reclaimers.drill?.(4)).toMatchObject({ view: 'process', about: { pid: 55 }, title: 'khugepaged' })
  expect(cells(reclaimers, 'order')).toEqual(['kswapd', 'direct', 'cgroup limit', 'proactive', 'khugepaged'])
  expect(cells(reclaimers, 'efficiency')).toEqual(['84.7', '27.4', '-', 'off', 'off'])
})

test('on the smallest screen one sees who frees memory', async () => {
  expect(await frame('reclaim', fixtureHost('swap-4node'), {}, 60, 15)).toMatch(
    /RECLAIMER.*\n. kswapd .*\n {2}direct .*27\.4/,
  )
})

test('a gap that was changed is told beside its default', async () => {
  const host = changedHost('swap-4node', { '/proc/sys/vm/watermark_scale_factor': '50\n' })
  expect(await frame('zones', host)).toContain('watermark_scale_factor 50 (default 10)')
  expect(await frame('zones', fixtureHost('swap-4node'))).toContain('watermark_scale_factor 10 (default)')
})

test('a zone leads to its free lists', async () => {
  const zones = await table('swap-4node', 'memory-zones', 'zones')
  const drill = zones.drill?.(2)
  expect(drill).toMatchObject({ view: 'memory', page: 'buddy', about: { zone: '1 DMA32' } })
  const lists = await table('swap-4node', 'memory-blocks', 'buddy', drill?.about)
  expect(cells(lists, 'zone')).toEqual(['1 DMA32'])
  expect(cells(lists, 'o1')).toEqual(['56'])
})

test.each(['memory-blocks', 'memory-unusable', 'memory-fragmentation', 'memory-types'])(
  'from %s of a zone to its node',
  async (id) => {
    const lists = await table('swap-4node', id, 'buddy', { zone: '1 DMA32' })
    expect(lists.drill?.(0)).toMatchObject({ view: 'numa', page: 'processes', about: { node: 1 }, title: 'node 1' })
  },
)

test('huge pages that could be had at once are told where there is no room for a column', async () => {
  expect(await frame('huge', fixtureHost('swap-4node'), {}, 80, 24)).toMatch(
    /^ In use .*\n +free blocks for 9 more \(18\.0 MiB\)/m,
  )
})

test.each([
  ['nothing free', { free: 0, min: 25, low: 50, high: 100 }, '·m·l··h·····'],
  ['free between low and high', { free: 75, min: 25, low: 50, high: 100 }, '█m█l█·h·····'],
  ['free far above high', { free: 1000, min: 25, low: 50, high: 100 }, '█m█l██h█████'],
])('gauge: %s', (_, zone, expected) => {
  expect(gauge(zone, 12)).toBe(expected)
})

test('what is dear is read on its page only', () => {
  const paths = (page: string | null) => memoryView.sources(null, placeOf(memoryView, {}, page)).map(({ path }) => path)
  for (const page of [null, ...PAGES]) {
    expect(paths(page).includes(slabinfo.path)).toBe(page === 'slab')
    expect(paths(page).includes(pagetypeinfo.path)).toBe(page === 'buddy')
  }
})

/** What is for root only is refused. */
const refused: Host = (() => {
  const host = fixtureHost('swap-4node')
  return {
    ...host,
    facts: host.facts,
    collect: (plan, sink, turn) =>
      host.collect(
        plan,
        {
          ...sink,
          pids: sink.pids.bind(sink),
          fail: sink.fail.bind(sink),
          bytes: (at, pid, path, bytes) =>
            path === slabinfo.path || path === pagetypeinfo.path
              ? sink.fail(at, pid, path, 'EACCES')
              : sink.bytes(at, pid, path, bytes),
        },
        turn,
      ),
    close: () => host.close(),
  }
})()

test.each([
  [0, 'never reclaimed: memory may run out'],
  [50, 'names and inodes are kept longer'],
  [100, 'names and inodes as other caches'],
  [1000, 'scanned 10.0 times: CPU and locks'],
])('vfs_cache_pressure %i: what it does is told at 80 columns', async (set, words) => {
  const host = changedHost('swap-4node', { '/proc/sys/vm/vfs_cache_pressure': `${set}\n` })
  const shown = await frame('slab', host, {}, 80, 24)
  expect(shown).toMatch(new RegExp(`^ VFS +vfs_cache_pressure ${set.toLocaleString('en')} of 100 {2}${words}`, 'm'))
})

describe('an ordinary user', () => {
  test('is told why there is no slab table, and still sees the sums', async () => {
    const shown = await frame('slab', refused)
    expect(shown).toContain('n/a: only root may read /proc/slabinfo')
    expect(shown).toContain('vfs_cache_pressure 100 of 100')
    expect(shown).toMatch(/Slab +reclaimable 2\d\.\d MiB/)
  })

  test('sees the free lists, without page types', async () => {
    const shown = await frame('buddy', refused)
    expect(shown).toContain('only root may read /proc/pagetypeinfo')
    expect(shown).toContain('0 DMA32')
  })
})

describe('JSON has the slab caches whatever the page', () => {
  const jsonSnapshot = (host: Host) =>
    snapshotFrom(host, (samples) => ({
      ...NO_WANTS,
      sources: (memoryView.jsonSources ?? memoryView.sources)(samples, OVERVIEW),
    }))

  test('as slabtop has them', async () => {
    const snapshot = await jsonSnapshot(fixtureHost('swap-4node'))
    expect(memoryView.json(snapshot, OVERVIEW).slab).toHaveLength(167)
  })

  test('null where they are refused, and why', async () => {
    const snapshot = await jsonSnapshot(refused)
    expect(memoryView.json(snapshot, OVERVIEW).slab).toBeNull()
    expect(memoryView.missing(snapshot, OVERVIEW)).toContainEqual(
      expect.objectContaining({ missing: 'denied', source: slabinfo.path }),
    )
  })
})

test('JSON: the columns of free, zones, reclaim; slab where it was read', async () => {
  const json = (page: string | null) =>
    viewSnapshot('swap-4node', memoryView, placeOf(memoryView, {}, page)).then((snapshot) =>
      memoryView.json(snapshot, OVERVIEW),
    )
  const overview = await json(null)
  expect(overview).toMatchObject({
    total_bytes: 983972 * 1024,
    used_bytes: (983972 - 35796) * 1024,
    free_bytes: 55296 * 1024,
    shared_bytes: 8192 * 1024,
    buffers_bytes: 2672 * 1024,
    cache_bytes: (91624 + 22012) * 1024,
    available_bytes: 35796 * 1024,
    slab: null,
    cache: { droppable_now_bytes: 41096 * 1024, droppable_now_most_bytes: (41096 + 8192) * 1024 },
    reclaim: { state: 'foreground', swappiness: 60, oom_kills_since_boot: 0 },
  })
  expect(overview.zones).toHaveLength(5)
  expect((await json('slab')).slab).toHaveLength(167)
})

describe('what is available where the kernel, or the container, tells it wrong or not at all', () => {
  const meminfo = (more: string) => ({
    '/proc/meminfo': `MemTotal: 2016164 kB\nMemFree: 1762636 kB\nBuffers: 100 kB\nCached: 88384 kB\nShmem: 30720 kB\nSReclaimable: 10632 kB\nActive(file): 30000 kB\nInactive(file): 20000 kB\n${more}`,
  })

  test('more than there is: free, as free(1) has it', async () => {
    const shown = await frame('overview', changedHost('idle-4node', meminfo('MemAvailable: 4032328 kB\n')), {}, 160, 48)
    expect(shown).toMatch(/KiB .* 99,016 {3}1,762,636 {2}used = total − available/)
    expect(shown).toMatch(/Available +1\.7 GiB {2}= free: MemAvailable is more than there is/)
  })

  test('not told: an estimate that says so', async () => {
    const host = changedHost('idle-4node', meminfo(''))
    const shown = await frame('overview', host, {}, 160, 48)
    expect(shown).toMatch(/free -w .* cache avail\. est\./)
    expect(shown).toMatch(/KiB .* 99,016 {3}1,831,032 {2}used = total − free/)
    expect(shown).toMatch(/Available +1\.7 GiB {2}estimated: free \+ buffers \+ cache − shared/)
    expect(await frame('overview', host, {}, 80, 24)).toMatch(/avail\. est\. 1\.7 GiB/)
  })
})

test('mapped shared memory: what of the cache can be dropped is a range, and small doubts are not worth one', async () => {
  const lists =
    'Buffers: 0 kB\nCached: 1000 kB\nSReclaimable: 0 kB\nActive(file): 800 kB\nInactive(file): 0 kB\nMapped: 300 kB\n'
  const of = (shmem: number) =>
    frame(
      'overview',
      changedHost('idle-4node', {
        '/proc/meminfo': `MemTotal: 9000 kB\nMemFree: 5000 kB\n${lists}Shmem: ${shmem} kB\n`,
      }),
      {},
      160,
      48,
    )
  expect(await of(200)).toMatch(/droppable now 500K to 700K of 1\.0M {2}mapped at most 300K/)
  expect(await of(90)).toMatch(/droppable now 500K of 1\.0M {2}mapped 300K/)
})
