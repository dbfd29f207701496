import { describe, expect, test } from 'vitest'
import { readOnly } from '../../src/findings/read-only.ts'
import { diskstatsOf } from './disk-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const mount = (options: string, type: string, superOptions: string, point = '/data', device = '8:0') =>
  `22 27 ${device} / ${point} ${options},relatime shared:5 - ${type} /dev/sda1 ${superOptions}\n`

function mounts(lines: string, errors: number | null = null) {
  return {
    now: {
      '/proc/self/mountinfo': lines,
      '/proc/diskstats': diskstatsOf({ sda: { reads: 1 } }),
      '/sys/fs/ext4/': 'sda\nfeatures\n',
      ...(errors !== null && { '/sys/fs/ext4/sda/errors_count': `${errors}\n` }),
    },
  }
}

describe('a file system that went read-only', () => {
  test('by the kernel: the mount still says rw', () => {
    const look = seen(lookAt(readOnly, mounts(mount('rw', 'ext4', 'ro,errors=remount-ro'))))
    expect(look).toMatchObject({ seen: 'critical', scope: { devices: ['sda'] } })
    expect(look.says).toContain('Nobody can write to /data (ext4 on /dev/sda1)')
    expect(seen(lookAt(readOnly, mounts(mount('rw', 'ext4', 'rw,emergency_ro')))).seen).toBe('critical')
  })

  test('with what the kernel said of it', () => {
    const { now } = mounts(mount('rw', 'ext4', 'ro'))
    const log =
      '2,7,900000000,-;EXT4-fs (sda): Remounting filesystem read-only\n11,8,901000000,-;EXT4-fs error by a program\n'
    const look = seen(lookAt(readOnly, { now: { ...now, '/dev/kmsg': log, '/proc/uptime': '1000.00 1.00\n' } }))
    expect(look.evidence.filter(({ from }) => from === '/dev/kmsg')).toEqual([
      expect.objectContaining({
        what: 'the kernel said, 01:40 ago',
        seen: 'EXT4-fs (sda): Remounting filesystem read-only',
      }),
    ])
    const old = seen(lookAt(readOnly, { now: { ...now, '/dev/kmsg': log, '/proc/uptime': '9000.00 1.00\n' } }))
    expect(old.evidence).toHaveLength(1)
  })

  test('or by somebody, since whytop began', () => {
    const { kept } = clear(lookAt(readOnly, mounts(mount('rw', 'xfs', 'rw'))))
    expect(
      seen(lookAt(readOnly, { ...mounts(mount('ro', 'xfs', 'ro')), kept: kept as ReadonlySet<string> })).seen,
    ).toBe('warning')
  })

  test('one of several mounts that somebody remounted takes the file system along', () => {
    const both = (options: string, other: string, superOptions: string) =>
      mount(options, 'ext4', superOptions) + mount(other, 'ext4', superOptions, '/srv/data')
    const { kept } = clear(lookAt(readOnly, mounts(both('rw', 'rw', 'rw'), 0)))
    const known = kept as ReadonlySet<string>
    const look = seen(lookAt(readOnly, { ...mounts(both('ro', 'rw', 'ro'), 0), kept: known }))
    expect(look.seen).toBe('warning')
    expect(look.says).toBe(
      '/data (ext4 on /dev/sda1) was made read-only since whytop began; another mount of it still says rw.',
    )
    const later = seen(lookAt(readOnly, mounts(both('ro', 'rw', 'ro'), 0)))
    expect(later.says).toBe('/data (ext4 on /dev/sda1) was made read-only; another mount of it still says rw.')
    const whole = seen(lookAt(readOnly, { ...mounts(both('ro', 'ro', 'ro'), 0), kept: known }))
    expect(whole).toMatchObject({
      seen: 'warning',
      says: '/data (ext4 on /dev/sda1) was made read-only since whytop began.',
    })
    clear(lookAt(readOnly, mounts(both('ro', 'rw', 'rw'), 0)))
    clear(lookAt(readOnly, mounts(both('ro', 'ro', 'ro'), 0)))
  })

  test('but with a sign of an error it was the kernel', () => {
    const both = (superOptions: string) => mount('ro', 'ext4', superOptions) + mount('rw', 'ext4', superOptions, '/srv')
    expect(seen(lookAt(readOnly, mounts(both('ro'), 3)))).toMatchObject({ seen: 'critical', value: 1 })
    expect(seen(lookAt(readOnly, mounts(both('rw,emergency_ro'), 0))).seen).toBe('critical')
    expect(seen(lookAt(readOnly, mounts(both('rw,shutdown'), 0))).says).toContain('Nobody can write to /srv')
    const all = mount('rw', 'ext4', 'ro') + mount('rw', 'ext4', 'ro', '/srv')
    expect(seen(lookAt(readOnly, mounts(all, 0))).seen).toBe('critical')
    const said = (device: string) => {
      const log = `2,7,900000000,-;EXT4-fs (${device}): Remounting filesystem read-only\n`
      const { now } = mounts(both('ro'), 0)
      return seen(lookAt(readOnly, { now: { ...now, '/dev/kmsg': log, '/proc/uptime': '1000.00 1.00\n' } })).seen
    }
    expect(said('sda')).toBe('critical')
    expect(said('sdb')).toBe('warning')
  })

  test('what was mounted so is meant to be so', () => {
    clear(lookAt(readOnly, mounts(mount('ro', 'ext4', 'ro'))))
    clear(lookAt(readOnly, mounts(mount('ro', 'ext4', 'rw'))))
  })

  test('images are read-only by nature, whatever their mount says', () => {
    clear(lookAt(readOnly, mounts(mount('rw', 'squashfs', 'ro') + mount('rw', 'iso9660', 'ro', '/cd', '8:1'))))
    clear(lookAt(readOnly, mounts(mount('rw', 'overlay', 'ro,lowerdir=/a', '/c', '0:50'))))
  })

  test('errors that ext4 has counted ask for a check', () => {
    clear(lookAt(readOnly, mounts(mount('rw', 'ext4', 'rw'), 0)))
    const look = seen(lookAt(readOnly, mounts(mount('rw', 'ext4', 'rw'), 3)))
    expect(look.seen).toBe('warning')
    expect(look.says).toContain('ext4 has found 3 errors in /data')
  })

  test('is not known without the mounts', () => {
    expect(notEvaluable(lookAt(readOnly, { now: {} })).missing).toBe('absent')
  })
})
