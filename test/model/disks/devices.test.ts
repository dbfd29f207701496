import { describe, expect, test } from 'vitest'
import { type Device, deviceSources, devices } from '../../../src/model/disks/devices.ts'
import { mounted, mountSources } from '../../../src/model/disks/mounts.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import type { Reading, Source } from '../../../src/source.ts'
import { snapshotFrom } from '../../snapshot-of.ts'
import { fixtureHost } from '../../ui/drawing.ts'

function of(folder: string) {
  return snapshotFrom(fixtureHost(folder), (samples) => ({
    ...NO_WANTS,
    sources: [...deviceSources(samples), ...mountSources(samples)],
  }))
}

describe('load-d', async () => {
  const snapshot = await of('load-d')
  const all = snapshot.get(devices)
  const named = (name: string) => all.find((device) => device.name === name) as Device

  test('a suspended volume of the device mapper, by the name it was given', () => {
    expect(named('dm-0')).toMatchObject({
      alias: 'held',
      kind: 'dm',
      suspended: true,
      size: 8 * 2 ** 20,
      scheduler: null,
    })
    expect(named('vdb')).toMatchObject({ alias: null, kind: 'disk', suspended: false, scheduler: 'none' })
  })

  test('loop devices without a file are left out', () => {
    expect(all.map(({ name }) => name)).toEqual(['vda', 'vdb', 'vdc', 'dm-0'])
  })

  test('mounts by /proc/mounts where mountinfo was not captured; usage is not told of a capture', () => {
    const mounts = snapshot.get(mounted)
    expect(mounts.find(({ mountPoint }) => mountPoint === '/slow')).toMatchObject({
      device: 'vdc',
      type: 'ext4',
      readOnly: false,
    })
    expect(mounts.map(({ type }) => type)).not.toContain('proc')
    expect(mounts.every(({ usage }) => 'missing' in usage && usage.missing === 'absent')).toBe(true)
    expect(mounts.filter(({ remote }) => remote).map(({ mountPoint }) => mountPoint)).toEqual([
      '/lab',
      '/usr/lib/modules',
      '/io',
      '/out',
    ])
  })
})

/** A machine by its files: every path not among them is absent. */
function samplesOf(
  files: Readonly<Record<string, string>>,
  wants: (samples: Samples | null) => readonly Source<unknown>[],
): Samples {
  let samples: Samples | null = null
  for (let look = 0; look < 4; look++) {
    const read: readonly (readonly [string, Reading<unknown>])[] = wants(samples).flatMap(({ path, parse }) =>
      path in files ? [[path, { value: parse(Buffer.from(files[path] as string)), at: 1e9 }] as const] : [],
    )
    samples = { after: { at: 1e9, files: new Map(read), processes: null }, before: null }
  }
  return samples as Samples
}

const LINE = (number: string, name: string) => `${number} ${name} 1 0 8 1 0 0 0 0 0 1 1\n`
const FACTS = { pageSize: 4096, tick: 0.01, captured: null } as Parameters<typeof devices.of>[1]

test('a volume on a RAID of two partitions stands on two disks', () => {
  const samples = samplesOf(
    {
      '/proc/diskstats': `${LINE('8 0', 'sda')}${LINE('8 1', 'sda1')}${LINE('8 16', 'sdb')}${LINE('8 17', 'sdb1')}${LINE('9 0', 'md0')}${LINE('253 0', 'dm-0')}`,
      '/sys/block/':
        'sda -> ../devices/ata1/host0/block/sda\nsdb -> ../devices/usb1/1-1/host3/block/sdb\nmd0 -> ../devices/virtual/block/md0\ndm-0 -> x\n',
      '/sys/block/sda/size': '2048\n',
      '/sys/block/sda/sda1/size': '1024\n',
      '/sys/block/sda/queue/scheduler': '[none] mq-deadline\n',
      '/sys/block/sda/queue/rotational': '0\n',
      '/sys/block/md0/slaves/': 'sda1 -> x\nsdb1 -> x\n',
      '/sys/block/md0/md/level': 'raid1\n',
      '/sys/block/md0/md/degraded': '1\n',
      '/sys/block/dm-0/slaves/': 'md0 -> x\n',
      '/sys/block/dm-0/dm/uuid': 'LVM-abc\n',
      '/sys/block/dm-0/dm/name': 'vg-root\n',
      '/sys/block/dm-0/queue/scheduler': 'none\n',
    },
    deviceSources,
  )
  const all = devices.of(samples, FACTS)
  const by = (name: string) => all.find((device) => device.name === name)
  expect(by('dm-0')).toMatchObject({ kind: 'lvm', alias: 'vg-root', leaves: ['sda', 'sdb'], scheduler: null })
  expect(by('md0')).toMatchObject({ kind: 'raid', leaves: ['sda', 'sdb'], raid: { level: 'raid1', degraded: 1 } })
  expect(by('sda1')).toMatchObject({
    kind: 'part',
    disk: 'sda',
    leaves: ['sda'],
    size: 1024 * 512,
    scheduler: 'none',
    rotational: false,
  })
  expect(by('sda')).toMatchObject({ leaves: ['sda'], transport: 'sata', schedulers: ['none', 'mq-deadline'] })
  expect(by('sdb')).toMatchObject({ transport: 'usb', size: null, rotational: null })
})

const TABLE = [
  '20 1 8:1 / / rw - ext4 /dev/sda1 rw',
  '21 20 8:1 /sub /bind rw - ext4 /dev/sda1 rw',
  '22 20 0:30 / /proc rw - proc proc rw',
  '23 20 0:31 / /auto rw - autofs auto rw',
  '24 20 0:32 / /home ro - nfs4 server:/home rw,addr=10.0.0.1',
  '25 20 0:33 / /pool rw - btrfs /dev/mapper/vg-root rw',
  '26 20 0:34 / /empty rw - tmpfs none rw',
  '27 20 0:35 / /run rw - tmpfs below rw',
  '28 20 0:36 / /run rw - tmpfs above rw',
].join('\n')

test('what df lists: one line a file system, no way into the kernel, no autofs, the upper one of two', () => {
  const wants = (samples: Samples | null) => [...deviceSources(samples), ...mountSources(samples)]
  const files = {
    '/proc/self/mountinfo': `${TABLE}\n`,
    '/proc/diskstats': `${LINE('8 1', 'sda1')}${LINE('253 0', 'dm-0')}`,
    '/sys/block/': 'dm-0 -> x\n',
    '/sys/block/dm-0/dm/name': 'vg-root\n',
    'statfs:/': '4096 100 40 30 1000 900',
    'statfs:/empty': '4096 0 0 0 0 0',
    'statfs:/run': '4096 10 10 10 0 0',
  }
  const mounts = mounted.of(samplesOf(files, wants), FACTS)
  expect(mounts.map(({ mountPoint }) => mountPoint)).toEqual(['/', '/home', '/pool', '/run'])
  const [root, home, pool, run] = mounts
  expect(root).toMatchObject({ device: 'sda1', remote: false })
  expect(root?.usage).toEqual({
    size: 409600,
    used: 60 * 4096,
    available: 30 * 4096,
    share: 60 / 90,
    inodes: 1000,
    inodesUsed: 100,
    inodesFree: 900,
    inodesShare: 0.1,
  })
  expect(home).toMatchObject({ remote: true, readOnly: true, device: null, usage: { missing: 'pending' } })
  expect(pool).toMatchObject({ device: 'dm-0' })
  expect(run).toMatchObject({ source: 'above', usage: { used: 0, share: 0, inodesShare: null } })
  expect(wants(samplesOf(files, wants)).map(({ path }) => path)).toContain('statfs-remote:/home')
})
