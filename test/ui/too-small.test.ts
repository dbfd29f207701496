import { expect, test } from 'vitest'
import { tooSmallLines } from '../../src/ui/too-small.ts'
import { lineText, lineWidth } from './drawing.ts'

const NEEDED = { columns: 60, rows: 15 }
const said = (columns: number, rows: number) =>
  tooSmallLines({ columns, rows }, NEEDED).map((line) => lineText(line).trimEnd())

test.each([
  [59, 24, ['whytop needs 60x15, this is 59x24. q quits.']],
  [20, 5, ['whytop needs 60x15,', 'this is 20x5. q', 'quits.']],
  [30, 1, ['whytop needs 60x15. q quits.']],
  [18, 1, ['whytop needs 60x15']],
  [7, 3, ['whytop', 'needs', '60x15']],
])('%i×%i: whole words', (columns, rows, lines) => {
  expect(said(columns, rows)).toEqual(lines)
})

test('never more than there is', () => {
  for (let columns = 1; columns < 62; columns++)
    for (let rows = 1; rows < 6; rows++) {
      const lines = tooSmallLines({ columns, rows }, NEEDED)
      expect(lines.length).toBeLessThanOrEqual(rows)
      for (const line of lines) expect(lineWidth(line)).toBe(columns)
    }
})
