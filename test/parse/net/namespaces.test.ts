import { expect, test } from 'vitest'
import { netNamespaceOf, parseNetNamespaces } from '../../../src/parse/net/namespaces.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes } from '../fixture.ts'

test('the own one, how many were not asked or may not be, and the others', () => {
  expect(parseNetNamespaces(bytes('own 4026531874\nleft 3\nrefused 2\n'))).toEqual({
    own: 4026531874,
    left: 3,
    refused: 2,
    others: [],
  })
  expect(parseNetNamespaces(bytes('own 1\nleft 0\nrefused 0\n4026532999 5 1234 1250 1260\n7 1 9\n')).others).toEqual([
    { id: 4026532999, processes: 5, pids: [1234, 1250, 1260] },
    { id: 7, processes: 1, pids: [9] },
  ])
})

test('of one process', () => {
  expect(netNamespaceOf(12).path).toBe('netns:12')
  expect(netNamespaceOf(12).parse(bytes('4026531874'))).toBe(4026531874)
})

test.each([
  '',
  'own x\nleft 0\nrefused 0\n',
  'own 1\n',
  'own 1\nleft 0\n',
  'own 1\nleft 0\nrefused 0\n7 1\n',
  'own 1\nleft 0\nrefused 0\n7 1 x\n',
])('refuses %j', (file) => {
  expect(() => parseNetNamespaces(bytes(file))).toThrow(ParseError)
})
