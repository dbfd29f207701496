import { expect, test } from 'vitest'
import { type Text, text } from '../../src/text.ts'
import { chartLines, chartRows, niceTop } from '../../src/ui/chart.ts'
import type { Chart } from '../../src/views/view.ts'
import { lineText } from './drawing.ts'

const chart = (points: number): Chart => ({
  kind: 'chart',
  id: 'chart',
  priority: 1,
  least: 8,
  title: text`Threads`,
  series: [
    { name: text`on CPU`, style: 'series1', block: 'block1', mark: text`C`, values: new Array(points).fill(2) },
    { name: text`other`, style: 'kernel', block: 'block9', mark: text`O`, values: new Array(points).fill(2) },
  ],
  stacked: true,
  unit: (value) => `${value}` as Text,
  step: 2,
})
const drawn = (points: number, columns = 60) => chartLines(chart(points), columns, 8).map(lineText)

test('until there are ten points, one line says when it begins', () => {
  expect(chartRows(chart(9))).toBe(1)
  expect(drawn(4)).toEqual([' Threads  chart begins in 12 s'])
  expect(chartRows(chart(10))).toBeGreaterThan(8)
})

test('the axis begins where the oldest point stands', () => {
  const lines = drawn(20)
  const axis = lines.at(-1) ?? ''
  const foot = lines.at(-2) ?? ''
  expect(axis).toContain('38 s ago')
  expect(axis.indexOf('38 s ago')).toBe(foot.indexOf('C'))
  expect(axis.endsWith('now')).toBe(true)
  // 20 points, each two cells wide, on 51 cells.
  expect(foot.match(/C/g)).toHaveLength(40)
})

test('with more points than cells the last ones are shown, one a cell', () => {
  const lines = drawn(300)
  expect(lines.at(-1)).toContain('100 s ago')
  expect(lines.at(-2)?.match(/C/g)).toHaveLength(51)
})

test('a stack is blocks with colours and letters without: each column ends with the series on top', () => {
  const lines = chartLines(chart(20), 60, 8)
  const last = lines.slice(1, -1).map((line) => lineText(line).at(-1) ?? '')
  expect(last.join('').trim()).toMatch(/^O+C+$/)
  expect(lines.at(-2)?.spans.map(({ style }) => style)).toContain('block1')
})

test('the legend names the value now', () => {
  expect(drawn(20)[0]).toContain('C on CPU 2  O other 2')
})

test('the scale ends at a round number, of bytes at one that is round in their units', () => {
  expect([0, 1.2, 7, 23, 99].map((peak) => niceTop(peak))).toEqual([1, 1.5, 8, 30, 100])
  const GiB = 1024 ** 3
  expect(niceTop(23.5 * GiB, true)).toBe(30 * GiB)
  expect(niceTop(700, true)).toBe(800)
  expect(niceTop(1010, true)).toBe(1024)
  expect(niceTop(1010 * GiB, true)).toBe(1024 * GiB)
  expect(niceTop(0.2, true)).toBe(1)
})

test('a legend names all series, on more lines where it must, or none', () => {
  const many = {
    ...chart(20),
    series: ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => ({
      name: text`series ${name as Text}`,
      style: 'series1' as const,
      mark: text`X`,
      values: new Array(20).fill(2),
    })),
  }
  const lines = chartLines(many, 60, 12).map(lineText)
  expect(lines).toHaveLength(12)
  expect(
    lines
      .slice(0, 2)
      .join('')
      .match(/X series \w+ 2/g),
  ).toHaveLength(6)
  const low = chartLines(many, 60, 5).map(lineText)
  expect([low.length, low[0]]).toEqual([5, ' Threads  '])
})
