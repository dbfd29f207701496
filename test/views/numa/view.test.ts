import { describe, expect, test } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { Sampler } from '../../../src/sample/sampler.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import { draw } from '../../../src/ui/draw.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { numaView } from '../../../src/views/numa/view.ts'
import type { Place } from '../../../src/views/view.ts'
import { expectWhole, fixtureHost, frameText, looked, NO_COST, NOON, stateAt } from '../../ui/drawing.ts'
import { changedHost, NO_NUMA, ODD, SINGLE } from './changed-host.ts'

async function seen(host: Host, page: string | null = null, about: Place['about'] = {}) {
  const visit = visitTo('numa')
  const place = { ...visit.place, page, about }
  const { drawn, snapshot } = await looked(host, stateAt({ ...visit, place }, { columns: 160, rows: 40 }))
  expectWhole(drawn.frame, 160, 40)
  return {
    text: frameText(drawn.frame),
    json: numaView.json(snapshot, place),
    missing: numaView.missing(snapshot, place),
  }
}

test('a node whose files were not read yet has no numbers, not even 0', async () => {
  const host = fixtureHost('swap-4node')
  const { place } = visitTo('numa')
  const samples = await new Sampler(host).take({ ...NO_WANTS, sources: numaView.sources(null, place) }, () => undefined)
  const { frame } = draw(
    stateAt(visitTo('numa'), { columns: 160, rows: 40 }),
    new Snapshot(samples, host.facts, NO_HISTORY),
    NO_COST,
    NOON,
    null,
  )
  expect(frameText(frame)).toMatch(/Nodes {6}4 {2}CPUs - {2}memory -$/m)
  expect(frameText(frame)).not.toMatch(/^.{3} +\d .* 0( |$)/m)
})

describe('four nodes that swap', () => {
  test('says which are short, and where pages come from', async () => {
    const { text } = await seen(fixtureHost('swap-4node'))
    expect(text).toMatch(/State {6}▲ nodes 0-2 are below low/)
    expect(text).toMatch(/▲ 52\.\d % come from the wrong node/)
    expect(text).toMatch(/^ {3}node 3 {6}32 {3}20 {3}12 {3}10$/m)
  })

  test.each([
    ['nodes', /2M PAGES/],
    ['memory', /^› MemTotal +251M +252M +252M +207M +961M/m],
    ['counters', /^› +0 +147,080 +89,426 +91,467 /m],
    ['processes', /^› +194 +182M +18\.6M +46\.4M +66\.4M +50\.6M/m],
    ['policies', /^› +188 bind:2 +0-3 .*bound to node 2, low/m],
  ])('page %s', async (page, rows) => {
    const { text } = await seen(fixtureHost('swap-4node'), page)
    expect(text).toMatch(rows)
  })

  test('in 80 columns the policies have room for the reason and for a command that tells who it is', async () => {
    const visit = visitTo('numa')
    const state = stateAt({ ...visit, place: { ...visit.place, page: 'policies' } })
    const text = frameText((await looked(fixtureHost('swap-4node'), state)).drawn.frame)
    expect(text).toMatch(/^› +188 bind:2 +30\.1M bound to node 2, low +\/lab\/\.cache\/hog -m 90 -n$/m)
    // All of the nodes or none.
    expect(text).not.toMatch(/NODE0/)
  })

  test('opened on a node: who has most there comes first, who has nothing is not there', async () => {
    const { text } = await seen(fixtureHost('swap-4node'), 'processes', { node: 0 })
    expect(text).toMatch(/Who has pages on node 0/)
    expect(text).toMatch(/^› +196 /m)
    expect(text).not.toMatch(/^ +189 /m)
  })

  test('opened on a node that is gone by now: all processes', async () => {
    const { text } = await seen(fixtureHost('swap-4node'), 'processes', { node: 7 })
    expect(text).toMatch(/Pages of each process by node/)
  })
})

// Read in a diff: `npx vitest run -u` after a change that is meant.
test.each([
  ['overview', 80, 24],
  ['overview', 120, 40],
  ['nodes', 80, 24],
  ['memory', 80, 24],
  ['counters', 80, 24],
  ['processes', 80, 24],
  ['policies', 120, 40],
])('swap-4node: %s at %i×%i', async (page, columns, rows) => {
  const visit = visitTo('numa')
  const { drawn } = await looked(
    fixtureHost('swap-4node'),
    stateAt({ ...visit, place: { ...visit.place, page } }, { columns, rows, tabs: false }),
  )
  expectWhole(drawn.frame, columns, rows)
  await expect(frameText(drawn.frame)).toMatchFileSnapshot(
    `../__frames__/swap-4node-numa-${page}-${columns}x${rows}.txt`,
  )
})

test('a full node: said first, with who is bound to it', async () => {
  const bare =
    'Node 2 MemTotal: 257632 kB\nNode 2 MemFree: 2000 kB\nNode 2 Active(file): 10 kB\nNode 2 Inactive(file): 10 kB\n'
  const host = () => changedHost('swap-4node', { '/sys/devices/system/node/node2/meminfo': bare })
  const { text } = await seen(host())
  expect(text).toMatch(/State {6}● node 2 is full {2}free 2\.0 MiB \(low \d+\.\d MiB\)/)
  expect(text).toMatch(/^ Next .*Policy: who is bound to it/m)
  expect((await seen(host(), 'policies')).text).toMatch(/^› +188 bind:2 .*bound to node 2, full/m)
})

describe('nodes with gaps, one without memory, one without CPUs', () => {
  const host = () => changedHost('idle-4node', ODD)

  test('are told apart, and distances stand in their order', async () => {
    const { text } = await seen(host())
    expect(text).toMatch(/Nodes {6}3 {2}CPUs 4 .* without CPUs 3 {2}without memory 1/)
    expect(text).toMatch(/^ {5}1 none {2}2-3 +0 /m)
    expect(text).toMatch(/^ {5}3 ok {4}none /m)
    expect(text).toMatch(/^ Distance {7}0 {4}1 {4}3\n {3}node 0 {6}10 {3}20 {3}40\n/m)
    expect(text).toMatch(/Tiers {6}2 {2}promoted .* demotion on/)
  })

  test('in JSON', async () => {
    const { json } = await seen(host())
    expect(json).toMatchObject({
      nodes: [
        { id: 0, cpus: [0, 1], tier: 4 },
        { id: 1, cpus: [2, 3], total_bytes: 0, room: 'none' },
        { id: 3, cpus: [], tier: 22 },
      ],
      distances: [
        [10, 20, 40],
        [20, 10, 30],
        [40, 30, 10],
      ],
      balancing: { tiers: 2, demotion_enabled: true },
    })
  })
})

test('one node: says so, and shows no distances', async () => {
  const { text, json } = await seen(changedHost('idle-4node', SINGLE))
  expect(text).toMatch(/Nodes {6}one: every CPU reaches all memory alike {2}CPUs 4/)
  expect(text).not.toMatch(/Distance/)
  expect(json).toMatchObject({ nodes: [{ id: 0, cpus: [0, 1, 2, 3] }], distances: [[10]] })
})

test('a kernel without NUMA: says so', async () => {
  const { text, json, missing } = await seen(changedHost('idle-4node', NO_NUMA))
  expect(text).toMatch(/Nodes {6}none known: all memory is alike to every CPU/)
  expect(json).toMatchObject({ nodes: [], distances: [] })
  expect(missing.map(({ source }) => source)).toContain('/sys/devices/system/node/online')
})

test('counters that are switched off are unknown, not zero', async () => {
  const { text, json } = await seen(changedHost('idle-4node', { '/proc/sys/vm/numa_stat': '0\n' }))
  expect(text).toMatch(/▲ hits and misses are not counted: vm.numa_stat is 0/)
  expect(text).toMatch(/Allocated {2}- {2}local - {2}missed - {2}interleaved -/)
  expect(json).toMatchObject({ nodes: [{ allocations_since_boot: { hit: null } }, {}, {}, {}] })
})

test('zone_reclaim_mode is said with what it does', async () => {
  const { text } = await seen(changedHost('idle-4node', { '/proc/sys/vm/zone_reclaim_mode': '3\n' }))
  expect(text).toMatch(/▲ vm.zone_reclaim_mode is 3/)
  expect(text).toMatch(/zone_reclaim_mode on, write \(3\)/)
})

test('what may not be read is counted, and shows n/a', async () => {
  const host = fixtureHost('swap-4node')
  const denying: Host = {
    ...host,
    collect: async (plan, sink, turn) => {
      const processes = plan.processes && {
        ...plan.processes,
        dear: plan.processes.dear.filter(({ file }) => file !== 'numa_maps'),
      }
      await host.collect({ ...plan, processes }, sink, turn)
      for (const { pid, file } of plan.processes?.dear ?? [])
        if (file === 'numa_maps') sink.fail(1e9, pid, file, 'EACCES')
    },
  }
  const { text } = await seen(denying, 'processes')
  expect(text).toMatch(/Pages of each process by node, as numastat -p {2}n\/a for \d+: needs root/)
  expect(text).toMatch(/^[› ] +194 +n\/a +n\/a/m)
  expect((await seen(denying, 'policies')).text).toMatch(/n\/a for \d+: needs root/)
  const asRoot: Host = { ...denying, facts: { ...denying.facts, uid: 0 } }
  expect((await seen(asRoot, 'processes')).text).toMatch(/n\/a for \d+: refused to root too/)
})
