import { describe, expect, test } from 'vitest'
import { correlate } from '../../src/findings/correlate.ts'
import { finding } from './finding.ts'

const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)

describe('the headline', () => {
  test('is none where nothing harms', () => {
    expect(correlate([]).headline).toBeNull()
    expect(correlate([finding('MEM-CACHE', { severity: 'info' })]).headline).toBeNull()
  })

  test('is the cause, though its effect is worse', () => {
    const { headline, list } = correlate([
      finding('ACCEPTQ', { severity: 'critical' }),
      finding('CPU-THROTTLE', { severity: 'warning' }),
    ])
    expect(headline).toBe('CPU-THROTTLE')
    expect(list[0]?.explains).toEqual(['ACCEPTQ'])
  })

  test('is no cause elsewhere', () => {
    const { headline, list } = correlate([
      finding('DISK-HUNG', { severity: 'warning', scope: { devices: ['sda'] } }),
      finding('FSYNC-STALL', { severity: 'critical', scope: { devices: ['sdb'] } }),
    ])
    expect(list.find(({ id }) => id === 'DISK-HUNG')?.explains).toEqual([])
    expect(headline).toBe('DISK-HUNG')
  })

  test('is reached by way of what is not there itself', () => {
    const { list } = correlate([finding('RETRANS'), finding('CPU-THROTTLE')])
    expect(list[0]?.explains).toEqual(['RETRANS'])
  })

  test('of two that explain nothing of each other is the one that harms more, then the worse', () => {
    expect(correlate([finding('RETRANS', { severity: 'critical' }), finding('OOM-KILL')]).headline).toBe('OOM-KILL')
    const both = [finding('SWAP-ACTIVE'), finding('DIRECT', { severity: 'critical' })]
    expect(ids(correlate(both).list)).toEqual(['DIRECT', 'SWAP-ACTIVE'])
  })

  test('is never advice, nor what only informs', () => {
    const { headline, list } = correlate([
      finding('SWAPPINESS', { advice: true, severity: 'warning' }),
      finding('DISK-HUNG', { severity: 'info' }),
      finding('CHURN'),
    ])
    expect(headline).toBe('CHURN')
    expect(ids(list)).toEqual(['CHURN', 'DISK-HUNG', 'SWAPPINESS'])
  })
})

describe('nothing is said twice', () => {
  test('reclaim in the background is named beside reclaim in the foreground', () => {
    const { list } = correlate([finding('KSWAPD', { severity: 'info' }), finding('DIRECT'), finding('MEM-LOW')])
    expect(ids(list)).toEqual(['DIRECT'])
    expect(list[0]?.also.toSorted()).toEqual(['KSWAPD', 'MEM-LOW'])
  })

  test('what is worse is not hidden', () => {
    const { list } = correlate([finding('DIRECT'), finding('MEM-LOW', { severity: 'critical' })])
    expect(ids(list)).toEqual(['DIRECT', 'MEM-LOW'])
  })

  test('what is covered by what is covered is named at the end of that', () => {
    const { list } = correlate([
      finding('OOM-NEAR', { severity: 'critical' }),
      finding('MEM-LOW'),
      finding('COMMIT', { severity: 'info' }),
    ])
    expect(ids(list)).toEqual(['OOM-NEAR'])
    expect(list[0]?.also.toSorted()).toEqual(['COMMIT', 'MEM-LOW'])
  })
})
