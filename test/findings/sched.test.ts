import { describe, expect, test } from 'vitest'
import { sched } from '../../src/findings/sched.ts'
import { diskstatsOf, sysBlock } from './disk-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

function disk(name: string, scheduler: string, more: Readonly<Record<string, string>> = {}) {
  const files = { 'queue/scheduler': `${scheduler}\n`, ...more }
  return {
    now: {
      '/proc/diskstats': diskstatsOf({ [name]: { reads: 9, writes: 9 } }),
      ...sysBlock([name], { [name]: files }),
    },
  }
}

const ARM = { 'queue/rotational': '1\n' }

describe('a scheduler that does not fit', () => {
  test('a disk with an arm and none', () => {
    const look = seen(lookAt(sched, disk('sda', '[none] mq-deadline bfq', ARM)))
    expect(look.seen).toBe('info')
    expect(look.next).toContain('echo mq-deadline > /sys/block/sda/queue/scheduler')
    expect(sched.advice).toBe(true)
  })

  test('NVMe and bfq', () => {
    expect(seen(lookAt(sched, disk('nvme0n1', 'none mq-deadline [bfq]'))).evidence[0]).toMatchObject({
      seen: 'bfq',
      limit: 'none',
    })
  })

  test('cfq and a disk without an arm', () => {
    expect(seen(lookAt(sched, disk('sda', 'noop deadline [cfq]'))).next).toContain('echo deadline')
  })

  test.each([
    ['sda', 'none [mq-deadline]', ARM],
    ['nvme0n1', '[none] mq-deadline', {}],
    ['sda', '[none] mq-deadline', {}],
  ] as const)('%s with %s fits', (name, scheduler, more) => {
    clear(lookAt(sched, disk(name, scheduler, more)))
  })

  test('of a virtual disk rotational is what its host made it say', () => {
    clear(lookAt(sched, disk('vda', '[none] mq-deadline', ARM)))
    clear(lookAt(sched, disk('sda', '[none] mq-deadline', { ...ARM, 'device/model': 'QEMU HARDDISK\n' })))
  })

  test('a controller with many queues sorts by itself, what is made of others has no scheduler', () => {
    clear(lookAt(sched, disk('sda', '[none] mq-deadline', { ...ARM, 'mq/': '0\n1\n2\n' })))
    clear(lookAt(sched, disk('dm-0', 'none', { ...ARM, 'dm/name': 'x\n' })))
  })

  test('is not known without the list of disks', () => {
    expect(notEvaluable(lookAt(sched, { now: {} })).missing).toBe('absent')
  })
})
