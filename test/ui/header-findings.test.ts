import { describe, expect, test } from 'vitest'
import { headerLine } from '../../src/ui/header.ts'
import { finding, findings } from '../findings/finding.ts'
import { fixtureHost, lineText, lineWidth, looked, NO_COST, NOON, stateOf } from './drawing.ts'

const { snapshot } = await looked(fixtureHost('load-d'), stateOf('processes'))
const found = snapshot.with(
  snapshot.history,
  findings([
    finding('DIRECT', { severity: 'critical' }),
    finding('SWAP-ACTIVE'),
    finding('RETRANS'),
    finding('MINFREE-HIGH', { advice: true }),
    finding('MEM-CACHE', { severity: 'info' }),
  ]),
)
const at = (columns: number, change = {}) =>
  headerLine({ ...stateOf('processes', { columns }), ...change }, found, NO_COST, NOON)

describe('the header', () => {
  test('counts what harms, by a sign and a word', () => {
    expect(lineText(at(120))).toContain(' ● 1 critical  ▲ 2 warning ')
  })

  test('by the sign alone where there is little room', () => {
    expect(lineText(at(60, { paused: true }))).toMatch(/ ● 1 {2}▲ 2 /)
  })

  test('counts nothing where nothing was found, or rules were not asked', () => {
    for (const none of [null, findings([])]) {
      const line = headerLine(stateOf('processes'), snapshot.with(snapshot.history, none), NO_COST, NOON)
      expect(lineText(line)).not.toMatch(/[●▲]/)
    }
  })

  test.each([60, 61, 70, 80, 100, 160])('is exactly %i cells wide', (columns) => {
    for (const flags of [{}, { paused: true, readOnly: true }]) expect(lineWidth(at(columns, flags))).toBe(columns)
  })
})
