import { expect, test } from 'vitest'
import { clean } from '../../src/text.ts'
import { cutAtWord, wrapWords } from '../../src/views/words.ts'

test('at blanks, and never wider than the room', () => {
  expect(wrapWords(clean('one two three'), 7)).toEqual(['one two', 'three'])
  expect(wrapWords(clean('see /proc/sys/net/netfilter now'), 10)).toEqual([
    'see',
    '/proc/sys/',
    'net/netfil',
    'ter now',
  ])
})

test('a number keeps its per cent sign', () => {
  expect(wrapWords(clean('again, 100.0 % of it'), 12)).toEqual(['again,', '100.0 % of', 'it'])
})

test('a number keeps its unit', () => {
  expect(wrapWords(clean('because 19.9 MiB/s come'), 13)).toEqual(['because', '19.9 MiB/s', 'come'])
  expect(wrapWords(clean('RTT 3.1 ms or 5 s ago'), 9)).toEqual(['RTT', '3.1 ms or', '5 s ago'])
  expect(wrapWords(clean('Bytes B ms'), 6)).toEqual(['Bytes', 'B ms'])
})

test('of wide characters none is lost', () => {
  expect(wrapWords(clean('한글이름'), 5)).toEqual(['한글', '이름'])
})

test('blanks that are not blanks to us are letters like others: a program may choose them for its name', () => {
  expect(wrapWords(clean(`a ${'\u00a0'.repeat(12)}`), 5)).toEqual([
    'a',
    '\u00a0'.repeat(5),
    '\u00a0'.repeat(5),
    '\u00a0'.repeat(2),
  ])
  expect(wrapWords(clean('\u3000'.repeat(3)), 5)).toEqual(['\u3000\u3000', '\u3000'])
})

test('a word of a hundred thousand letters is broken like a short one, and where there is no room at all', () => {
  expect(wrapWords(clean('x'.repeat(100_000)), 20)).toHaveLength(5000)
  expect(wrapWords(clean('abc'), -3)).toEqual(['ab', 'c'])
})

test('nothing is one empty row', () => {
  expect(wrapWords(clean(''), 10)).toEqual([''])
})

test('cut at a blank, but not before a path that is most of it', () => {
  expect(cutAtWord(clean('free memory that CPUs keep'), 20)).toBe('free memory that…')
  expect(cutAtWord(clean('there is no /sys/devices/system/cpu/cpu0'), 30)).toBe('there is no /sys/devices/syst…')
  expect(cutAtWord(clean('short'), 5)).toBe('short')
})

test('what is cut ends with a word: not with a comma, nor with a number without its unit', () => {
  expect(cutAtWord(clean('is there, and more of it'), 12)).toBe('is there…')
  expect(cutAtWord(clean('heaps of programs: needs swap'), 22)).toBe('heaps of programs…')
  expect(cutAtWord(clean('pages from swap: 19.9 MiB/s come'), 25)).toBe('pages from swap…')
  expect(cutAtWord(clean('pages from swap: 38.2 % of the time'), 25)).toBe('pages from swap: 38.2 %…')
  expect(cutAtWord(clean('19.9 MiB/s'), 6)).toBe('19.9…')
})
