import { expect, test } from 'vitest'
import { tokensOf } from '../../src/ui/query-tokens.ts'

function texts(filter: string): readonly string[] {
  const tokens = tokensOf(filter)
  if ('error' in tokens) throw new Error(tokens.error)
  return tokens.map(({ kind, text }) => `${kind} ${text}`)
}

test('between words | is or, as in the filter of htop', () => {
  const either = ['word nginx', 'word or', 'word mysql']
  for (const filter of ['nginx|mysql', 'nginx | mysql', 'nginx||mysql', 'nginx or mysql'])
    expect(texts(filter), filter).toEqual(either)
  expect(texts('(a|cpu>5)')).toEqual(['( (', 'word a', 'word or', 'comparison cpu>5', ') )'])
  expect(tokensOf('ab |c')).toMatchObject([{ at: 0 }, { text: 'or', quoted: false, at: 3 }, { at: 4 }])
})

test('in quotes and in what is compared with it stands for itself', () => {
  expect(texts('"a|b"')).toEqual(['word a|b'])
  expect(texts('command~a|b')).toEqual(['comparison command~a|b'])
})
