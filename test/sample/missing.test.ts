import { describe, expect, test } from 'vitest'
import { missingFrom } from '../../src/sample/missing.ts'

describe('a file of a process that is not there', () => {
  test('the process ended, or has none, or the kernel has none', () => {
    expect(missingFrom('/proc/12/environ', 'ENOENT')).toMatchObject({ missing: 'gone', why: 'the process ended' })
    expect(missingFrom('/proc/12/exe', 'ENOENT', { bare: true })).toMatchObject({
      missing: 'absent',
      why: 'it has none',
    })
    expect(missingFrom('/proc/12/smaps', 'ESRCH', { bare: true }).why).toBe('it has none')
    expect(missingFrom('/proc/12/exe', 'ENOENT')).toMatchObject({ missing: 'gone' })
    expect(missingFrom('/proc/12/stack', 'ENOENT', { bare: true }).why).toBe(
      'the process ended, or this kernel has no /proc/12/stack',
    )
    expect(missingFrom('/proc/meminfo', 'ENOENT')).toMatchObject({
      missing: 'absent',
      why: expect.stringContaining('subset=pid'),
    })
    expect(missingFrom('/proc/schedstat', 'ENOENT').why).toBe('this kernel or machine has no /proc/schedstat')
  })
})

test.each([
  [0, 'it needs CAP_SYS_PTRACE, or a container or security module refuses it'],
  [1000, 'run as root, or as the owner of the process'],
  [null, 'run as root, or as the owner of the process'],
])('refused to uid %s: %s', (uid, remedy) => {
  for (const errno of ['EACCES', 'EPERM']) expect(missingFrom('/proc/1/io', errno, { uid }).remedy).toBe(remedy)
})

test.each([
  [0, 'a container or security module refuses it'],
  [1000, 'run as root'],
])('a file of the machine refused to uid %s has no process whose owner could read it: %s', (uid, remedy) => {
  for (const path of ['/proc/slabinfo', '/sys/block/sda/stat', 'statfs:/mnt'])
    expect(missingFrom(path, 'EACCES', { uid }).remedy).toBe(remedy)
})

test('what the kernel shows in the first network namespace only is not said to be missing in the kernel', () => {
  for (const path of [
    '/proc/sys/net/ipv4/tcp_mem',
    '/proc/sys/net/ipv4/tcp_max_orphans',
    '/proc/sys/net/ipv4/udp_mem',
    '/proc/sys/net/ipv4/neigh/default/gc_thresh3',
    '/proc/net/stat/arp_cache',
  ])
    expect(missingFrom(path, 'ENOENT')).toMatchObject({
      missing: 'absent',
      why: `${path} is there in the machine’s first network namespace only`,
      remedy: 'run it there: nsenter -t 1 -n whytop',
    })
  expect(missingFrom('/proc/net/stat/nf_conntrack', 'ENOENT').why).toContain('this kernel or machine has no')
})

test('what takes calls that are not there says what has them', () => {
  expect(missingFrom('/proc/9/fd/4 (its socket options)', 'ENOSYS').remedy).toContain('koffi')
})

test('a driver that does not answer is no process whose memory is locked', () => {
  const speed = '/sys/class/net/eth0/speed'
  expect(missingFrom(speed, 'ETIMEDOUT')).toMatchObject({ missing: 'pending', why: 'the driver does not answer' })
  expect(missingFrom(speed, 'EBUSY')).toMatchObject({ missing: 'pending', why: 'not asked: another read is blocked' })
})
