import { expect, test } from 'vitest'
import type { Look } from '../../src/screen/looks.ts'
import { createPainter } from '../../src/screen/painter.ts'
import { palette } from '../../src/screen/palette.ts'
import { type Colors, over, theme } from '../../src/screen/theme.ts'
import { charWidth, type Text } from '../../src/text.ts'
import type { Frame, Line, Style } from '../../src/ui/frame.ts'
import { random } from '../random.ts'
import { demoFrame } from '../terminal/demo-frame.ts'
import { type Emulator, emulator } from '../terminal/terminal.ts'

const SIZE = { columns: 160, rows: 48 }

const STYLES: Style[] = ['plain', 'dim', 'strong', 'label', 'head', 'selected', 'warning', 'critical', 'hit', 'input']
const WORDS = [
  'abc',
  '   ',
  '12.3',
  'x',
  '한글 이름',
  '漢字',
  'e\u0301a\u0308',
  '가',
  '█▌⣿─│',
  '한',
  ' ',
  'postgres',
  'ｱ',
  '𠀀',
]

function randomLine(next: () => number, columns: number): Line {
  const spans = Array.from({ length: Math.floor(next() * 12) }, () => ({
    text: Array.from({ length: Math.ceil(next() * 4) }, () => WORDS[Math.floor(next() * WORDS.length)]).join(
      '',
    ) as Text,
    style: STYLES[Math.floor(next() * STYLES.length)] as Style,
  }))
  const fill = next() < 0.2 ? { fill: STYLES[Math.floor(next() * STYLES.length)] as Style } : {}
  return next() < 0.1
    ? { spans: [{ text: 'y'.repeat(columns + 3) as Text, style: 'dim' }], ...fill }
    : { spans, ...fill }
}

/** What should be seen, worked out cell by cell in the plainest way. */
function expected(frame: Frame, y: number, colors: Colors): { chars: string; look: Look }[] {
  const looks = theme(colors, 'dark')
  const line = frame.lines[y] ?? { spans: [] }
  const cells: { chars: string; look: Look }[] = []
  let cut = false
  for (const { text, style } of line.spans) {
    const look = line.fill === undefined ? looks[style] : over(looks[style], looks[line.fill])
    for (const char of text) {
      const width = charWidth(char.codePointAt(0) as number)
      if (cut) break
      if (width === 0) {
        const at = cells.at(-1)?.chars === '' ? cells.length - 2 : cells.length - 1
        if (at >= 0) cells[at] = { chars: (cells[at]?.chars ?? '') + char, look: cells[at]?.look ?? look }
      } else if (cells.length + width > frame.columns) {
        cut = true
      } else {
        cells.push({ chars: char, look })
        if (width === 2) cells.push({ chars: '', look })
      }
    }
  }
  while (cells.length < frame.columns) cells.push({ chars: ' ', look: looks[line.fill ?? 'plain'] })
  return cells
}

function check(screen: Emulator, frame: Frame, colors: Colors): void {
  for (let y = 0; y < frame.rows; y++) {
    const row = expected(frame, y, colors)
    const seen = row.map((_, x) => screen.cell(x, y))
    expect(seen.map((cell) => cell.chars).join(''), `row ${y}`).toBe(row.map((cell) => cell.chars).join(''))
    for (const [x, { chars, look }] of row.entries()) {
      const cell = seen[x]
      const inkShows = chars.trim() !== '' || look.underline || look.reverse
      const at = `${x},${y} ${JSON.stringify(chars)}`
      if (chars === '') continue
      if (inkShows) expect(cell?.fg, at).toBe(look.fg)
      expect(cell?.bg, at).toBe(look.bg)
      expect(cell?.inverse, at).toBe(look.reverse)
      expect(cell?.underline, at).toBe(look.underline)
      if (chars.trim() !== '') expect(cell?.bold, at).toBe(look.bold)
    }
  }
}

test.each([256, 8, 0] as const)(
  'the bytes make exactly the frame, frame after frame, with %i colours',
  async (colors) => {
    const next = random(7 + colors)
    let [columns, rows] = [40, 6]
    const screen = emulator(columns, rows)
    const painter = createPainter(palette(theme(colors, 'dark')))
    let lines: Line[] = []
    for (let step = 0; step < 120; step++) {
      if (step % 17 === 16) {
        columns = 20 + Math.floor(next() * 40)
        rows = 3 + Math.floor(next() * 6)
        screen.resize(columns, rows)
        painter.forget()
      }
      const before = lines
      lines = Array.from({ length: rows - (next() < 0.1 ? 1 : 0) }, (_, y) => {
        const was = before[y]
        if (was === undefined || next() < 0.3) return randomLine(next, columns)
        if (next() < 0.4) return was
        return {
          ...was,
          spans: was.spans.map((span) =>
            next() < 0.3 ? { ...span, text: `${[...span.text].slice(1).join('')}z` as Text } : span,
          ),
        }
      })
      const cursor = next() < 0.3 ? { x: Math.floor(next() * columns), y: Math.floor(next() * rows) } : null
      const frame = { columns, rows, lines, cursor }
      await screen.write(painter.draw(frame))
      check(screen, frame, colors)
      if (cursor !== null) expect(screen.cursor()).toEqual(cursor)
    }
  },
)

test('a frame with nothing new costs no byte, also when its lines are made anew', () => {
  const painter = createPainter(palette(theme(256, 'dark')))
  expect(painter.draw(demoFrame(1, SIZE)).length).toBeGreaterThan(4000)
  expect(painter.draw(demoFrame(1, SIZE))).toBe('')
})

test('a refresh of 45 rows of 12 fields, a third of the numbers changed, stays below 1200 bytes', () => {
  const painter = createPainter(palette(theme(256, 'dark')))
  painter.draw(demoFrame(0, SIZE))
  let bytes = 0
  for (let tick = 1; tick <= 10; tick++) bytes += Buffer.byteLength(painter.draw(demoFrame(tick, SIZE)))
  console.log(`bytes per refresh: ${bytes / 10}`)
  expect(bytes / 10).toBeGreaterThan(100)
  expect(bytes / 10).toBeLessThan(1200)
})

test('a control character that got through is a question mark', async () => {
  const screen = emulator(20, 1)
  const painter = createPainter(palette(theme(256, 'dark')))
  const hostile = 'a\x1b[31mb\x9b32mc\r\n\x07\ud800' as Text
  await screen.write(
    painter.draw({ columns: 20, rows: 1, lines: [{ spans: [{ text: hostile, style: 'plain' }] }], cursor: null }),
  )
  expect(screen.screen()).toEqual(['a?[31mb?32mc????'])
})

test('marks piled on one character, and more of them than the table holds, cost bounded memory and stay right', async () => {
  const screen = emulator(40, 4)
  const painter = createPainter(palette(theme(256, 'dark')))
  for (let step = 0; step < 60; step++) {
    const lines = Array.from({ length: 4 }, (_, y) => {
      const words = Array.from({ length: 40 }, (_, x) =>
        String.fromCodePoint(0x61 + ((x + y) % 26), 0x300 + ((step * 7 + x) % 90)),
      )
      return { spans: [{ text: words.join('') as Text, style: 'plain' as const }] }
    })
    const frame = { columns: 40, rows: 4, lines, cursor: null }
    await screen.write(painter.draw(frame))
    check(screen, frame, 256)
  }
  const tall = `a${'\u0301'.repeat(200)}` as Text
  const bytes = painter.draw({
    columns: 40,
    rows: 4,
    lines: [{ spans: [{ text: tall, style: 'plain' }] }],
    cursor: null,
  })
  expect(bytes.match(/\u0301/g)).toHaveLength(4)
})

test('only what is larger than a packet is wrapped as one synchronized update', () => {
  const painter = createPainter(palette(theme(256, 'dark')))
  const whole = painter.draw(demoFrame(0, SIZE))
  expect(whole.startsWith('\x1b[?2026h') && whole.endsWith('\x1b[?2026l')).toBe(true)
  const line = (text: string): Line => ({ spans: [{ text: text as Text, style: 'plain' }] })
  const small = createPainter(palette(theme(256, 'dark')))
  expect(small.draw({ columns: 10, rows: 1, lines: [line('abc')], cursor: null })).toBe(
    '\x1b[m\x1b[?25l\x1b[1Habc\x1b[K',
  )
})
