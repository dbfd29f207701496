import { expect, test } from 'vitest'
import { look, NOTHING_KNOWN } from '../../src/findings/engine.ts'
import type { Rule } from '../../src/findings/rule.ts'
import { nextTurn } from '../../src/findings/wants.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { parseNumber } from '../../src/parse/number.ts'
import { reading, type Sample, type Samples } from '../../src/sample/sample.ts'
import { isMissing, source, valueOf } from '../../src/source.ts'
import { FACTS } from './looks.ts'

const list = source('/list', parseNumber)
const found = source('/found', parseNumber)

/** What it reads next follows from what it read last. */
const rule: Rule = {
  id: 'PHASED',
  title: 'phased',
  help: 'a rule of this test',
  resource: 'disks',
  limits: {},
  window: 0,
  every: 30,
  sources: (samples) => (samples && valueOf(reading(samples.after, list)) !== null ? [list, found] : [list]),
  see: (snapshot) => {
    const now = reading(snapshot.samples.after, found)
    return isMissing(now) ? now : { clear: true, evidence: [] }
  },
}

test('a rule that looks seldom goes on from its own last look', () => {
  const settings = { rules: [rule], limits: {}, all: false, brief: false }
  let state = NOTHING_KNOWN
  let samples = null as Samples | null
  const asked: string[] = []
  for (let second = 1; second <= 1000; second++) {
    const turn = nextTurn(state, settings, samples)
    const paths = turn.wants.sources.map(({ path }) => path).filter((path) => path === '/list' || path === '/found')
    if (turn.rules.length > 0) asked.push(paths.join(' '))
    const at = second * 1e9
    const after: Sample = { at, files: new Map(paths.map((path) => [path, { value: 1, at }])), processes: null }
    samples = { after, before: samples?.after ?? null }
    state = look(state, settings, turn, new Snapshot(samples, FACTS, NO_HISTORY))
  }
  expect(asked.length).toBeGreaterThanOrEqual(4)
  expect(asked.length).toBeLessThanOrEqual(10)
  expect(asked).toEqual(['/list', ...asked.slice(1).map(() => '/list /found')])
})
