import { expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { once } from '../../src/once.ts'
import { WHOLE_BUDGET } from '../../src/sample/budget.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Sample, Samples } from '../../src/sample/sample.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import { bothWant, NO_WANTS, type Wants } from '../../src/sample/wants.ts'
import { draw } from '../../src/ui/draw.ts'
import { visitTo } from '../../src/ui/places.ts'
import { viewById, wholePanes } from '../../src/views/index.ts'
import { wantsOf } from '../../src/wants-of.ts'
import { injected, without } from '../injected.ts'
import { fixtureHost, frameText, looked, NO_COST, NOON, stateAt } from '../ui/drawing.ts'

async function shown(host: Host, view: string, page: string | null = null): Promise<string> {
  const visit = visitTo(view)
  const state = stateAt({ ...visit, place: { ...visit.place, page } }, { columns: 200, rows: 60 })
  return frameText((await looked(host, state)).drawn.frame)
}

async function json(host: Host, view: string): Promise<Record<string, unknown>> {
  let record = ''
  await once(host, stateAt(visitTo(view)), { frames: 1, json: true }, async (text) => {
    record = text
  })
  return JSON.parse(record)
}

const loadD = (...paths: readonly string[]) => without(fixtureHost('load-d'), 'ENOENT', ...paths)

test('no tick stands for what could not be looked at', async () => {
  const disks = await shown(without(fixtureHost('idle-4node'), 'EACCES', '/proc/diskstats'), 'disks')
  expect(disks).toContain('of devices nothing is known')
  expect(disks).not.toMatch(/State +✓|all devices answer/)
  const cgroups = await shown(without(fixtureHost('idle-4node'), 'EACCES', '/sys/fs/cgroup/'), 'cgroups')
  expect(cgroups).toContain('no group could be looked at')
  expect(cgroups).not.toContain('✓')
})

test('what is not there does not come with the second look, is not sent and not empty', async () => {
  const memory = await shown(loadD('/proc/vmstat'), 'memory')
  expect(memory).toContain('/proc/vmstat could not be read')
  expect(memory).not.toContain('second look')
  const load = await shown(loadD('/proc/loadavg'), 'load')
  expect(load).toContain('/proc/loadavg could not be read')
  expect(load).not.toContain('second look')
  expect(await shown(loadD('/proc/net/snmp'), 'tcp')).not.toContain('nothing sent')
  const sockets = injected(fixtureHost('load-d'), (bytes, path) => (path.startsWith('tcp sockets') ? 'EACCES' : bytes))
  expect(await shown(sockets, 'tcp')).not.toContain('queues empty')
  expect(await shown(loadD('/proc/pagetypeinfo'), 'memory', 'buddy')).not.toContain('only root')
  const udp = await shown(loadD('/proc/net/udp'), 'tcp', 'udp')
  expect(udp).toContain('no sockets: this kernel or machine has no /proc/net/udp')
})

test('limits that are not known are named beside those that are not near', async () => {
  const system = await shown(loadD('/proc/loadavg'), 'system')
  expect(system).toMatch(/none near .*process ids -.*threads -/)
})

test('what a file would have told is null in JSON without it, and no number', async () => {
  expect(await json(loadD('/sys/devices/system/cpu/online'), 'system')).toMatchObject({ cpus_online: null })
  expect(await json(loadD('/proc/stat'), 'load')).toMatchObject({ procs_running: null, waiting_not_found: null })
  const { rows } = await json(loadD('/sys/block/dm-0/dm/suspended'), 'disks')
  expect(rows).toContainEqual(expect.objectContaining({ device: 'dm-0', suspended: null }))
  expect(rows).toContainEqual(expect.objectContaining({ device: 'vda', suspended: false }))
  const thp = '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size'
  expect(await json(loadD(thp), 'memory')).toMatchObject({ min_free_default_bytes: null })
  // As on architectures that do not tell it: Documentation/admin-guide/cputopology.rst
  const untold = injected(fixtureHost('load-d'), (bytes, path) =>
    path.endsWith('/physical_package_id') ? Buffer.from('-1\n') : bytes,
  )
  expect(await json(untold, 'system')).toMatchObject({
    sockets: null,
    cpus: expect.arrayContaining([expect.objectContaining({ cpu: 0, socket: null })]),
  })
  const none = loadD(thp, '/sys/kernel/mm/transparent_hugepage/enabled')
  expect(await json(none, 'memory')).toMatchObject({ min_free_default_bytes: expect.any(Number) })
})

test('of a kernel that does not tell unreclaimable slab, the reclaimable one counts once', async () => {
  const older = injected(fixtureHost('load-d'), (bytes, path) =>
    path === '/proc/meminfo' ? Buffer.from(bytes.toString().replace(/^SUnreclaim:.*\n/m, '')) : bytes,
  )
  const [whole, part] = await Promise.all([json(fixtureHost('load-d'), 'memory'), json(older, 'memory')])
  const { slab_unreclaimable_bytes } = whole.parts as Record<string, number>
  expect((part.parts as Record<string, number>).slab_unreclaimable_bytes).toBe(slab_unreclaimable_bytes)
})

test('missing names each file that is there and could not be read, whichever it is', async () => {
  const path = '/proc/sys/vm/swappiness'
  const refused = await json(without(fixtureHost('load-d'), 'EACCES', path), 'memory')
  expect(refused.missing).toContainEqual({
    source: path,
    kind: 'denied',
    why: `no right to read ${path}`,
    remedy: 'run as root',
  })
  const odd = injected(fixtureHost('load-d'), (bytes, of) => (of === path ? Buffer.from('sixty\n') : bytes))
  expect((await json(odd, 'memory')).missing).toContainEqual(
    expect.objectContaining({ source: path, kind: 'malformed', remedy: expect.stringContaining('report it') }),
  )
  const groups = await json(without(fixtureHost('idle-4node'), 'EACCES', '/sys/fs/cgroup/'), 'cgroups')
  expect(groups.missing).toContainEqual(expect.objectContaining({ source: '/sys/fs/cgroup/', kind: 'denied' }))
})

test('a capture that says what no kernel does is drawn too', async () => {
  const most = '18446744073709551615'
  const absurd = injected(fixtureHost('load-d'), (bytes, path) => {
    if (path === '/proc/stat') return Buffer.from(bytes.toString().replace(/btime \d+/, 'btime 9223372036854775807'))
    return path === '/proc/zoneinfo'
      ? Buffer.from(bytes.toString().replace(/(count:|managed) +\d+/g, `$1 ${most}`))
      : bytes
  })
  for (const view of ['processes', 'system', 'memory']) expect(await shown(absurd, view)).not.toMatch(/NaN|Invalid/)
  expect(await json(absurd, 'processes')).toMatchObject({
    rows: expect.arrayContaining([expect.objectContaining({ pid: 1, started_at: null })]),
  })
})

/** Every file that the panes look at, once. */
async function all(host: Host): Promise<Samples> {
  const states = wholePanes().map(({ id }) => stateAt(visitTo(id), { columns: 200, rows: 60 }))
  const sampler = new Sampler(host, WHOLE_BUDGET)
  let samples: Samples | null = null
  for (let look = 0; look < 6; look++) {
    const wants: Wants = states
      .map((state) => {
        const view = viewById(state.tiles[0]?.trail[0]?.place.view ?? '')
        const { place } = visitTo(view.id)
        const own = { ...NO_WANTS, sources: view.jsonSources?.(samples, place) ?? [] }
        return bothWant(wantsOf(state, null, samples), own)
      })
      .reduce(bothWant)
    if (look % 2 === 0) sampler.forget()
    samples = await sampler.take(wants, () => undefined)
  }
  if (!samples) throw new Error('nothing was looked at')
  return samples
}

function lacking({ after, before }: Samples, path: string): Samples {
  const less = (sample: Sample): Sample => ({
    ...sample,
    files: new Map([...sample.files, [path, missingFrom(path, 'ENOENT')]]),
  })
  return { after: less(after), before: before && less(before) }
}

/** Numbers by where they stand; a row is known by its words and whole numbers that name it, not by its place. */
function numbersOf(value: unknown, path: string, into: Map<string, number | null>): Map<string, number | null> {
  if (typeof value === 'number' || value === null) into.set(path, value)
  else if (Array.isArray(value))
    for (const [i, one] of value.entries()) numbersOf(one, `${path}[${nameOf(one, i)}]`, into)
  else if (typeof value === 'object')
    for (const [key, one] of Object.entries(value)) numbersOf(one, `${path}.${key}`, into)
  return into
}

const NAMES = [
  'pid',
  'tid',
  'limit',
  'device',
  'node',
  'zone',
  'id',
  'cpu',
  'irq',
  'interface',
  'path',
  'name',
  'cache',
]

function nameOf(row: unknown, at: number): string {
  if (row === null || typeof row !== 'object') return `${at}`
  const told = NAMES.flatMap((key) => (row as Record<string, unknown>)[key] ?? [])
  return told.length === 0 ? `${at}` : told.join(' ')
}

test('no number turns to 0 or NaN when a file is gone, whichever it is, and nothing throws', async () => {
  const host = fixtureHost('load-d')
  const { facts } = host
  const samples = await all(host)
  const panes = wholePanes().map(({ id }) => {
    const { place } = visitTo(id)
    const view = viewById(id)
    const sources = [...view.sources(samples, place), ...(view.jsonSources?.(samples, place) ?? [])]
    const numbers = numbersOf(view.json(new Snapshot(samples, facts, NO_HISTORY), place), id, new Map())
    return { id, view, place, numbers, paths: new Set(sources.map(({ path }) => path)) }
  })
  // One CPU and one node stand for all.
  const paths = [...samples.after.files.keys()].filter((path) => !/(?:cpu|node)[02-9]|vd[bc]/.test(path))
  expect(paths.length).toBeGreaterThan(80)
  const lies: string[] = []
  for (const path of paths) {
    const snapshot = new Snapshot(lacking(samples, path), facts, NO_HISTORY)
    for (const { id, view, place, numbers } of panes.filter((pane) => pane.paths.has(path))) {
      for (const [where, now] of numbersOf(view.json(snapshot, place), id, new Map())) {
        const was = numbers.get(where)
        if (Number.isNaN(now) || (now === 0 && was !== undefined && was !== 0))
          lies.push(`${where}: ${was}, without ${path} ${now}`)
      }
      const { frame } = draw(stateAt(visitTo(id), { columns: 120, rows: 40 }), snapshot, NO_COST, NOON, null)
      if (/undefined|NaN|Infinity|\[object/.test(frameText(frame))) lies.push(`${id} without ${path}`)
    }
  }
  expect(lies).toEqual([])
}, 60_000)
