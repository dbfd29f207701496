import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isOtherProgram, PF_KTHREAD, parsePidStat } from '../../../src/parse/pid/stat.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const AFTER_STATE =
  '1 178 178 58624 178 4194560 153 74 1 2 5 1 2 2 20 0 1 0 564 2646016 234 18446744073709551615 1 2 3 0 0 0 0 0 65538 1 0 0 17 3 0 0 0 0 0 4 5 6 7 8 9 10 0'

test('captured: numbers, and a soft limit of 2^64 − 1 between them', () => {
  expect(parsePidStat(fixture('load-d/t0/proc/178/stat'))).toMatchObject({
    pid: 178,
    comm: 'sh',
    state: 'S',
    ppid: 1,
    pgrp: 178,
    session: 178,
    minflt: 153,
    majflt: 1,
    utime: 5,
    stime: 1,
    cutime: 2,
    cstime: 2,
    priority: 20,
    nice: 0,
    threads: 1,
    starttime: 564,
    vsize: 2646016,
    rssPages: 234,
    processor: 0,
    rtPriority: 0,
    policy: 0,
  })
})

test('captured: names that look like fields, with a newline and with escapes', () => {
  const comm = (pid: number) => parsePidStat(fixture(`idle-4node/t0/proc/${pid}/stat`))
  expect(comm(185)).toMatchObject({ pid: 185, comm: 'a) R 1 (b', state: 'S', ppid: 182 })
  expect(comm(186)).toMatchObject({ pid: 186, comm: 'two\nlines', state: 'S', ppid: 182 })
  expect(comm(187)).toMatchObject({ pid: 187, comm: '\x1b]0;evil\x07\x1b[31m', ppid: 182 })
})

test('captured: the states ps counted', () => {
  const folder = new URL('../../fixtures/load-d/t0/proc/', import.meta.url)
  const stats = readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => parsePidStat(fixture(`load-d/t0/proc/${pid}/stat`)))
  expect(stats.filter((stat) => stat.state === 'D')).toHaveLength(9)
  expect(stats.filter((stat) => stat.state === 'T').map((stat) => stat.comm)).toEqual(['stopped'])
  expect(stats.filter((stat) => stat.state === 'Z')).toHaveLength(1)
  expect(stats.every((stat) => (stat.ppid === 2 || stat.pid === 2) === ((stat.flags & PF_KTHREAD) !== 0))).toBe(true)
})

test('negative numbers, a name of other letters and one of broken UTF-8, no last newline', () => {
  const rt = AFTER_STATE.replace(' 20 0 1 0 564', ' -101 -20 1 0 564')
  expect(parsePidStat(bytes(`7 (サーバ) R ${rt}`))).toMatchObject({ comm: 'サーバ', priority: -101, nice: -20 })
  const broken = Buffer.concat([bytes('7 ('), Buffer.from([0xe3, 0x82]), bytes(`) R ${AFTER_STATE}\n`)])
  expect(parsePidStat(broken).comm).toBe('\ufffd')
})

describe('another program', () => {
  const of = (stack: number, name = 'sh', vsize = 2646016) =>
    parsePidStat(
      bytes(`7 (${name}) S ${AFTER_STATE.replace(' 1 2 3 0 ', ` 1 2 ${stack} 0 `).replace('2646016', `${vsize}`)}\n`),
    )
  test.each([
    ['the same', of(140731751822624), of(140731751822624), false],
    ['its stack is elsewhere', of(140731751822624), of(140731751822640), true],
    ['its stack may not be known any more', of(140731751822624), of(0), false],
    ['its stack may be known', of(0), of(140731751822624), false],
    ['another name', of(0), of(0, 'ls'), true],
    ['a worker of the kernel', of(0, 'kworker/0:1-a', 0), of(0, 'kworker/0:1-b', 0), false],
  ])('%s', (_, before, after, expected) => expect(isOtherProgram(before, after)).toBe(expected))
})

test('older than the clock of its time namespace: the start is below 0 and printed without its sign', () => {
  const started = (ticks: string) =>
    parsePidStat(bytes(`1 (a) S ${AFTER_STATE.replace(' 564 ', ` ${ticks} `)}\n`)).starttime
  expect(started('1844672808492')).toBe(-1_598_879)
  expect(started('1844674407370')).toBe(-1)
  expect(started('564')).toBe(564)
})

test('an empty name', () => {
  expect(parsePidStat(bytes(`7 () S ${AFTER_STATE}\n`))).toMatchObject({ comm: '', state: 'S' })
})

test('cut anywhere: refused, until the last field that is needed is whole', () => {
  const whole = `7 (sh) S ${AFTER_STATE}`
  const needed = `7 (sh) S ${AFTER_STATE.split(' ').slice(0, 38).join(' ')} `.length
  for (let length = 0; length < needed; length++)
    expect(() => parsePidStat(bytes(whole.slice(0, length))), whole.slice(0, length)).toThrow(ParseError)
  for (let length = needed; length <= whole.length; length++)
    expect(parsePidStat(bytes(whole.slice(0, length)))).toMatchObject({ pid: 7, starttime: 564, policy: 0 })
})

test.each([
  ['', /pid stat: ""/],
  ['7 sh S 1 2 3\n', /"7 sh S 1 2 3/],
  ['7 (sh)', /"7 \(sh\)"/],
  ['7 (sh) S 1 2 3\n', /"7 \(sh\) S 1 2 3/],
  [`7 (sh) S ${AFTER_STATE.replace('564', 'x')}\n`, /pid stat/],
  [`x (sh) S ${AFTER_STATE}\n`, /pid stat/],
  [`(sh) S ${AFTER_STATE}\n`, /pid stat/],
  [`7 (sh S ${AFTER_STATE}\n`, /pid stat/],
  [`7 sh) S ${AFTER_STATE}\n`, /pid stat/],
  [`7 (sh) ${AFTER_STATE}\n`, /pid stat/],
  [`7 (sh) S ${AFTER_STATE.split(' ').slice(0, 38).join(' ')}`, /pid stat/],
])('refuses %j', (file, message) => {
  expect(() => parsePidStat(bytes(file))).toThrow(ParseError)
  expect(() => parsePidStat(bytes(file))).toThrow(message)
})
