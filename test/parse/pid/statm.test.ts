import { expect, test } from 'vitest'
import { parsePidStatm } from '../../../src/parse/pid/statm.ts'
import { parsePidStatus } from '../../../src/parse/pid/status.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured', () => {
  expect(parsePidStatm(fixture('load-d/t0/proc/178/statm'))).toEqual({
    size: 646,
    resident: 234,
    shared: 212,
    text: 19,
    data: 91,
  })
  expect(parsePidStatm(fixture('load-d/t0/proc/2/statm'))).toMatchObject({ size: 0, resident: 0 })
})

test('captured: the same memory as status tells', () => {
  const status = parsePidStatus(fixture('load-d/t0/proc/178/status'))
  const statm = parsePidStatm(fixture('load-d/t0/proc/178/statm'))
  expect(statm.size * 4096).toBe(status.vmSize)
  expect(statm.resident * 4096).toBe(status.vmRSS)
  expect(statm.shared * 4096).toBe((status.rssFile as number) + (status.rssShmem as number))
})

test('no last newline', () => {
  expect(parsePidStatm(bytes('1 2 3 4 0 6 0')).data).toBe(6)
})

test.each(['', '1 2 3\n', 'a b c d e f g\n', '1 2 x 4 5 6 7\n', '-1 2 3 4 5 6 7\n'])('refuses %j', (file) => {
  expect(() => parsePidStatm(bytes(file))).toThrow(ParseError)
})
