import { expect, test } from 'vitest'
import { parseOsRelease } from '../../src/parse/os-release.ts'
import { bytes } from './fixture.ts'

test('assignments as in a shell', () => {
  const file = '# a comment\nPRETTY_NAME="Debian \\"12\\""\nID=debian\nNAME=\'a b\'\n bad line\nEMPTY=\n'
  expect(Object.fromEntries(parseOsRelease(bytes(file)))).toEqual({
    PRETTY_NAME: 'Debian "12"',
    ID: 'debian',
    NAME: 'a b',
    EMPTY: '',
  })
})
