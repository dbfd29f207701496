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

  test('explains what it brings about by way of another that is found as well, and nothing without it', () => {
    const found = [finding('RETRANS', { severity: 'critical' }), finding('CPU-THROTTLE')]
    expect(correlate(found)).toMatchObject({
      headline: 'RETRANS',
      list: [{ id: 'RETRANS', explains: [] }, { explains: [] }],
    })
    const { headline, list } = correlate([...found, finding('ACCEPTQ')])
    expect(headline).toBe('CPU-THROTTLE')
    expect(list[0]?.explains.toSorted()).toEqual(['ACCEPTQ', 'RETRANS'])
  })

  test('stands before connects of another program to the queue that overflows by it, and not before those to elsewhere', () => {
    const queue = finding('ACCEPTQ', { severity: 'critical', scope: { pids: [1], peers: ['127.0.0.1:80'] } })
    const connects = (peer: string) => finding('SYN-RETRY', { scope: { pids: [2], peers: [peer] } })
    expect(ids(correlate([connects('127.0.0.1:80'), queue, finding('STEAL')]).list)[0]).toBe('STEAL')
    expect(ids(correlate([connects('127.0.0.1:80'), queue]).list)).toEqual(['ACCEPTQ', 'SYN-RETRY'])
    const apart = correlate([connects('10.9.9.9:80'), queue]).list
    expect(apart.map(({ explains }) => explains)).toEqual([[], []])
  })

  test('is what floods a machine, not the CPUs that are full beside it', () => {
    const found = [finding('CPU-SAT'), finding('SYN-FLOOD', { severity: 'critical' })]
    expect(correlate(found)).toMatchObject({ headline: 'SYN-FLOOD', list: [{ explains: [] }, { explains: [] }] })
  })

  test('of two that explain nothing of each other is the one that harms more, then the worse', () => {
    expect(correlate([finding('RETRANS', { severity: 'critical' }), finding('OOM-KILL')]).headline).toBe('OOM-KILL')
    const both = [finding('SWAP-ACTIVE'), finding('DIRECT', { severity: 'critical' })]
    expect(ids(correlate(both).list)).toEqual(['DIRECT', 'SWAP-ACTIVE'])
  })

  test('is the critical one, where the other only holds back whom it was made for', () => {
    const found = (cpu: 'warning' | 'critical', io: 'warning' | 'critical') =>
      correlate([finding('CG-IO', { severity: io }), finding('CPU-SAT', { severity: cpu })]).headline
    expect(found('critical', 'warning')).toBe('CPU-SAT')
    expect(found('warning', 'warning')).toBe('CG-IO')
    expect(found('critical', 'critical')).toBe('CG-IO')
  })

  test('is still what makes programs stand still, however bad the wait for a CPU', () => {
    const beside = (id: string, other = 'CPU-SAT') =>
      correlate([finding(other, { severity: 'critical' }), finding(id)]).headline
    expect([beside('D-HUNG'), beside('OOM-KILL'), beside('THRASH')]).toEqual(['D-HUNG', 'OOM-KILL', 'THRASH'])
    expect(beside('D-HUNG', 'PORTS')).toBe('D-HUNG')
  })

  test('is a cause before its effect also where the effect is critical', () => {
    const found = [finding('CPU-SAT', { severity: 'critical' }), finding('CPU-THROTTLE')]
    expect(correlate(found).headline).toBe('CPU-THROTTLE')
  })

  test('of the same in two namespaces each is told once', () => {
    const [own, other] = ['own', 'other'].map((name) => finding('ACCEPTQ', { scope: { namespaces: [name] } }))
    const retrans = finding('RETRANS', { scope: { namespaces: ['other'] } })
    const { list } = correlate([own, other, retrans].flatMap((one) => one ?? []))
    expect(list.map(({ explains }) => explains)).toEqual([[], ['RETRANS'], []])
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

  test('a zone below min is named beside direct reclaim, though its level is of a lower limit for the same stalls', () => {
    const { headline, list } = correlate([finding('ZONE-MIN', { severity: 'critical' }), finding('DIRECT')])
    expect(headline).toBe('DIRECT')
    expect(list).toMatchObject([{ id: 'DIRECT', severity: 'warning', also: ['ZONE-MIN'] }])
  })

  test('but not one of another node', () => {
    const { list } = correlate([
      finding('ZONE-MIN', { severity: 'critical', scope: { nodes: [1] } }),
      finding('DIRECT', { scope: { nodes: [0] } }),
    ])
    expect(ids(list)).toEqual(['DIRECT', 'ZONE-MIN'])
  })

  test('what only informs, or advises, takes the place of no harm', () => {
    const beside = (change: Parameters<typeof finding>[1]) =>
      ids(correlate([finding('IOWAIT'), finding('DISK-SLOW', change)]).list)
    expect(beside({ severity: 'info' })).toEqual(['IOWAIT', 'DISK-SLOW'])
    expect(beside({ advice: true })).toEqual(['IOWAIT', 'DISK-SLOW'])
    expect(beside({})).toEqual(['DISK-SLOW'])
  })

  test.each([
    ['DIRECT', 'KSWAPD'],
    ['DIRECT', 'ZONE-MIN'],
    ['DISK-HUNG', 'LOAD-D'],
    ['DISK-HUNG', 'IOWAIT'],
    ['DISK-SLOW', 'IOWAIT'],
    ['DISK-SAT', 'IOWAIT'],
    ['DIRTY', 'IOWAIT'],
    ['MEM-LOW', 'MEM-CACHE'],
  ])('%s is told instead of %s, however bad that is', (by, other) => {
    const { list } = correlate([finding(other, { severity: 'critical' }), finding(by)])
    expect(list).toMatchObject([{ id: by, also: [other] }])
  })

  test('a stall for a CPU is named beside CPUs that are full, one for memory is told', () => {
    const beside = (wait: 'cpu' | 'memory') =>
      correlate([
        finding('CPU-SAT', { severity: 'critical' }),
        finding('PSI', { severity: 'critical', scope: { waits: [wait] } }),
      ]).list
    expect(beside('cpu')).toMatchObject([{ id: 'CPU-SAT', also: ['PSI'] }])
    expect(beside('memory')).toMatchObject([
      { id: 'CPU-SAT', also: [], explains: [] },
      { id: 'PSI', also: [] },
    ])
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
