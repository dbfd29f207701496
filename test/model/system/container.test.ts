import { expect, test } from 'vitest'
import { container } from '../../../src/model/system/container.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

const INITIAL = 'pid -> pid:[4026531836]\nmnt -> mnt:[4026531832]\nnet -> net:[4026531833]\n'
const of = (files: Readonly<Record<string, string>>) =>
  container.of(samplesOf(container.sources, files, null), someFacts)

test('on the machine, also where its image was made for a container', () => {
  expect(of({ '/proc/self/ns/': INITIAL, '/.dockerenv': '' })).toMatchObject({
    inside: false,
    manager: null,
    told: [],
    ownPids: false,
    machineNet: true,
  })
  const older = 'pid -> pid:[4026531836]\nmnt -> mnt:[4026531840]\n'
  expect(of({ '/proc/self/ns/': older, '/proc/1/ns/': older, '/.dockerenv': '' }).inside).toBe(false)
})

test('in a container: its PID namespace tells, or its files where it shares that of the machine', () => {
  const own = 'pid -> pid:[4026532200]\nmnt -> mnt:[4026532198]\nnet -> net:[4026532202]\n'
  expect(of({ '/proc/self/ns/': own, '/run/systemd/container': 'lxc' })).toMatchObject({
    inside: true,
    manager: 'lxc',
    told: ['a PID namespace of its own', '/run/systemd/container'],
    ownPids: true,
    machineNet: null,
  })
  const shared = 'pid -> pid:[4026531836]\nmnt -> mnt:[4026532198]\n'
  const init = 'pid -> pid:[4026531836]\nmnt -> mnt:[4026531832]\n'
  expect(of({ '/proc/self/ns/': shared, '/proc/1/ns/': init, '/.dockerenv': '' })).toMatchObject({
    inside: true,
    manager: 'docker',
    ownPids: false,
  })
})

test('lxcfs makes up some of the files', () => {
  const mounts = '1 0 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:2 /proc/meminfo /proc/meminfo rw - fuse.lxcfs lxcfs rw\n'
  expect(of({ '/proc/self/ns/': INITIAL, '/proc/self/mountinfo': mounts })).toMatchObject({
    inside: true,
    manager: 'lxc',
    lxcfs: ['/proc/meminfo'],
  })
})

test('how /proc is mounted: from whom it hides processes', () => {
  const proc = (options: string) => ({ '/proc/self/mountinfo': `22 27 0:21 / /proc rw - proc proc rw${options}\n` })
  expect(of(proc(',hidepid=invisible')).hidepid).toBe('invisible')
  expect(of(proc('')).hidepid).toBe('off')
  expect(of({}).hidepid).toBeNull()
})

test('nothing is told before the namespaces are read, which come after the files', () => {
  const { after } = samplesOf(container.sources, { '/.dockerenv': '', '/proc/self/mountinfo': '' }, null)
  const files = new Map(after.files)
  files.delete('/proc/self/ns/')
  const early = container.of({ after: { ...after, files }, before: null }, someFacts)
  expect(early).toMatchObject({ inside: null, manager: null, told: [] })
})

test('nothing is known of a capture', () => {
  expect(of({})).toMatchObject({ inside: null, ownPids: null, groups: null })
})
