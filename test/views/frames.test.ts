import { describe, expect, test } from 'vitest'
import { visitTo } from '../../src/ui/places.ts'
import { TABLE } from '../../src/ui/state.ts'
import { paneIds } from '../../src/views/index.ts'
import { SWITCHES } from '../../src/views/view.ts'
import { expectWhole, fixtureHost, frameText, looked, stateAt } from '../ui/drawing.ts'

// Read in a diff, and the source of the screenshots: `npx vitest run -u` after a change that is meant.
describe.each(['load-d', 'idle-4node'])('%s', (folder) => {
  describe.each(paneIds())('%s', (pane) => {
    test.each([
      [60, 15],
      [80, 24],
      [120, 40],
      [160, 48],
    ])('%i×%i', async (columns, rows) => {
      const { drawn } = await looked(fixtureHost(folder), stateAt(visitTo(pane), { columns, rows }))
      expectWhole(drawn.frame, columns, rows)
      await expect(frameText(drawn.frame)).toMatchFileSnapshot(`__frames__/${folder}-${pane}-${columns}x${rows}.txt`)
    })
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
