import { expect, test } from 'vitest'
import { lookAt, spans } from '../../src/findings/looks.ts'
import type { Clear, LimitValues, Rule } from '../../src/findings/rule.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Sample } from '../../src/sample/sample.ts'
import { processes, record } from '../model/record.ts'
import { FACTS } from './looks.ts'

const NOBODY: ReadonlySet<string> = new Set()
const CLEAR: Clear = { clear: true, evidence: [] }

/** Of so many seconds, with one process. */
function sample(second: number): Sample {
  return { at: second * 1e9, files: new Map(), processes: processes(second, [record(7)], [0]) }
}

const [EARLIER, BEFORE, NOW] = [sample(1), sample(9), sample(10)]

function snapshot(): Snapshot {
  return new Snapshot({ before: BEFORE, after: NOW }, FACTS, NO_HISTORY)
}

/** What it was shown is in `shown`. */
function rule(id: string, change: Partial<Rule> = {}) {
  const shown: { readonly snapshot: Snapshot; readonly limits: LimitValues; readonly kept: unknown }[] = []
  const see: Rule['see'] = (seen, limits, kept) => {
    shown.push({ snapshot: seen, limits, kept })
    return CLEAR
  }
  const limits = { share: { value: 5, unit: '%', why: 'for the test' } }
  const made: Rule = { id, title: id, help: id, resource: 'cpu', limits, window: 4, sources: () => [], see, ...change }
  return { rule: made, shown }
}

test('each rule sees the time since its own last look, and those of one look see the same snapshot', () => {
  const [often, alike, seldom] = [rule('OFTEN'), rule('ALIKE'), rule('SELDOM')]
  const before = ({ id }: Rule<never>) => ({ sample: id === 'SELDOM' ? EARLIER : BEFORE, kept: null })
  const rules = [often.rule, alike.rule, seldom.rule]
  const looked = lookAt(rules, snapshot(), before, { limits: {}, armed: NOBODY })
  expect(looked.map(({ key }) => key)).toEqual(['OFTEN', 'ALIKE', 'SELDOM'])
  const times = [often, alike, seldom].map(({ shown }) => shown[0]?.snapshot.samples)
  expect(times.map((samples) => [samples?.before?.at, samples?.after.at])).toEqual([
    [9e9, 10e9],
    [9e9, 10e9],
    [1e9, 10e9],
  ])
  expect(often.shown[0]?.snapshot).toBe(alike.shown[0]?.snapshot)
})

test('slices of one look share what models said', () => {
  const [first, second] = [rule('FIRST'), rule('SECOND')]
  const now = snapshot()
  for (const one of [first, second])
    lookAt([one.rule], now, () => ({ sample: BEFORE, kept: null }), { limits: {}, armed: NOBODY })
  expect(first.shown[0]?.snapshot).toBe(second.shown[0]?.snapshot)
})

test('only who asked for what is dear sees the processes that a pane shows', () => {
  const [plain, armed] = [rule('PLAIN'), rule('ARMED')]
  const before = () => ({ sample: BEFORE, kept: null })
  lookAt([plain.rule, armed.rule], snapshot(), before, { limits: {}, armed: new Set(['ARMED']) })
  expect(plain.shown[0]?.snapshot.samples.after.processes).toBeNull()
  expect(armed.shown[0]?.snapshot.samples.after.processes?.rows).toHaveLength(1)
})

test('what a rule keeps is given back to it; where it could not look it keeps what it had', () => {
  const counts = rule('COUNTS', { see: (_, __, kept) => ({ ...CLEAR, kept: Number(kept) + 1 }) })
  const forgets = rule('FORGETS')
  const blind = rule('BLIND', { see: () => missingFrom('/proc/x', 'ENOENT') })
  const rules = [counts.rule, forgets.rule, blind.rule]
  const looked = lookAt(rules, snapshot(), () => ({ sample: BEFORE, kept: 41 }), { limits: {}, armed: NOBODY })
  expect(looked.map(({ kept }) => kept)).toEqual([42, null, 41])
  expect(forgets.shown[0]?.kept).toBe(41)
})

test('limits are those of the config file, for the sign too; without a sign there is none', () => {
  const limit = { share: { value: 5, unit: '%', why: 'for the test' } }
  const sign: Rule['sign'] = (_, limits) => limits('share') === 9
  const [signed, plain] = [rule('SIGNED', { limits: limit, sign }), rule('PLAIN', { limits: limit })]
  const before = () => ({ sample: BEFORE, kept: null })
  const of = (limits: Parameters<typeof lookAt>[3]['limits']) =>
    lookAt([signed.rule, plain.rule], snapshot(), before, { limits, armed: NOBODY }).map((looked) => looked.sign)
  expect(of({})).toEqual([false, false])
  expect(of({ SIGNED: { share: 9 } })).toEqual([true, false])
  expect(signed.shown.map(({ limits }) => limits('share'))).toEqual([5, 9])
})

test('the first look has no earlier sample, and rates are not of another one', () => {
  const span = spans(snapshot())
  expect(span(null).samples.before).toBeNull()
  expect(span(null)).toBe(span(null))
  expect(span(EARLIER).samples).toEqual({ before: EARLIER, after: NOW })
})
