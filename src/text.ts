import { drawn } from './unicode.ts'

declare const drawable: unique symbol

/** A string that may be drawn. Made only by clean() from what is foreign, and by text`` from our own words. */
export type Text = string & { readonly [drawable]: true }

/** Our own words, with drawable values put in. A foreign string does not fit: it must pass clean() first. */
export function text(words: TemplateStringsArray, ...values: readonly (Text | number)[]): Text {
  let out = words[0] as string
  for (let i = 0; i < values.length; i++) out += `${values[i]}${words[i + 1]}`
  return out as Text
}

/**
 * The only door for strings the machine hands us: comm, argv, users, mounts, interfaces, cgroups, the kernel log. Anybody who may
 * start a process chooses them, and they must neither drive the terminal nor shift a column.
 * NFC; controls, line separators, emoji and whatever terminals draw with different widths become one `?` each; bidi controls and
 * zero-width characters are dropped; at most two marks stay on a character. `{` stays: nothing here reads tags.
 */
export function clean(foreign: string): Text {
  return (PLAIN.test(foreign) ? foreign : cleaned(foreign)) as Text
}

const PLAIN = /^[ -~]*$/
const MOST_MARKS = 2

function cleaned(foreign: string): string {
  const { emoji, hidden } = patterns()
  const words = foreign.replace(emoji, '?').replace(hidden, '').normalize('NFC')
  let out = ''
  /** Marks that the last character may still take. */
  let room = 0
  for (let i = 0; i < words.length; i++) {
    const code = words.codePointAt(i) as number
    if (code > 0xffff) i++
    const kind = code < 0x7f ? (code < 0x20 ? 'other' : 'narrow') : drawn(code)
    if (kind === 'hidden' || (kind === 'mark' && room === 1)) continue
    if (kind === 'mark' && room > 1) {
      out += String.fromCodePoint(code)
      room--
    } else if (kind === 'narrow' || kind === 'wide') {
      out += String.fromCodePoint(code)
      room = isSpace(code) ? 0 : MOST_MARKS + 1
    } else {
      out += '?'
      room = 0
    }
  }
  return out
}

interface Patterns {
  readonly emoji: RegExp
  readonly hidden: RegExp
}

let known: Patterns | null = null

/** Made when they are needed first: to look up what they name takes 1.5 ms of the first frame. */
function patterns(): Patterns {
  known ??= {
    // One picture is one `?`, however many code points it is made of: joined, coloured, a flag, a keycap.
    emoji:
      /\p{RI}{1,2}|[#*\d]\uFE0F?\u20E3|(?![©®™])\p{Extended_Pictographic}[\uFE0F\p{EMod}]*(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{EMod}]*)*/gu,
    // Taken out before NFC, lest letters that become neighbours thereby compose only at the next look.
    hidden: /(?![\p{L}\u00AD])\p{DI}/gu,
  }
  return known
}

function isSpace(code: number): boolean {
  return (
    code === 0x20 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

/** Cells of one code point. What clean() would not let through counts as the one cell of its `?`. */
export function charWidth(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x300 || isSign(codePoint)) return 1
  const kind = drawn(codePoint)
  return kind === 'wide' ? 2 : kind === 'mark' || kind === 'hidden' ? 0 : 1
}

/** Punctuation, arrows, mathematics, frames, blocks, shapes and Braille: the most of what is not ASCII on the screen. */
function isSign(code: number): boolean {
  return (
    (code >= 0x2010 && code <= 0x2027) ||
    (code >= 0x2190 && code <= 0x22ff) ||
    (code >= 0x2500 && code <= 0x25fc) ||
    (code >= 0x2800 && code <= 0x28ff)
  )
}

/** Cells of a text. */
export function width(t: Text): number {
  // The regular expression is machine code from the start; a loop over the characters must be hot first.
  if (PRINTABLE.test(t)) return t.length
  const plain = plainUpTo(t)
  let cells = plain
  for (let i = plain; i < t.length; i++) {
    const code = t.codePointAt(i) as number
    if (code > 0xffff) i++
    cells += charWidth(code)
  }
  return cells
}

/** The first cells of a text, at most so many. Of a wide character that fits by half a space is left. */
export function cut(t: Text, cells: number): Text {
  if (PRINTABLE.test(t)) return t.length <= cells ? t : (t.slice(0, cells) as Text)
  let room = cells
  for (let i = 0; i < t.length; ) {
    const code = t.codePointAt(i) as number
    const wide = charWidth(code)
    if (wide > room) return `${t.slice(0, i)}${room > 0 ? ' ' : ''}` as Text
    room -= wide
    i += code > 0xffff ? 2 : 1
  }
  return t
}

/**
 * Exactly so many cells. What does not fit is cut at its end, where `mark` then stands; on the right, where numbers are, the mark is
 * `+` unless another is given: a number without its last digits is another number.
 */
export function fit(t: Text, cells: number, align: 'left' | 'right' = 'left', mark?: Text): Text {
  const room = cells - width(t)
  if (room === 0) return t
  if (room > 0) return (align === 'left' ? t + blanks(room) : blanks(room) + t) as Text
  const end = cut(mark ?? (align === 'right' ? MORE : NOTHING), cells)
  return `${cut(t, cells - width(end))}${end}` as Text
}

/** At least so many cells. */
export function pad(t: Text, cells: number, align: 'left' | 'right' = 'left'): Text {
  const room = cells - width(t)
  if (room <= 0) return t
  return (align === 'left' ? t + blanks(room) : blanks(room) + t) as Text
}

export function join(parts: readonly Text[], separator: Text): Text {
  return parts.join(separator) as Text
}

const MORE = text`+`
const NOTHING = text``
/** By their count: most cells of a table are padded, at every tick. */
const BLANKS = Array.from({ length: 256 }, (_, count) => ' '.repeat(count))

function blanks(count: number): string {
  return BLANKS[count] ?? ' '.repeat(count)
}

/** Everything below the combining marks takes one cell. */
const PRINTABLE = /^[\x00-\u02ff]*$/

function plainUpTo(t: Text): number {
  let i = 0
  while (i < t.length && t.charCodeAt(i) < 0x300) i++
  return i
}

/** For --ascii and terminals without UTF-8: our own signs by plain ones, everything else by `?`; the width stays. */
export function ascii(t: Text): Text {
  if (PLAIN.test(t)) return t
  let out = ''
  for (const char of t) {
    const code = char.codePointAt(0) as number
    if (code < 0x7f) out += char
    else if (code >= 0x2800 && code <= 0x28ff) out += DOTS[dots(code)]
    else out += ASCII[char] ?? '??'.slice(0, charWidth(code))
  }
  return out as Text
}

/** A braille pattern by how many of its eight dots are set. */
const DOTS = ' ..::++##'

function dots(code: number): number {
  let count = 0
  for (let bits = code & 0xff; bits > 0; bits >>= 1) count += bits & 1
  return count
}

/** What each plain character stands for. Box corners are added below. */
const STANDS_FOR: readonly (readonly [string, string])[] = [
  ['#', '█▉▊▇■'],
  ['%', '▓'],
  ['=', '▒▍▌▋▅═≈≠'],
  ['.', '░▏▎▂·'],
  ['_', '▁'],
  [',', '▃‚'],
  ['-', '▄─━┄╌╴╶−–—▪▫'],
  // Of the ellipsis as ps marks what it cut: with a full stop it would look like a whole sentence.
  ['+', '▆┼╋±…'],
  ['|', '│┃┆╎║╵╷¦↕'],
  ['*', '●◆•✱'],
  ['o', '○◇□°'],
  ['^', '▲△↑⌃'],
  ['v', '▼▽↓'],
  ['>', '▸→›»≥'],
  ['<', '◂←‹«≤'],
  ['/', '↗÷'],
  ['\\', '↘'],
  ['y', '✓'],
  ['x', '×✗'],
  ['u', 'µμ'],
  ['S', 'Σ∑§'],
  ['d', 'Δ'],
  ["'", '‘’'],
  ['"', '“”„'],
  [' ', '\u00A0'],
]

const ASCII: Readonly<Record<string, string>> = Object.fromEntries([
  ...STANDS_FOR.flatMap(([plain, signs]) => [...signs].map((sign): [string, string] => [sign, plain])),
  ...[...'┌┐└┘├┤┬┴╭╮╯╰╔╗╚╝╠╣╦╩╬'].map((sign): [string, string] => [sign, '+']),
])
