import unicode11 from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ascii, charWidth, clean, cut, fit as fitted, join, pad, type Text, text, width } from '../src/text.ts'
import { drawn } from '../src/unicode.ts'

const CASES = 2000

/** Pieces that have done harm somewhere, and what many scripts are written with. */
const PIECES = [
  '\x1b]0;PWNED\x07',
  '\x1b[31m',
  '\x9b7m',
  '\x00\x07\x08\t\n\r\x7f\x80\x9f',
  '\x0e\x0f\x90\x9d',
  '{red-fg}TAG{/}',
  '\u202eevil\u202c\u2066x\u2069\u061c\u200e\u200f',
  '\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\ufe0f\u{e0041}\u{e0100}',
  '\u2028\u2029\ufffd',
  '\ud800',
  '\udc00',
  '한글',
  '\u1112\u1161\u11ab',
  '漢字',
  'ｶﾞﾅ',
  'か\u3099',
  'e\u0301',
  'a\u0323\u0302\u0308\u0307',
  '\u0301',
  'नमस्ते क्षि',
  'ภาษาไทยน้ำ',
  'עִבְרִית',
  'العَرَبِيَّة',
  'Ελληνικά',
  'русский',
  '𝔘𝔫𝔦',
  '𠮷野',
  '👨‍👩‍👧 👍🏽 🇰🇷 1️⃣ ❤️ ⌚ ✅',
  '©®™ ●▲✓│█⣿',
  '\ue000\u{f0000}',
  '䷀㉈',
  ' ',
  'plain words-1.2/3',
]

/** mulberry32: the same strings on every run, so that a failure can be looked at again. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function hostileStrings(count: number): string[] {
  const next = random(20)
  const some = (most: number) => Math.floor(next() * most)
  const character = () => {
    const far = next()
    return String.fromCodePoint(some(far < 0.3 ? 0x100 : far < 0.7 ? 0x3400 : far < 0.9 ? 0x10000 : 0x110000))
  }
  return Array.from({ length: count }, () => {
    const parts = Array.from({ length: 1 + some(6) }, () =>
      next() < 0.5 ? (PIECES[some(PIECES.length)] as string) : character(),
    )
    return parts.join('')
  })
}

const STRINGS = [...PIECES, ...hostileStrings(CASES)]

const emulator = new headless.Terminal({ cols: 400, rows: 3, allowProposedApi: true })

async function columnAfter(words: string): Promise<number> {
  await new Promise<void>((done) => emulator.write(`\x1b[H\x1b[2K${words}`, done))
  return emulator.buffer.active.cursorX
}

beforeAll(() => {
  emulator.loadAddon(new unicode11.Unicode11Addon())
  emulator.unicode.activeVersion = '11'
})
afterAll(() => emulator.dispose())

describe('clean', () => {
  test.each([
    ['plain ASCII is given back as it is', 'sshd: root@pts/0 {x}', 'sshd: root@pts/0 {x}'],
    ['an operating system command', '\x1b]0;PWNC\x07', '?]0;PWNC?'],
    ['SGR', '\x1b[8mHIDDEN', '?[8mHIDDEN'],
    ['C1 introducer', '\x9b7m', '?7m'],
    ['DEL, tab and newline', 'a\x7fb\tc\nd', 'a?b?c?d'],
    ['blessed tags stay words', '{red-fg}TAG{/}', '{red-fg}TAG{/}'],
    ['bidi override', 'a\u202egnp.exe', 'agnp.exe'],
    ['bidi isolates', '\u2066a\u2069\u200f', 'a'],
    ['zero-width', 'pay\u200bpal\ufeff\u2060', 'paypal'],
    ['soft hyphen', 'a\u00adb', 'a?b'],
    ['line and paragraph separator', 'a\u2028b\u2029', 'a?b?'],
    ['lone surrogates', 'a\ud800b\udfff', 'a?b?'],
    ['invalid UTF-8 as Node reads it', Buffer.from([0x61, 0xff, 0x62]).toString(), 'a?b'],
    ['private use', '\ue0b0\u{f0001}', '??'],
    ['unassigned', '\u{3fffd}\u0378', '??'],
    ['one emoji is one sign', '👍', '?'],
    ['a family is one sign', '👨‍👩‍👧', '?'],
    ['a skin tone', '👍🏽x', '?x'],
    ['a flag', '🇰🇷', '?'],
    ['a keycap', '1️⃣2⃣', '??'],
    ['text that asks for emoji looks', '❤️', '?'],
    ['signs of every keyboard', '© ® ™ € ½', '© ® ™ € ½'],
    ['Hangul', '한글', '한글'],
    ['Hangul in jamo', '\u1112\u1161\u11ab\u1100\u1173\u11af', '한글'],
    ['letters apart', 'e\u0301', 'é'],
    ['letters kept apart by an invisible one', 'e\u200d\u0301', 'é'],
    ['a mark that has no letter', '\u0301a \u0301', '?a ?'],
    ['two marks at most', 'x\u0323\u0302\u0308\u0307\u0301y', 'x\u0323\u0302y'],
    ['a mark after what was replaced', '\x1b\u0301', '??'],
  ])('%s', (_, foreign, drawn) => {
    expect(clean(foreign)).toBe(drawn)
  })

  test('lets nothing through that drives a terminal or hides', () => {
    const never =
      /[\x00-\x1f\x7f-\x9f\u00ad\p{Bidi_C}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{DI}\p{RI}\p{Emoji_Presentation}]/u
    expect(STRINGS.filter((s) => never.test(clean(s)))).toEqual([])
  })

  test('changes nothing that is clean', () => {
    expect(STRINGS.filter((s) => clean(clean(s)) !== clean(s))).toEqual([])
    const single = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code))
    expect(single.filter((s) => clean(clean(s)) !== clean(s))).toEqual([])
  })

  test('a megabyte of marks takes no time', () => {
    const start = performance.now()
    expect(clean(`a${'\u0301'.repeat(1e6)}`)).toBe('\u00e1\u0301\u0301')
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('width', () => {
  test('is the column the cursor of a terminal then stands in', async () => {
    const wrong: string[] = []
    for (const string of STRINGS) {
      const words = clean(string)
      if ((await columnAfter(words)) !== width(words)) wrong.push(JSON.stringify(words))
    }
    expect(wrong).toEqual([])
  })

  test('of any character is what the table says', () => {
    const cells = { narrow: 1, wide: 2, mark: 0, hidden: 0, other: 1 }
    const wrong = Array.from({ length: 0x110000 }, (_, code) => code).filter(
      (code) => charWidth(code) !== cells[drawn(code)],
    )
    expect(wrong).toEqual([])
  })

  test('of signs we draw ourselves is one', () => {
    for (const sign of '●▲▼✓↑↓→←│─┌┐└┘├┤█▓▒░▏▎▍▌▋▊▉▁▂▃▄▅▆▇…·›»')
      expect(charWidth(sign.codePointAt(0) as number)).toBe(1)
    for (let code = 0x2800; code < 0x2900; code++) expect(charWidth(code)).toBe(1)
  })
})

describe('cut and fit', () => {
  const hangul = clean('가나다')

  test('never split a wide character', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((cells) => cut(hangul, cells))).toEqual([
      '',
      ' ',
      '가',
      '가 ',
      '가나',
      '가나 ',
      '가나다',
      '가나다',
    ])
  })

  test('keep the marks of the last character, and take no others along', () => {
    expect(cut(clean('x\u0323y'), 1)).toBe('x\u0323')
  })

  test.each<[string, Text, number, 'left' | 'right', Text | undefined, string]>([
    ['exact', text`abc`, 3, 'left', undefined, 'abc'],
    ['short, left', text`ab`, 4, 'left', undefined, 'ab  '],
    ['short, right', text`ab`, 4, 'right', undefined, '  ab'],
    ['long, left', text`abcdef`, 4, 'left', undefined, 'abcd'],
    ['long, marked', text`abcdef`, 4, 'left', text`…`, 'abc…'],
    ['a number is never shortened in silence', text`4194304`, 5, 'right', undefined, '4194+'],
    ['wide, by half', hangul, 5, 'left', undefined, '가나 '],
    ['wide, marked', hangul, 4, 'left', text`…`, '가 …'],
    ['no room', text`abc`, 0, 'left', text`…`, ''],
    ['one cell', text`abc`, 1, 'right', undefined, '+'],
  ])('%s', (_, words, cells, align, mark, shown) => {
    expect(fitted(words, cells, align, mark)).toBe(shown)
  })

  test('are exactly as wide as asked, whatever the words', () => {
    for (const string of STRINGS.slice(0, 500))
      for (const cells of [0, 1, 2, 5, 8, 300]) {
        const words = clean(string)
        expect(width(fitted(words, cells, 'left'))).toBe(cells)
        expect(width(fitted(words, cells, 'right', text`…`))).toBe(cells)
        expect(width(cut(words, cells))).toBe(Math.min(cells, width(words)))
      }
  })

  test('pad lets long words stand', () => {
    expect([pad(text`ab`, 4), pad(text`ab`, 4, 'right'), pad(text`abcdef`, 4), pad(hangul, 8)]).toEqual([
      'ab  ',
      '  ab',
      'abcdef',
      '가나다  ',
    ])
    expect(pad(text``, 300)).toHaveLength(300)
  })

  test('join', () => {
    expect(join([text`a`, text`b`], text` · `)).toBe('a · b')
    expect(join([], text` · `)).toBe('')
  })
})

describe('ascii', () => {
  test('says our signs plainly', () => {
    expect(ascii(text`● ▲ ✓ ↑ ↓ → ← │─┌┐└┘├┤ █▓▒░ … ·`)).toBe('* ^ y ^ v > < |-++++++ #%=. + .')
  })

  test('keeps the three shades of a bar apart', () => {
    expect(new Set([...ascii(text`█▓▒░ `)]).size).toBe(5)
  })

  test('draws braille by its density', () => {
    expect(ascii(text`⠀⠁⠃⠇⡇⣇⣧⣷⣿`)).toBe(' ..::++##')
  })

  test('is plain and as wide, whatever the words', () => {
    for (const string of STRINGS) {
      const words = clean(string)
      expect(ascii(words)).toMatch(/^[ -~]*$/)
      expect(width(ascii(words))).toBe(width(words))
    }
  })
})
