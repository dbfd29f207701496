import { expect, test } from 'vitest'
import { clearances } from '../../../src/findings/ruled-out/all.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import { snapshotOf } from '../../snapshot-of.ts'
import { FACTS } from '../looks.ts'

test('nothing is claimed where nothing was read', () => {
  const samples = { after: { at: 1e9, files: new Map(), processes: null }, before: null }
  const snapshot = new Snapshot(samples, FACTS, NO_HISTORY)
  expect(clearances.flatMap(({ clears }) => clears(snapshot) ?? [])).toEqual([])
})

test('an idle capture is cleared of most', async () => {
  const snapshot = await snapshotOf('idle-4node', {
    ...NO_WANTS,
    sources: clearances.flatMap(({ sources }) => sources),
  })
  const found = clearances.flatMap(({ clears }) => clears(snapshot) ?? [])
  expect(found.map(({ resource }) => resource)).toEqual(expect.arrayContaining(['cpu', 'memory', 'network', 'limits']))
  for (const { says, evidence } of found) {
    expect(says).not.toContain('NaN')
    expect(evidence.length).toBeGreaterThan(0)
  }
})
