import { expect, test } from 'vitest'
import { parseUnix } from '../../../src/parse/net/unix.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const HEADING = 'Num       RefCount Protocol Flags    Type St Inode Path\n'
const row = (rest: string) => `00000000c2e6d72f: 00000003 00000000 ${rest}\n`

test('captured: no socket', () => {
  expect(parseUnix(fixture('load-d/t0/proc/net/unix'))).toEqual([])
})

test('types, states and paths', () => {
  const file =
    row('00010000 0001 01  1142 /run/a b') +
    row('00000000 0002 01 99999999 @/x@@') +
    row('00000000 0005 03     7') +
    row('00000000 0003 02     8 /l\nm')
  expect(parseUnix(bytes(HEADING + file))).toEqual([
    { inode: 1142, type: 'stream', state: 'LISTEN', path: '/run/a b' },
    { inode: 99999999, type: 'dgram', state: 'UNCONN', path: '@/x@@' },
    { inode: 7, type: 'seqpacket', state: 'ESTAB', path: null },
    { inode: 8, type: 'other', state: 'SYN-SENT', path: '/l\nm' },
  ])
})

test.each(['', 'sl local\n', `${HEADING}junk\n`, `${HEADING}${row('00000000 0001 09     7')}`])(
  'refuses %j',
  (file) => {
    expect(() => parseUnix(bytes(file))).toThrow(ParseError)
  },
)
