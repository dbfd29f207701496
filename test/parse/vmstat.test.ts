import { expect, test } from 'vitest'
import { parseVmstat } from '../../src/parse/vmstat.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  const file = fixture('load-d/t0/proc/vmstat')
  const vmstat = parseVmstat(file)
  const lines = file.toString().trim().split('\n')
  expect(vmstat.size).toBe(lines.length)
  for (const [name, value] of lines.map((line) => line.split(' ')))
    expect(vmstat.get(name as string)).toBe(Number(value))
  expect(vmstat.get('no_such_counter')).toBeUndefined()
})

test('empty, no last newline, and numbers beyond 2^53 as near as a number gets', () => {
  expect(parseVmstat(bytes('')).size).toBe(0)
  expect(parseVmstat(bytes('a 1\nb 18446744073709551615'))).toEqual(
    new Map([
      ['a', 1],
      ['b', 2 ** 64],
    ]),
  )
})

test.each(['pgfault\n', 'pgfault x\n', 'pgfault 1x\n', 'pgfault -1\n'])('refuses %j and quotes it', (line) => {
  expect(() => parseVmstat(bytes(`a 1\n${line}`))).toThrow(ParseError)
  expect(() => parseVmstat(bytes(`a 1\n${line}`))).toThrow(JSON.stringify(line.trim()))
})
