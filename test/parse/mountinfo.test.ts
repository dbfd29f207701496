import { expect, test } from 'vitest'
import { parseMountinfo, procMount } from '../../src/parse/mountinfo.ts'
import { ParseError } from '../../src/source.ts'
import { bytes } from './fixture.ts'

const ROOT = '27 1 254:0 / / rw,relatime shared:1 master:3 - ext4 /dev/vda rw,discard'
const proc = (options: string) =>
  procMount(parseMountinfo(bytes(`${ROOT}\n22 27 0:21 / /proc rw,relatime - proc proc ${options}\n`)))

test('a mount, with and without optional fields, its escapes undone', () => {
  expect(
    parseMountinfo(bytes(`${ROOT}\n30 27 8:1 /a\\040b /mnt/a\\011\\134c ro - fuse.sshfs me@host:/x\\043 rw`)),
  ).toEqual([
    {
      id: 27,
      parent: 1,
      device: '254:0',
      root: '/',
      mountPoint: '/',
      options: ['rw', 'relatime'],
      type: 'ext4',
      source: '/dev/vda',
      superOptions: ['rw', 'discard'],
    },
    {
      id: 30,
      parent: 27,
      device: '8:1',
      root: '/a b',
      mountPoint: '/mnt/a\t\\c',
      options: ['ro'],
      type: 'fuse.sshfs',
      source: 'me@host:/x#',
      superOptions: ['rw'],
    },
  ])
  expect(parseMountinfo(bytes(''))).toEqual([])
})

test('hidepid, by its number before Linux 5.8 and by its name since', () => {
  expect(proc('rw')).toEqual({ hidepid: 'off', subset: null })
  expect(proc('rw,hidepid=1')?.hidepid).toBe('noaccess')
  expect(proc('rw,hidepid=2')?.hidepid).toBe('invisible')
  expect(proc('rw,gid=5,hidepid=invisible')?.hidepid).toBe('invisible')
  expect(proc('rw,hidepid=ptraceable,subset=pid')).toEqual({ hidepid: 'ptraceable', subset: 'pid' })
  expect(proc('rw,hidepid=0')?.hidepid).toBe('off')
})

test('of several mounts on /proc the last one is seen; none is null', () => {
  const twice = `${ROOT}\n22 27 0:21 / /proc rw - proc proc rw\n40 22 0:50 / /proc rw - proc proc rw,hidepid=noaccess\n`
  expect(procMount(parseMountinfo(bytes(twice)))?.hidepid).toBe('noaccess')
  expect(procMount(parseMountinfo(bytes(ROOT)))).toBeNull()
})

test.each(['27 1 254:0 / /\n', '27 1 254:0 / / rw ext4 /dev/vda rw\n', 'x\n'])('refuses %j', (file) => {
  expect(() => parseMountinfo(bytes(file))).toThrow(ParseError)
})
