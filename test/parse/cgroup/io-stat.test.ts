import { expect, test } from 'vitest'
import { parseBlkioDevices, parseIoStat } from '../../../src/parse/cgroup/io-stat.ts'
import { ParseError } from '../../../src/source.ts'
import { fixture } from '../fixture.ts'

test('captured', () => {
  expect([...parseIoStat(fixture('swap-4node/t0/sys/fs/cgroup/app.slice/io.stat')).values()]).toEqual([
    { readBytes: 917909504, writeBytes: 1288499200, reads: 224099, writes: 314575 },
  ])
  expect(parseIoStat(Buffer.from('')).size).toBe(0)
})

test('v2: by device, also one that did nothing', () => {
  const file = Buffer.from('254:0 rbytes=5 wbytes=6 rios=1 wios=2 dbytes=0 dios=0\n8:0 \n')
  expect(parseIoStat(file)).toEqual(
    new Map([
      ['254:0', { readBytes: 5, writeBytes: 6, reads: 1, writes: 2 }],
      ['8:0', { readBytes: 0, writeBytes: 0, reads: 0, writes: 0 }],
    ]),
  )
  expect(() => parseIoStat(Buffer.from(' x\n'))).toThrow(ParseError)
})

test('v1: by device and kind', () => {
  const file = Buffer.from('254:0 Read 5\n254:0 Write 6\n254:0 Sync 11\n254:0 Total 11\nTotal 11\n')
  expect(parseBlkioDevices(file)).toEqual(new Map([['254:0', { read: 5, write: 6 }]]))
  expect(() => parseBlkioDevices(Buffer.from('254:0 Read\n'))).toThrow(ParseError)
})
