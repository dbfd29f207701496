import { expect, test } from 'vitest'
import { clipboardBytes } from '../../src/screen/clipboard.ts'

const OF_WORD = '\x1b]52;c;d29yZA==\x07'

test('a terminal takes it as it is; tmux and screen hand on what is wrapped', () => {
  expect(clipboardBytes('word', null)).toBe(OF_WORD)
  expect(clipboardBytes('word', 'tmux')).toBe(`${OF_WORD}\x1bPtmux;\x1b${OF_WORD}\x1b\\`)
  expect(clipboardBytes('word', 'screen')).toBe(`\x1bP${OF_WORD}\x1b\\`)
})

test('nothing of the text is a sequence of its own, and it is cut at whole characters', () => {
  const [, encoded = ''] =
    /^\x1b\]52;c;([A-Za-z0-9+/=]*)\x07$/.exec(clipboardBytes('\x1b]0;x\x07'.repeat(20_000), null)) ?? []
  expect(Buffer.from(encoded, 'base64').length).toBe(56_000)
})

test('for screen in pieces it takes', () => {
  const pieces = clipboardBytes('x'.repeat(2000), 'screen').split('\x1b\\').slice(0, -1)
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(768)
  expect(pieces.map((piece) => piece.replace(/^\x1bP/, '')).join('')).toBe(clipboardBytes('x'.repeat(2000), null))
})
