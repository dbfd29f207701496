import { describe, expect, test } from 'vitest'
import { mdDegraded } from '../../src/findings/md-degraded.ts'
import { sysBlock } from './disk-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

function array(level: string, members: number, degraded: number | null, action = 'idle', completed = 'none') {
  const files = {
    'md/level': `${level}\n`,
    'md/raid_disks': `${members}\n`,
    'md/sync_action': `${action}\n`,
    'md/sync_completed': `${completed}\n`,
    ...(degraded !== null && { 'md/degraded': `${degraded}\n` }),
  }
  return { now: sysBlock(['sda', 'md0'], { md0: files }) }
}

describe('a RAID that lacks a disk', () => {
  test('may lose its data with the next one', () => {
    const look = seen(lookAt(mdDegraded, array('raid1', 2, 1)))
    expect(look).toMatchObject({ seen: 'critical', value: 1, scope: { devices: ['md0'] } })
    expect(look.says).toBe('md0 (raid1) lacks 1 of 2 disks: the next failure loses its data.')
  })

  test('or still has one to spare', () => {
    expect(seen(lookAt(mdDegraded, array('raid6', 6, 1))).seen).toBe('warning')
    expect(seen(lookAt(mdDegraded, array('raid6', 6, 2))).seen).toBe('critical')
    expect(seen(lookAt(mdDegraded, array('raid1', 3, 1))).seen).toBe('warning')
    expect(seen(lookAt(mdDegraded, array('raid5', 3, 1))).seen).toBe('critical')
  })

  test('or is being rebuilt', () => {
    const look = seen(lookAt(mdDegraded, array('raid5', 3, 1, 'recover', '250 / 1000')))
    expect(look.seen).toBe('warning')
    expect(look.says).toContain('is being rebuilt, 25.0 % done')
  })

  test('one that is whole or has nothing to lack is none', () => {
    clear(lookAt(mdDegraded, array('raid1', 2, 0)))
    clear(lookAt(mdDegraded, array('raid0', 2, null)))
    clear(lookAt(mdDegraded, array('raid1', 2, 0, 'check', '1 / 100')))
    clear(lookAt(mdDegraded, { now: sysBlock(['sda']) }))
  })

  test('is not known without the list of disks', () => {
    expect(notEvaluable(lookAt(mdDegraded, { now: {} })).missing).toBe('absent')
  })
})
