import { expect, test } from 'vitest'
import { cpuRows } from '../../../../src/parse/net/stat/cpu-rows.ts'
import { ParseError } from '../../../../src/source.ts'
import { bytes } from '../../fixture.ts'

/** As ct_cpu_seq_show prints it: two CPUs, and blanks where a column was removed. */
const FILE = `entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop
00000012  00000000 0000000a 00000000 0000000c 00000100  00000000  00000000 00000000 0000000a 00000001 00000000
00000012  00000001 00000006 00000000 00000003 00000020  00000000  00000000 00000000 ffffffff 00000000 00000002
`

const said = (text: string) => {
  const { entries, counters } = cpuRows('a file', bytes(text))
  return { entries, ...Object.fromEntries(counters) }
}

test('what is in the table is said once, what CPUs counted is added up', () => {
  expect(said(FILE)).toEqual({
    entries: 0x12,
    clashres: 1,
    found: 16,
    new: 0,
    invalid: 15,
    ignore: 0x120,
    delete: 0,
    chainlength: 0,
    insert: 0,
    // Counters of 32 bits, whose sum has more.
    insert_failed: 2 ** 32 + 9,
    drop: 1,
    early_drop: 2,
  })
})

test('columns are found by name; any number of them, also none beside the entries', () => {
  expect(said('entries b a\n1 2 3\n')).toEqual({ entries: 1, b: 2, a: 3 })
  expect(said('entries\nff\n')).toEqual({ entries: 255 })
})

test('blanks around words, empty lines, no last newline', () => {
  expect(said('\n  entries\t drop \n\n  1   f \n\n 1 1')).toEqual({ entries: 1, drop: 16 })
})

test('an unsigned long of a 64-bit machine', () => {
  expect(said(`entries drop\n1 ${'1'.padEnd(14, '0')}\n`)).toEqual({ entries: 1, drop: 2 ** 52 })
  expect(said(`entries drop\n1 ${'f'.repeat(16)}\n`).entries).toBe(1)
})

test.each([
  ['no heading', '00000001 00000002\n', '00000001 00000002'],
  ['entries elsewhere', 'drop entries\n1 1\n', 'drop entries'],
  ['no CPU', 'entries drop\n', 'entries drop'],
  ['nothing', '', ''],
  ['a column too few', 'entries drop\n1 1\n2\n', '2'],
  ['a column too many', 'entries drop\n1 1 3\n', '1 1 3'],
  ['a row of blanks', 'entries\n1\n \n', ' '],
  ['capitals, which the kernel does not print', 'entries drop\n1 F\n', '1 F'],
  ['more than 64 bits', `entries drop\n1 1${'0'.repeat(16)}\n`, `1 1${'0'.repeat(16)}`],
  ['a sign', 'entries drop\n1 -1\n', '1 -1'],
  ['a prefix', 'entries drop\n1 0x1\n', '1 0x1'],
])('refuses %s, with the name of the file and the line', (_, text, line) => {
  const parse = () => cpuRows('a file', bytes(text))
  expect(parse).toThrow(ParseError)
  expect(parse).toThrow(`a file: ${JSON.stringify(line)}`)
})

test('cut anywhere it is refused, or counts no more than the whole', () => {
  const whole = cpuRows('a file', bytes(FILE))
  let refused = 0
  for (let length = 0; length < FILE.length; length++) {
    try {
      const { counters } = cpuRows('a file', bytes(FILE.slice(0, length)))
      expect([...counters.keys()].every((name) => whole.counters.has(name))).toBe(true)
      for (const [name, value] of counters) expect(value).toBeLessThanOrEqual(whole.counters.get(name) as number)
    } catch (error) {
      expect(error).toBeInstanceOf(ParseError)
      refused++
    }
  }
  // It is a file only where it ends in the last word of a row, or behind that.
  expect(FILE.length - refused).toBe(9 + 8)
})
