import { describe, expect, test } from 'vitest'
import { indexSockets, rowsOfSockets } from '../../../src/model/process/socket-index.ts'
import { inetSockets } from '../../../src/parse/net/inet.ts'
import { parseUdp } from '../../../src/parse/net/udp.ts'
import { ParseError } from '../../../src/source.ts'
import { fixture } from '../../parse/fixture.ts'

const records = (file: Buffer) => inetSockets('tcp', file)

describe('indexSockets', () => {
  test.each([
    ['tcp', records],
    ['tcp6', records],
    ['udp', parseUdp],
  ] as const)('finds in %s what the whole parse finds', (name, parse) => {
    const file = fixture(`net/${name}`)
    const owned = parse(file).filter(({ inode }) => inode !== null)
    const index = indexSockets(file)
    expect([...index.inodes]).toEqual(owned.map(({ inode }) => inode))
    const some = new Map(owned.filter((_, i) => i % 3 === 0).map(({ inode }) => [inode as number, true]))
    expect(parse(rowsOfSockets(index, some))).toEqual(owned.filter(({ inode }) => some.has(inode as number)))
  })

  test('nothing wanted leaves the heading', () => {
    expect(records(rowsOfSockets(indexSockets(fixture('net/tcp')), new Map()))).toEqual([])
  })

  test('another file is refused, an empty one too', () => {
    expect(() => indexSockets(Buffer.from('Num RefCount'))).toThrow(ParseError)
    expect(() => indexSockets(Buffer.from(''))).toThrow(ParseError)
  })
})
