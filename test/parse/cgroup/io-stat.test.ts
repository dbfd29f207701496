import { expect, test } from 'vitest'
import { parseBlkioBytes, parseIoStat } from '../../../src/parse/cgroup/io-stat.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: all devices together', () => {
  expect(parseIoStat(fixture('swap-4node/t0/sys/fs/cgroup/app.slice/io.stat'))).toEqual({
    readBytes: 917909504,
    writeBytes: 1288499200,
    reads: 224099,
    writes: 314575,
  })
})

test('several devices, one of them without numbers; none at all is nothing', () => {
  expect(parseIoStat(bytes('8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n8:16 \n8:32 rbytes=10\n'))).toEqual({
    readBytes: 11,
    writeBytes: 2,
    reads: 3,
    writes: 4,
  })
  expect(parseIoStat(bytes(''))).toEqual({ readBytes: 0, writeBytes: 0, reads: 0, writes: 0 })
})

test('v1: reads and writes, not the totals', () => {
  const file =
    '254:0 Read 10\n254:0 Write 20\n254:0 Sync 30\n254:0 Async 0\n254:0 Discard 0\n254:0 Total 30\nTotal 30\n'
  expect(parseBlkioBytes(bytes(file))).toEqual({ readBytes: 10, writeBytes: 20 })
  expect(() => parseBlkioBytes(bytes('254:0 Read\n'))).toThrow(ParseError)
})
