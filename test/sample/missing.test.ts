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

test('what asks the network set-up waits for no process either', () => {
  expect(missingFrom('routes (rtnetlink)', 'ETIMEDOUT')).toMatchObject({
    missing: 'pending',
    why: 'the kernel does not answer: something holds the lock of all network interfaces',
  })
  expect(missingFrom('routes (rtnetlink)', 'EBUSY')).toMatchObject({
    missing: 'pending',
    why: 'not asked: another read is blocked',
  })
})

test.each(['count:/proc/12/fd', 'lines:/proc/12/maps', 'netns:12'])('%s of a process that ended', (source) => {
  expect(missingFrom(source, 'ENOENT')).toMatchObject({ missing: 'gone', why: 'the process ended' })
})

test('a count that was not made, as other reads are blocked, comes later', () => {
  expect(missingFrom('lines:/proc/12/maps', 'EBUSY')).toMatchObject({ missing: 'pending' })
  expect(missingFrom('lines:/proc/12/maps', 'ETIMEDOUT').why).toContain('memory lock of the process')
})

test.each([
  ['EMFILE', 'not read: whytop has no file descriptor left (ulimit -n)'],
  ['ENFILE', 'not read: the machine has no file descriptor left (fs.file-max)'],
])('with %s it is not the kernel that lacks a file', (errno, why) => {
  for (const source of ['/proc/vmstat', '/proc/12/io', 'statfs-program:/mnt/a'])
    expect(missingFrom(source, errno)).toEqual({ missing: 'pending', source, why, remedy: null })
})

test('what is too long to be read is there', () => {
  expect(missingFrom('/proc/12/smaps', 'EFBIG').why).toBe('/proc/12/smaps is longer than the 64 MiB that are read')
})

test.each(['ENOTCONN', 'ESTALE'])(
  'a mount whose program or server is gone (%s) is no file that this kernel lacks',
  (errno) => {
    expect(missingFrom('statfs-remote:/mnt/a', errno)).toMatchObject({
      why: `what is behind the mount is gone (${errno})`,
      remedy: expect.stringContaining('umount -l'),
    })
  },
)
