import { expect, test } from 'vitest'
import { parseUdp } from '../../../src/parse/net/udp.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: as ss said at the same time', () => {
  const [state, received, sent, local] = (fixture('net/ss-uan.txt').toString().split('\n')[1] as string).split(/\s+/)
  const sockets = parseUdp(fixture('net/udp'))
  expect(sockets).toHaveLength(1)
  expect(sockets[0]).toMatchObject({
    state,
    rxQueue: Number(received),
    txQueue: Number(sent),
    uid: 0,
    inode: 17630,
    timer: 'off',
    drops: 37,
  })
  expect(`${sockets[0]?.local}:${sockets[0]?.localPort}`).toBe(local)
})

test('refuses another file, and one of TCP', () => {
  expect(() => parseUdp(bytes('Num RefCount\n'))).toThrow(ParseError)
  expect(() => parseUdp(fixture('net/tcp'))).toThrow(ParseError)
})
