import { describe, expect, test } from 'vitest'
import type { History } from '../../src/model/history.ts'
import { loadCurves } from '../../src/screen/curves.ts'
import { type Text, text } from '../../src/text.ts'
import { chartLines } from '../../src/ui/chart.ts'
import { drawCurves } from '../../src/ui/curves.ts'
import { type Drawn, draw } from '../../src/ui/draw.ts'
import { turnPage } from '../../src/ui/places.ts'
import type { State } from '../../src/ui/state.ts'
import type { Chart } from '../../src/views/view.ts'
import { expectWhole, fixtureHost, frameText, lineText, lineWidth, looked, NO_COST, NOON, stateOf } from './drawing.ts'

function chartOf(values: readonly number[]): Chart {
  return {
    kind: 'chart',
    id: 'chart',
    priority: 1,
    least: 8,
    title: text`Load`,
    series: [{ name: text`1 min`, style: 'series1', values }],
    stacked: false,
    unit: (value) => value.toFixed(2) as Text,
    step: 2,
  }
}

describe('room for curves', () => {
  const spotOf = (points: number, columns = 60) => drawCurves(chartOf(new Array(points).fill(3)), columns, 10)?.spot

  test('there is none for a stack, for little and in a small place: columns are drawn', () => {
    const chart = chartOf(new Array(20).fill(3))
    expect(drawCurves(chart, 60, 8)).not.toBeNull()
    expect(drawCurves(chart, 60, 7)).toBeNull()
    expect(drawCurves(chart, 48, 8)).toBeNull()
    expect(drawCurves({ ...chart, stacked: true }, 60, 8)).toBeNull()
    expect(drawCurves(chartOf(new Array(9).fill(3)), 60, 8)).toBeNull()
  })

  test('is wide for few points; of many the last are shown', () => {
    // 51 cells.
    expect([10, 12, 13, 25, 26, 600].map((n) => spotOf(n)?.dots)).toEqual([8, 8, 4, 4, 2, 2])
    expect([10, 51, 600].map((n) => spotOf(n)?.series[0]?.values.length)).toEqual([10, 51, 51])
  })

  test('its lines end where it begins, with the scale at their ends', () => {
    const { lines = [], spot } = drawCurves(chartOf(new Array(20).fill(3)), 60, 10) ?? {}
    expect(lines.map(lineText).slice(0, 3)).toEqual([' Load  ■ 1 min 3.00  ', '    3.00 ', '         '])
    expect(lineText(lines[8] ?? { spans: [] })).toBe('    0.00 ')
    expect(lines.slice(1, 9).map(lineWidth)).toEqual(new Array(8).fill(60 - (spot?.columns ?? 0)))
  })

  test('its time is that of a stack, so that the two are read together', async () => {
    const put = await loadCurves()
    for (const points of [10, 20, 51, 102, 400]) {
      const chart = chartOf(new Array(points).fill(3))
      const { lines, spot } = drawCurves(chart, 61, 10) ?? expect.unreachable()
      const columns = chartLines(chart, 61, 10).map(lineText)
      const drawn = put({ columns: 61, rows: 10, lines, cursor: null, curves: [spot] }).lines.map(lineText)
      expect(drawn.at(-1)).toBe(columns.at(-1))
      // A point is a dot in the last of the cells that its column takes.
      const first = columns.at(-2)?.indexOf('█') ?? -1
      expect(drawn[1]?.search(/[⠁-⣿]/)).toBe(first + spot.dots / 2 - 1)
    }
  })
})

describe('the chart page of Load', async () => {
  const host = fixtureHost('load-d')
  const { snapshot } = await looked(
    { ...host, facts: { ...host.facts, captured: null } },
    turnPage(stateOf('load'), -1).state,
  )
  const put = await loadCurves()
  const points = Array.from({ length: 60 }, (_, i) => i)
  const history: History = {
    at: points.map((i) => i * 2e9),
    series: new Map([
      ['on_cpu', points.map(() => 2)],
      ['load1', points.map((i) => i / 10)],
      ['load5', points.map((i) => i / 20)],
      ['load15', points.map(() => 1)],
    ]),
    load: null,
  }
  const page = (change: Partial<State>): Drawn =>
    draw(turnPage(stateOf('load', change), -1).state, snapshot.with(history), NO_COST, NOON, null)

  test.each([
    [80, 24],
    [101, 31],
    [160, 48],
    [200, 60],
  ])('%ix%i: causes as a stack, averages as curves of their colours', (columns, rows) => {
    const { frame } = page({ columns, rows })
    const drawn = put(frame)
    expectWhole(drawn, columns, rows)
    const at = drawn.lines.findIndex((line) => lineText(line).startsWith(' Load average'))
    const below = drawn.lines.slice(at + 1)
    const curves = below.flatMap(({ spans }) => spans).filter((span) => /[⠁-⣿]/.test(span.text))
    expect(new Set(curves.map(({ style }) => style))).toEqual(new Set(['series1', 'series2', 'series3']))
    expect(lineText(drawn.lines[at] ?? { spans: [] })).toContain('■ 1 min 5.90  ■ 5 min 2.95  ■ 15 min 1.00')
    expect(drawn.lines.slice(0, at).map(lineText).join()).not.toMatch(/[⠁-⣿]/)
    // The newest of the first, near the top at the right edge.
    expect(lineText(below[0] ?? { spans: [] })).toMatch(/^ {4}6\.00 .*[⠁-⣿]$/)
  })

  test('60x15 has room for the stack alone', () => expect(page({ columns: 60, rows: 15 }).frame.curves).toBeUndefined())

  test('in ASCII they are columns', () => {
    const { frame } = page({ ascii: true })
    expect(frame.curves).toBeUndefined()
    expect(frameText(put(frame))).toMatch(/^[ -~\n]*$/)
  })

  test('a dialog stands over them', () => {
    const dialog: State['dialog'] = { kind: 'help', top: 0 }
    const { frame } = page({ dialog, columns: 80, rows: 24 })
    expect(frameText(put(frame))).toBe(frameText(frame))
    expect(put(frame).lines.map(lineText).join()).not.toMatch(/[⠁-⣿]/)
  })
})
