import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Look } from '../../src/screen/looks.ts'
import { palette } from '../../src/screen/palette.ts'
import { type Colors, theme } from '../../src/screen/theme.ts'
import type { Style } from '../../src/ui/frame.ts'
import { emulator } from '../terminal/terminal.ts'

const COLORS: Colors[] = [0, 8, 16, 256]
const ALL = COLORS.flatMap((colors) => (['dark', 'light'] as const).map((ground) => [colors, ground] as const))
/** As the contract lists them: a style that is added there and forgotten here fails. */
const STYLES = [
  ...readFileSync(new URL('../../src/style.ts', import.meta.url), 'utf8').matchAll(/^ {2}\| '([\w-]+)'/gm),
].map((found) => found[1] as Style)

test.each(ALL)('%i colours, %s: every style has a look, in the colours there are', (colors, ground) => {
  expect(STYLES.length).toBeGreaterThan(20)
  const looks = theme(colors, ground)
  expect(Object.keys(looks).sort()).toEqual([...STYLES].sort())
  expect(looks.plain).toEqual({ fg: null, bg: null, bold: false, underline: false, reverse: false })
  for (const { fg, bg } of Object.values(looks)) {
    for (const colour of [fg, bg]) if (colour !== null) expect(colour).toBeLessThan(colors)
  }
})

test.each(ALL)('%i colours, %s: what matters does not look like what does not', (colors, ground) => {
  const looks = theme(colors, ground)
  for (const style of ['selected', 'critical', 'hot', 'warning', 'tab-on', 'hit', 'head'] as const) {
    expect(looks[style], style).not.toEqual(looks.plain)
  }
  for (const [one, other] of [
    ['warning', 'critical'],
    ['hot', 'critical'],
    ['tab', 'tab-on'],
    ['head', 'head-sort'],
    ['selected', 'head'],
  ] as const) {
    expect(looks[one], `${one} and ${other}`).not.toEqual(looks[other])
  }
})

test.each(['dark', 'light'] as const)('256 colours, %s: text can be read on its ground (WCAG 4.5, dim 3)', (ground) => {
  const looks = theme(256, ground)
  const paper = ground === 'dark' ? 0x12 : 0xff
  for (const [style, look] of Object.entries(looks)) {
    if (style.startsWith('series') || style.startsWith('block')) continue
    const own = contrast(look, paper)
    if (own !== null) expect(own, style).toBeGreaterThan(style === 'dim' || look.bg === null ? 3 : 4.5)
  }
})

test.each([8, 16] as const)(
  '%i colours: no words are in yellow on white, nor in dark blue or black on black',
  (colors) => {
    for (const [ground, faint] of [
      ['dark', [0, 4]],
      ['light', [3, 7, 10, 11, 14, 15]],
    ] as const)
      for (const [style, { fg, bg, bold }] of Object.entries(theme(colors, ground)))
        if (fg !== null && bg === null && !(ground === 'dark' && bold))
          expect(faint, `${ground} ${style}`).not.toContain(fg)
  },
)

test('without colours four series are told apart, and none looks like what is chosen', () => {
  const looks = theme(0, 'dark')
  const series = [looks.series1, looks.series2, looks.series3, looks.series4]
  expect(new Set(series.map((look) => JSON.stringify(look))).size).toBe(4)
  for (const look of [...series, looks.series5, looks.series6, looks.series7, looks.series8])
    expect(look.reverse).toBe(false)
})

test('without colours no colour code is ever sent', () => {
  const looks = palette(theme(0, 'dark'))
  const ids = STYLES.flatMap((style) => [undefined, ...STYLES].map((fill) => looks.of(style, fill)))
  for (const from of new Set(ids)) {
    for (const to of new Set(ids))
      expect(looks.sgr(from, to)).toMatch(/^(?:\x1b\[(?:(?:0|1|22|4|24|7|27)?(?:;|(?=m)))*m)?$/)
  }
})

test('from any look to any other, the codes lead there', async () => {
  const screen = emulator(10, 1)
  for (const colors of COLORS) {
    const looks = theme(colors, 'dark')
    const codes = palette(looks)
    let from = 0
    for (let step = 0; step < 300; step++) {
      const style = STYLES[(step * 7919) % STYLES.length] as Style
      const to = codes.of(style, undefined)
      await screen.write(`${step === 0 ? '\x1b[m' : ''}${codes.sgr(from, to)}\x1b[1Hx`)
      from = to
      const { fg, bg, bold, underline, inverse } = screen.cell(0, 0)
      expect({ fg, bg, bold, underline, reverse: inverse }, `${colors} ${style}`).toEqual(looks[style])
    }
  }
})

test.each(ALL)(
  '%i colours, %s: a block hides its letter, and is a letter where there is no colour',
  (colors, ground) => {
    const looks = theme(colors, ground)
    for (const style of STYLES.filter((name) => name.startsWith('block'))) {
      expect(looks[style].bg, style).toBe(looks[style].fg)
      if (colors === 0) expect(looks[style]).toEqual(looks.plain)
    }
  },
)

/** Of ink to ground as WCAG 2 counts it; null where both are the terminal's own. */
function contrast(look: Look, paper: number): number | null {
  if (look.fg === null) return null
  const ink = luminance(rgb(look.fg))
  const ground = luminance(look.bg === null ? [paper, paper, paper] : rgb(look.bg))
  return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)
}

function rgb(colour: number): [number, number, number] {
  if (colour >= 232) return [8 + (colour - 232) * 10, 8 + (colour - 232) * 10, 8 + (colour - 232) * 10]
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40)
  const cube = colour - 16
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)]
}

function luminance([red, green, blue]: [number, number, number]): number {
  const linear = (value: number) =>
    value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
