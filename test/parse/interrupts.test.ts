import { expect, test } from 'vitest'
import { parseInterrupts } from '../../src/parse/interrupts.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  const { cpus, lines } = parseInterrupts(fixture('idle-4node/t0/proc/interrupts'))
  expect(cpus).toEqual([0, 1, 2, 3])
  expect(lines).toHaveLength(50)
  expect(lines[0]).toEqual({ name: '0', counts: [75, 0, 0, 0], what: 'IO-APIC 2-edge timer' })
  expect(lines.find(({ name }) => name === 'LOC')).toEqual({
    name: 'LOC',
    counts: [1075, 315, 957, 1180],
    what: 'Local timer interrupts',
  })
  expect(lines.find(({ name }) => name === 'ERR')).toEqual({ name: 'ERR', counts: [0], what: '' })
})

test('a description may begin with a number, CPUs may have gaps', () => {
  const { cpus, lines } = parseInterrupts(bytes('      CPU0   CPU2\n 11:  7  8  27 Level  arch_timer\nMIS: 3\n'))
  expect(cpus).toEqual([0, 2])
  expect(lines).toEqual([
    { name: '11', counts: [7, 8], what: '27 Level arch_timer' },
    { name: 'MIS', counts: [3], what: '' },
  ])
})

test('refuses what is no table', () => {
  expect(() => parseInterrupts(bytes(''))).toThrow(ParseError)
  expect(() => parseInterrupts(bytes(' CPU0\nwords\n'))).toThrow(ParseError)
  expect(() => parseInterrupts(bytes(' CPU0 CPU1 CPU2\n1: 2 3 x\n'))).toThrow(ParseError)
})
