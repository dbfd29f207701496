import unicode11 from '@xterm/addon-unicode11'
import { describe, expect, test } from 'vitest'
import { type Drawn, drawn } from '../src/unicode.ts'

interface Widths {
  wcwidth(codePoint: number): number
}

const LAST = 0x10ffff

/** Code points for which something does not hold: a whole-Unicode loop with one expectation. */
function those(wrong: (codePoint: number, character: string, kind: Drawn) => boolean): string[] {
  const found: string[] = []
  for (let code = 0x80; code <= LAST; code++) {
    const character = String.fromCodePoint(code)
    if (wrong(code, character, drawn(code))) found.push(`U+${code.toString(16)}`)
  }
  return found.slice(0, 20)
}

function emulator(): Widths {
  const given: Widths[] = []
  new unicode11.Unicode11Addon().activate({ unicode: { register: (widths: Widths) => given.push(widths) } })
  return given[0] as Widths
}

describe('every code point', () => {
  test('has the width the emulator gives it, where it may be drawn', () => {
    const widths = emulator()
    const cells = { narrow: 1, wide: 2, mark: 0 } as const
    expect(
      those((code, _, kind) => kind in cells && widths.wcwidth(code) !== cells[kind as keyof typeof cells]),
    ).toEqual([])
  })

  test('that is a control, a surrogate, private, unassigned, a separator or emoji is not drawn', () => {
    const never =
      /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{RI}\p{EMod}\p{Emoji_Presentation}\uFFFD]|(?![©®™])\p{ExtPict}/u
    expect(those((_, character, kind) => kind !== 'other' && kind !== 'hidden' && never.test(character))).toEqual([])
  })

  test('of format, bidi or invisible kind is not drawn', () => {
    const never = /[\p{Cf}\p{DI}\p{Bidi_C}\p{Variation_Selector}]/u
    expect(those((_, character, kind) => kind !== 'other' && kind !== 'hidden' && never.test(character))).toEqual([])
  })

  test('that is hidden is invisible by definition', () => {
    expect(those((_, character, kind) => kind === 'hidden' && !/\p{DI}/u.test(character))).toEqual([])
  })

  test('that takes no cell is a nonspacing mark, and no mark takes one', () => {
    expect(those((_, character, kind) => kind === 'mark' && !/\p{Mn}/u.test(character))).toEqual([])
    expect(those((_, character, kind) => (kind === 'narrow' || kind === 'wide') && /\p{M}/u.test(character))).toEqual(
      [],
    )
  })
})

describe('what people write is kept', () => {
  test.each<[Drawn, string]>([
    ['narrow', 'àßœŁőžΩжяשلก¿€©®™–—“”…✓●▲│█⣿'],
    ['wide', '한글漢字かなカナ，！𠮷Ａ　'],
    ['mark', '\u0301\u0308\u0323\u05b8\u064b\u0e34'],
    ['hidden', '\u200b\u200d\u202e\u2066\ufeff\ufe0f\u{e0041}\u2060\u034f'],
    ['other', '\u009b\u00ad\u2028\ue000\u{f0000}\u{10ffff}😀⌚❤🇰\u0600\ufffd\u1160\u1100\u093f\u3164'],
  ])('%s: %s', (kind, characters) => {
    expect([...characters].map((c) => [c, drawn(c.codePointAt(0) as number)])).toEqual(
      [...characters].map((c) => [c, kind]),
    )
  })
})
