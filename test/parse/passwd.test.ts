import { expect, test } from 'vitest'
import { parsePasswd } from '../../src/parse/passwd.ts'
import { bytes } from './fixture.ts'

test('names by uid, the first of several, and lines that name nobody', () => {
  const file =
    'root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\n# a comment:x:5:5:::\n+::::::\n+nis:x:7:7:::\nbad line\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:4294967294:1::/:'
  expect(parsePasswd(bytes(file))).toEqual(
    new Map([
      [0, 'root'],
      [33, 'www-data'],
      [4294967294, 'nobody'],
    ]),
  )
  expect(parsePasswd(bytes('')).size).toBe(0)
})

test('a name is kept as it is', () => {
  expect(parsePasswd(bytes('a\x1b[31m:x:9:9:::\n')).get(9)).toBe('a\x1b[31m')
})
