import { describe, expect, test } from 'vitest'
import { visitTo } from '../../src/ui/places.ts'
import { TABLE } from '../../src/ui/state.ts'
import { wholePanes } from '../../src/views/index.ts'
import { SWITCHES } from '../../src/views/view.ts'
import { expectWhole, fixtureHost, frameText, looked, stateAt } from '../ui/drawing.ts'

const SIZES = [
  [60, 15],
  [80, 24],
  [120, 40],
  [160, 48],
] as const

// Read in a diff, and the source of the screenshots: `npx vitest run -u` after a change that is meant.
describe.each(['load-d', 'idle-4node'])('%s', (folder) => {
  describe.each(wholePanes())('$id', ({ id: pane }) => {
    test.each(SIZES)('%i×%i', async (columns, rows) => {
      const { drawn } = await looked(fixtureHost(folder), stateAt(visitTo(pane), { columns, rows }))
      expectWhole(drawn.frame, columns, rows)
      await expect(frameText(drawn.frame)).toMatchFileSnapshot(`__frames__/${folder}-${pane}-${columns}x${rows}.txt`)
    })
  })
})

describe('disks while writers are made to pause', () => {
  test.each([
    ['overview', 60, 15],
    ['overview', 80, 24],
    ['overview', 120, 40],
    ['overview', 160, 48],
    ['writeback', 80, 24],
    ['kernel', 120, 40],
  ])('%s %i×%i', async (page, columns, rows) => {
    const visit = visitTo('disks')
    const place = { ...visit.place, page }
    const { drawn } = await looked(fixtureHost('dirty-slow'), stateAt({ ...visit, place }, { columns, rows }))
    expectWhole(drawn.frame, columns, rows)
    await expect(frameText(drawn.frame)).toMatchFileSnapshot(
      `__frames__/dirty-slow-disks-${page}-${columns}x${rows}.txt`,
    )
  })
})

describe('swap while programs wait for it', () => {
  test.each([
    ['overview', 'none', 60, 15],
    ['overview', 'none', 80, 24],
    ['overview', 'none', 120, 40],
    ['overview', 'none', 160, 48],
    ['processes', 'none', 80, 24],
    ['processes', 'program', 80, 24],
    ['cgroups', 'none', 120, 40],
  ] as const)('%s by %s %i×%i', async (page, group, columns, rows) => {
    const visit = visitTo('swap', { ...SWITCHES, group })
    const place = { ...visit.place, page }
    const { drawn } = await looked(fixtureHost('swap-4node'), stateAt({ ...visit, place }, { columns, rows }))
    expectWhole(drawn.frame, columns, rows)
    const name = group === 'none' ? page : `${page}-${group}`
    await expect(frameText(drawn.frame)).toMatchFileSnapshot(
      `__frames__/swap-4node-swap-${name}-${columns}x${rows}.txt`,
    )
  })
})

describe('tcp-states', () => {
  test.each(SIZES)('tcp %i×%i', async (columns, rows) => {
    const { drawn } = await looked(fixtureHost('tcp-states'), stateAt(visitTo('tcp'), { columns, rows }))
    expectWhole(drawn.frame, columns, rows)
    await expect(frameText(drawn.frame)).toMatchFileSnapshot(`__frames__/tcp-states-tcp-${columns}x${rows}.txt`)
  })

  test.each(['listeners', 'ports', 'peers', 'retransmission', 'keepalive', 'udp', 'routes', 'settings', 'namespaces'])(
    'tcp page %s',
    async (page) => {
      const visit = visitTo('tcp')
      const there = { ...visit, place: { ...visit.place, page } }
      const { drawn } = await looked(fixtureHost('tcp-states'), stateAt(there, { columns: 120, rows: 30 }))
      expectWhole(drawn.frame, 120, 30)
      await expect(frameText(drawn.frame)).toMatchFileSnapshot(`__frames__/tcp-states-tcp-${page}-120x30.txt`)
    },
  )
})

describe.each(['swap-4node', 'tcp-states', 'dirty-slow'])('overview of %s', (folder) => {
  test.each(SIZES)('%i×%i', async (columns, rows) => {
    const { drawn } = await looked(fixtureHost(folder), stateAt(visitTo('overview'), { columns, rows }))
    expectWhole(drawn.frame, columns, rows)
    await expect(frameText(drawn.frame)).toMatchFileSnapshot(`__frames__/${folder}-overview-${columns}x${rows}.txt`)
  })
})

describe('one service', () => {
  test.each(SIZES)('%i×%i', async (columns, rows) => {
    const visit = visitTo('app')
    const there = { ...visit, place: { ...visit.place, about: { program: 'python3' } } }
    const { drawn } = await looked(fixtureHost('tcp-states'), stateAt(there, { columns, rows }))
    expectWhole(drawn.frame, columns, rows)
    await expect(frameText(drawn.frame)).toMatchFileSnapshot(`__frames__/tcp-states-app-${columns}x${rows}.txt`)
  })

  test('a cgroup with workers that fill their CPUs', async () => {
    const visit = visitTo('app')
    const there = { ...visit, place: { ...visit.place, about: { cgroup: '/' } } }
    const { drawn } = await looked(fixtureHost('load-d'), stateAt(there, { columns: 120, rows: 40 }))
    await expect(frameText(drawn.frame)).toMatchFileSnapshot('__frames__/load-d-app-120x40.txt')
  })
})

describe('the process table', () => {
  test.each([
    ['tree', { tree: true }],
    ['threads', { threads: true }],
    ['groups', { group: 'program' }],
  ] as const)('as %s', async (name, set) => {
    const visit = visitTo('processes', { ...SWITCHES, kernel: false, ...set })
    const { drawn } = await looked(fixtureHost('load-d'), stateAt(visit, { columns: 120, rows: 40 }))
    await expect(frameText(drawn.frame)).toMatchFileSnapshot(`__frames__/load-d-processes-${name}-120x40.txt`)
  })

  test('filtered by state, sorted by memory', async () => {
    const processes = { ...TABLE, filter: 'state=D', sort: { by: 'res', reverse: true } }
    const { drawn } = await looked(fixtureHost('load-d'), stateAt(visitTo('processes'), { tables: { processes } }))
    await expect(frameText(drawn.frame)).toMatchFileSnapshot('__frames__/load-d-processes-filtered-80x24.txt')
  })
})

test('a frame is the same however often it is drawn', async () => {
  const look = async () => (await looked(fixtureHost('load-d'), stateAt(visitTo('processes')))).drawn.frame
  expect(await look()).toEqual(await look())
})
