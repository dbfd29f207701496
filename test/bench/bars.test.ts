import { expect, test } from 'vitest'

// In JavaScript, without types of its own.
const load = (name: string) => import(new URL(`../../bench/${name}.mjs`, import.meta.url).href)
const { judgeSlope } = await load('bars')
const { machineCpu, stolenShare, stolenWords } = await load('stolen')

test('five minutes are enough for a slope, also where the last refresh comes a few ms early', () => {
  const refreshes = Array.from({ length: 301 }, (_, i) => [(0.6 + i) / 60, 60])
  const early = [...refreshes.slice(0, -1), [(300.6 - 0.005) / 60, 60]]
  for (const memory of [refreshes, early]) expect(judgeSlope(memory).verdict).toBe('met')
  expect(judgeSlope(refreshes.slice(0, 240)).verdict).toBe('not measured')
})

test('what the host took is told, as share of what was wanted', () => {
  const stat = (busy: number, idle: number, steal: number) =>
    machineCpu(`cpu  ${busy} 0 0 ${idle} 5 0 0 ${steal} 0 0\ncpu0 1 0 0 1 5 0 0 1 0 0\n`)
  expect(stolenShare(stat(100, 900, 10), stat(175, 2000, 35))).toBe(0.25)
  expect(stolenShare(stat(100, 900, 10), stat(100, 950, 10))).toBe(0)
  expect(stolenWords(0.25)).toContain('took 25.0 %')
  expect(stolenWords(0.25)).not.toBe(stolenWords(0.001).replace('0.1', '25.0'))
})
