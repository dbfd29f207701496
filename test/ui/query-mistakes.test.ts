import { describe, expect, test } from 'vitest'
import { type Field, matches, parseQuery } from '../../src/ui/query.ts'

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['pid', { kind: 'number', unit: 'count' }],
  ['cpu', { kind: 'number', unit: 'percent' }],
  ['mem', { kind: 'number', unit: 'percent', asBytes: 'res' }],
  ['res', { kind: 'number', unit: 'bytes' }],
  ['time', { kind: 'number', unit: 'seconds' }],
  ['user', { kind: 'text' }],
  ['state', { kind: 'text', values: ['R', 'D', 't'] }],
  ['program', { kind: 'text' }],
  ['command', { kind: 'text' }],
])

describe('mistakes are one line that says what to type', () => {
  test.each([
    ['cpuu>20', 'no column cpuu to compare; did you mean cpu>20?', 0],
    ['java usr=www', 'no column usr to compare; did you mean user=www?', 5],
    ['s=D', 'no column s to compare; did you mean state=D?', 0],
    ['rss>1G', 'no column rss to compare; did you mean res>1G?', 0],
    ['comm=node', 'no column comm to compare; did you mean program=node?', 0],
    ['cmd=node', 'no column cmd to compare; did you mean command~node?', 0],
    ['args!=node', 'no column args to compare; did you mean command!=node?', 0],
    ['nlwp>5', 'no column nlwp to compare; type "nlwp>5" in quotes to look for the words', 0],
    ['--flag=7', 'no column --flag to compare; type "--flag=7" in quotes to look for the words', 0],
    ['constructor=7', 'no column constructor to compare; type "constructor=7" in quotes to look for the words', 0],
    ['cpu>', 'cpu> needs a value; type cpu>20', 0],
    ['cpu> )', 'cpu> needs a value; type cpu>20', 0],
    ['cpu>x', '"x" is not a percentage; type cpu>20', 0],
    ['cpu>""', '"" is not a percentage; type cpu>20', 0],
    ['pid=1,x', '"x" is not a number; type pid>20', 0],
    ['pid=0x10', '"0x10" is not a number; type pid>20', 0],
    ['res>1Q', '"1Q" is not a size; type res>1G', 0],
    ['res>10%', '"10%" is not a size; type res>1G', 0],
    ['res>1G1G', '"1G1G" is not a size; type res>1G', 0],
    ['time>5x', '"5x" is not a time; type time>10m', 0],
    ['cpu>1,2', '> takes one value; type cpu>1', 0],
    ['pid~7', 'pid holds numbers and has no ~; type pid>20', 0],
    ['user>a', 'user holds words and has no >; type user=a or user~a', 0],
    ['state=Q', 'no state Q; type one of R D t', 0],
    ['state!=D,xx', 'no state xx; type one of R D t', 0],
    ['>20', '">" at 1 has no column before it; type e.g. cpu>20, or quote it: ">"', 0],
    ['java (cpu>20', '( at 6 is not closed; type ) at its end, or quote it: "("', 5],
    ['java)', ') at 5 closes nothing; leave it out, or quote it: ")"', 4],
    ['()', 'nothing before ")" at 2; type a word or a comparison, e.g. cpu>20', 1],
    ['or java', 'nothing before "or" at 1; type a word or a comparison, e.g. cpu>20', 0],
    ['java or', 'nothing after "or"; type a word or a comparison, e.g. cpu>20', 7],
    ['java and and x', 'nothing before "and" at 10; type a word or a comparison, e.g. cpu>20', 9],
    ['not', 'nothing after "not"; type a word or a comparison, e.g. cpu>20', 3],
    ['user="a', '" at 6 is not closed; type " at its end', 5],
  ])('%s', (text, error, at) => {
    expect(parseQuery(text, FIELDS)).toEqual({ error, at })
  })

  test('names of ss are those of sockets', () => {
    const sockets = new Map<string, Field>([...['local', 'peer', 'owner'].map((id) => [id, { kind: 'text' }] as const)])
    const meant = (text: string) => /did you mean (.*)\?/.exec(JSON.stringify(parseQuery(text, sockets)))?.[1]
    expect(['src=::1', 'dst=10.0.0.1', 'comm=sshd'].map(meant)).toEqual(['local=::1', 'peer=10.0.0.1', 'owner=sshd'])
  })

  test('capitals of the values there can be do not matter', () => {
    for (const text of ['state=d', 'state=T,R', 'state=t']) expect(parseQuery(text, FIELDS)).not.toHaveProperty('error')
  })

  test('a text that was pasted by mistake is refused, not followed', () => {
    expect(parseQuery('('.repeat(100_000), FIELDS)).toHaveProperty('error', 'a filter has at most 500 characters')
    expect(parseQuery('('.repeat(500), FIELDS)).toHaveProperty('at', 500)
    expect(parseQuery(`time>${'1'.repeat(480)}!`, FIELDS)).toHaveProperty('error')
  })

  test('no text makes it throw', () => {
    const pieces = [
      'cpu',
      'user',
      '>',
      '<=',
      '=',
      '!',
      '~',
      '"',
      '(',
      ')',
      ' ',
      ',',
      'and',
      'or',
      'not',
      '1',
      '1G',
      '%',
      '\u202e',
      '\x1b',
    ]
    for (let seed = 1; seed < 4000; seed++) {
      let state = seed
      const length = seed % 12
      const text = Array.from({ length }, () => pieces[(state = (state * 48271) % 2147483647) % pieces.length]).join('')
      const parsed = parseQuery(text, FIELDS)
      if (!('error' in parsed))
        expect(
          typeof matches(
            parsed,
            () => 1,
            () => 'x',
          ),
        ).toBe('boolean')
    }
  })
})
