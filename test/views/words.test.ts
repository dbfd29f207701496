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

test('of wide characters none is lost', () => {
  expect(wrapWords(clean('한글이름'), 5)).toEqual(['한글', '이름'])
})

test('nothing is one empty row', () => {
  expect(wrapWords(clean(''), 10)).toEqual([''])
})

test('cut at a blank, but not before a path that is most of it', () => {
  expect(cutAtWord(clean('free memory that CPUs keep'), 20)).toBe('free memory that…')
  expect(cutAtWord(clean('there is no /sys/devices/system/cpu/cpu0'), 30)).toBe('there is no /sys/devices/syst…')
  expect(cutAtWord(clean('short'), 5)).toBe('short')
})
