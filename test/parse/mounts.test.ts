import { expect, test } from 'vitest'
import { parseMounts } from '../../src/parse/mounts.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  const mounts = parseMounts(fixture('load-d/t0/proc/mounts'))
  expect(mounts).toHaveLength(fixture('load-d/t0/proc/mounts').toString().trim().split('\n').length)
  expect(mounts.find(({ mountPoint }) => mountPoint === '/data')).toMatchObject({
    source: '/dev/vdb',
    type: 'ext4',
    options: ['rw', 'relatime'],
  })
})

test('spaces in names are escaped, and a source may be empty', () => {
  expect(parseMounts(bytes('/dev/sda1 /mnt/a\\040b vfat ro 0 0\n')).map((mount) => mount.mountPoint)).toEqual([
    '/mnt/a b',
  ])
  expect(parseMounts(bytes(' /mnt tmpfs rw 0 0\n'))[0]?.source).toBe('')
})

test.each(['/dev/vdb /data ext4', '/dev/vdb /data ext4 rw x 0'])('refuses %j', (line) => {
  expect(() => parseMounts(bytes(`${line}\n`))).toThrow(ParseError)
})
