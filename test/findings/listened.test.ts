import { expect, test } from 'vitest'
import { type EngineState, NOTHING_KNOWN, type Settings } from '../../src/findings/engine.ts'
import { listened } from '../../src/findings/listened.ts'
import { heardIn } from '../../src/findings/stirring.ts'
import { nextTurn, type Turn } from '../../src/findings/wants.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { cpuPressure } from '../../src/parse/pressure.ts'
import type { Sample } from '../../src/sample/sample.ts'
import { FACTS } from './looks.ts'

const SETTINGS: Settings = { rules: [], limits: {}, all: false, brief: false }
const TURN: Turn = nextTurn(NOTHING_KNOWN, SETTINGS, null)

/** `stalled`: seconds that tasks have waited for a CPU since boot. */
function sample(at: number, stalled: number): Sample {
  const text = `some avg10=0.00 avg60=0.00 avg300=0.00 total=${stalled * 1e6}\n`
  const reading = { at: at * 1e9, value: cpuPressure.parse(Buffer.from(text)) }
  return { at: at * 1e9, files: new Map([[cpuPressure.path, reading]]), processes: null }
}

/** What is known after `after`, having listened at `before`, by who began at second 1. */
function after(before: Sample, now: Sample, change: Partial<EngineState> = {}, settings = SETTINGS, turn = TURN) {
  const state = { ...NOTHING_KNOWN, began: 1e9, heard: heardIn(before), ...change }
  const snapshot = new Snapshot({ before, after: now }, FACTS, NO_HISTORY)
  return listened(state, settings, turn, snapshot)
}

test('what stirs keeps its rules awake for 20 s, and is heard from here on', () => {
  const now = sample(11, 6)
  const { awake, heard } = after(sample(10, 5), now)
  expect([...awake]).toEqual([
    ['cpu', 31e9],
    ['kernel', 31e9],
  ])
  expect(heard?.sample).toBe(now)
  expect([...after(now, sample(30, 6), { awake }).awake.keys()]).toEqual(['cpu', 'kernel'])
  expect(after(now, sample(31, 6), { awake }).awake.size).toBe(0)
})

test('what stirs in the first moment is whytop itself: heard, and nobody wakes', () => {
  const now = sample(1.4, 6)
  expect(after(sample(1, 5), now)).toMatchObject({ awake: new Map(), heard: { sample: now } })
  expect(after(sample(1, 5), now, { began: null }).awake.size).toBe(0)
})

test('a silent turn hears nothing: what stirred meanwhile is left for the next that listens', () => {
  const before = sample(10, 5)
  const silent = after(before, sample(11, 6), {}, SETTINGS, { ...TURN, hears: false })
  expect(silent.awake.size).toBe(0)
  expect(silent.heard?.sample).toBe(before)
  expect(after(sample(11, 6), sample(12, 6), { heard: silent.heard }).awake.has('cpu')).toBe(true)
})

test('where every rule looks at every sample nobody is to be woken', () => {
  expect(after(sample(10, 5), sample(11, 6), {}, { ...SETTINGS, all: true }).awake.size).toBe(0)
})
