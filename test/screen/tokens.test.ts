import { expect, test } from 'vitest'
import { createTokens, type Token } from '../../src/screen/tokens.ts'

const sequence = (bytes: string): Token => ({ kind: 'sequence', bytes })
const typed = (text: string): Token => ({ kind: 'text', text })
const paste = (text: string): Token => ({ kind: 'paste', text })

/** Sequences as terminals send them: xterm, Linux, rxvt, PuTTY, mice. */
const SEQUENCES = [
  '\x1b[A',
  '\x1b[1;5C',
  '\x1b[15~',
  '\x1bOP',
  '\x1bOA',
  '\x1b[Z',
  '\x1b[[A',
  '\x1b[2$',
  '\x1b[<0;120;48M',
  '\x1b[<65;7;8M',
  '\x1b[M !!',
  '\x1bx',
  '\x1b\x7f',
  '\x1b]11;rgb:0000/0000/0000\x07',
  '\x1b]52;c;aGk=\x1b\\',
]

test.each(SEQUENCES)('%j comes out whole, wherever the link splits it', (bytes) => {
  for (let at = 1; at < bytes.length; at++) {
    const tokens = createTokens()
    expect(tokens.feed(`a${bytes.slice(0, at)}`, 0), `split at ${at}`).toEqual([typed('a')])
    expect(tokens.due()).not.toBeNull()
    expect(tokens.feed(`${bytes.slice(at)}b`, 40)).toEqual([sequence(bytes), typed('b')])
    expect(tokens.due()).toBeNull()
  }
})

test('several in one read are told apart', () => {
  const chunk = SEQUENCES.join('')
  expect(createTokens().feed(chunk, 0)).toEqual(SEQUENCES.map(sequence))
})

test('a lone ESC is the key after 50 ms, not before', () => {
  const tokens = createTokens()
  expect(tokens.feed('\x1b', 1000)).toEqual([])
  expect(tokens.due()).toBe(1050)
  expect(tokens.expire(1050)).toEqual([sequence('\x1b')])
  expect(tokens.due()).toBeNull()
  expect(tokens.feed('q', 1060)).toEqual([typed('q')])
})

test('two of them, and one before an arrow', () => {
  const tokens = createTokens()
  expect(tokens.feed('\x1b\x1b', 0)).toEqual([sequence('\x1b')])
  expect(tokens.expire(50)).toEqual([sequence('\x1b')])
  expect(tokens.feed('\x1b\x1b[A', 1000)).toEqual([sequence('\x1b'), sequence('\x1b[A')])
})

test('an arrow whose ESC came so early that it was taken for the key is still no `[` and no `A`', () => {
  for (const rest of ['[A', 'OA', '[1;5C', '[<0;3;4M']) {
    const tokens = createTokens()
    tokens.feed('\x1b', 0)
    expect(tokens.expire(50)).toEqual([sequence('\x1b')])
    expect(tokens.feed(rest, 200)).toEqual([sequence(`\x1b${rest}`)])
  }
  const later = createTokens()
  later.feed('\x1b', 0)
  later.expire(50)
  expect(later.feed('[A', 2000)).toEqual([typed('[A')])
})

test('a sequence that never ends is dropped, and what breaks one is kept', () => {
  const tokens = createTokens()
  tokens.feed('\x1b[1;', 0)
  expect(tokens.due()).toBe(500)
  expect(tokens.expire(500)).toEqual([])
  expect(tokens.feed('q', 501)).toEqual([typed('q')])
  expect(createTokens().feed('\x1b[1;\rq', 0)).toEqual([typed('\rq')])
  expect(createTokens().feed('\x1b[1;\x1b[B', 0)).toEqual([sequence('\x1b[B')])
})

test('a bracketed paste is one token, however it is split, with whatever is in it', () => {
  const all = 'a\x1b[200~rm -rf\r\x1b[A\x1bq 한\x1b[201~b'
  expect(createTokens().feed(all, 0)).toEqual([typed('a'), paste('rm -rf\r\x1b[A\x1bq 한'), typed('b')])
  for (let at = 2; at < all.length - 1; at++) {
    const tokens = createTokens()
    const found = [...tokens.feed(all.slice(0, at), 0), ...tokens.feed(all.slice(at), 10)]
    expect(found, `split at ${at}`).toEqual([typed('a'), paste('rm -rf\r\x1b[A\x1bq 한'), typed('b')])
  }
})

test('a paste without an end gives the keyboard back, and an endless one is cut', () => {
  const tokens = createTokens()
  expect(tokens.feed('\x1b[200~half', 0)).toEqual([])
  expect(tokens.due()).toBe(2000)
  expect(tokens.expire(2000)).toEqual([paste('half')])
  expect(tokens.feed('q', 2001)).toEqual([typed('q')])
  tokens.feed('\x1b[200~', 3000)
  for (let i = 0; i < 100; i++) tokens.feed('x'.repeat(10_000), 3000 + i)
  expect(tokens.feed('\x1b[201~', 4000)).toEqual([paste('x'.repeat(65_536))])
})

test('never throws and never holds more than a sequence, whatever comes', () => {
  let state = 11
  const byte = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24
  const tokens = createTokens()
  for (let i = 0; i < 20_000; i++) {
    const chunk = Array.from({ length: 1 + (byte() % 8) }, () => '\x1b[O<;0159MmA~q\x07\r ]P$x'[byte() % 24]).join('')
    for (const token of tokens.feed(chunk, i)) {
      if (token.kind === 'sequence') expect(token.bytes.length).toBeLessThan(4200)
    }
  }
  expect(tokens.due() === null || tokens.expire(1e9).length <= 1).toBe(true)
})
