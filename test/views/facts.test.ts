import { expect, test } from 'vitest'
import { clean, text } from '../../src/text.ts'
import { facts } from '../../src/views/facts.ts'
import { lineText } from '../ui/drawing.ts'

const plain = (words: string) => ({ text: clean(words), style: 'plain' as const })
const drawn = (parts: readonly string[], columns: number) =>
  facts([{ label: text`Queue`, parts: parts.map(plain) }], columns).map((line) => lineText(line).trimEnd())

test('a part that does not fit begins a new line under the first', () => {
  expect(drawn(['one two three', 'four five six'], 30)).toEqual([
    ' Queue      one two three',
    '            four five six',
  ])
})

test('blanks of a part stay, by which it lines up', () => {
  expect(drawn([' one', 'two   three'], 30)).toEqual([' Queue       one  two   three'])
})

test('a sentence longer than a line goes on where it began, at words', () => {
  const says = 'sorted by sector in batches; reads wait 500 ms at most, writes 5 s; knows I/O priorities'
  expect(drawn(['mq', says], 64)).toEqual([
    ' Queue      mq  sorted by sector in batches; reads wait 500 ms',
    '                at most, writes 5 s; knows I/O priorities',
  ])
})

test('nothing stands beside the end of a sentence that was broken', () => {
  const says = 'sorted by sector in batches; reads wait 500 ms at most'
  expect(drawn([says, 'two'], 60)).toEqual([
    ' Queue      sorted by sector in batches; reads wait 500 ms',
    '            at most',
    '            two',
  ])
})

test('beside what leaves too little room it begins on a line of its own', () => {
  const says = 'sorted by sector in batches; reads wait 500 ms at most, writes 5 s'
  expect(drawn(['a name of twenty cell', says], 60)).toEqual([
    ' Queue      a name of twenty cell',
    '            sorted by sector in batches; reads wait 500 ms',
    '            at most, writes 5 s',
  ])
})

test('a word longer than a line is broken where the line ends', () => {
  expect(drawn(['/a/path/of/many/cells/that/has/no/blank'], 40)).toEqual([
    ' Queue      /a/path/of/many/cells/that/h',
    '            as/no/blank',
  ])
})
