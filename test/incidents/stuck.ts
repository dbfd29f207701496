import { existsSync, readFileSync } from 'node:fs'
import type { Incident } from './incident.ts'
import { run, type Scene } from './scene.ts'

const deviceMapper = {
  name: 'device mapper',
  probe: () => readFileSync('/proc/misc', 'latin1').includes('device-mapper'),
}
const loop = { name: 'loop', probe: () => existsSync('/dev/loop-control') }

export const stuckIncidents: readonly Incident[] = [
  {
    name: 'threads stuck on a frozen file system',
    expected: 'LOAD-D',
    same: ['D-HUNG'],
    headline: ['LOAD-D', 'D-HUNG', 'DISK-HUNG'],
    seconds: 6,
    quick: true,
    ends: true,
    evidence: /in D/,
    needs: { root: true, feature: loop, commands: ['losetup', 'mkfs.ext4', 'mount', 'umount', 'fsfreeze'] },
    make: async (scene) => {
      const { folder } = await scene.fileSystem(32)
      const { pid } = await scene.actor('toucher', folder, 4)
      const thaw = await frozen(scene, folder)
      return { culprit: new RegExp(`^(${pid}:|toucher)`), over: thaw }
    },
  },
  {
    name: 'a thread that hangs in the kernel',
    expected: 'D-HUNG',
    seconds: 10,
    severity: 'info',
    headline: ['LOAD-D', 'D-HUNG', 'DISK-HUNG'],
    needs: { root: true, feature: loop, commands: ['losetup', 'mkfs.ext4', 'mount', 'umount', 'fsfreeze'] },
    make: async (scene) => {
      const { folder } = await scene.fileSystem(32)
      await scene.actor('toucher', folder, 1)
      await frozen(scene, folder)
      return { culprit: /^toucher/ }
    },
  },
  {
    name: 'a suspended device',
    expected: 'DISK-HUNG',
    evidence: /suspended/,
    seconds: 15,
    ends: true,
    needs: { root: true, feature: deviceMapper, commands: ['dmsetup', 'losetup'] },
    make: async (scene) => {
      const name = `whytop-incident-${process.pid}`
      const device = await scene.loop(32)
      await scene.held(`dmsetup create ${name} --table "0 65536 linear ${device} 0"`, `dmsetup remove --retry ${name}`)
      const minor = run('dmsetup', 'info', '-c', '--noheadings', '-o', 'minor', name).trim()
      await scene.actor('direct', `/dev/dm-${minor}`, 4)
      const resume = await scene.held(`dmsetup suspend ${name}`, `dmsetup resume ${name}`)
      return { culprit: /^dm-/, over: resume }
    },
  },
  {
    name: 'a disk that does not answer',
    expected: 'DISK-HUNG',
    seconds: 15,
    ends: true,
    evidence: /came back/,
    needs: { root: true, feature: loop, commands: ['losetup', 'mkfs.ext4', 'mount', 'umount', 'fsfreeze'] },
    make: async (scene) => {
      // Its requests wait for the file system that its file is on.
      const { folder } = await scene.fileSystem(64)
      const file = `${folder}/disk`
      run('dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', 'count=16', 'conv=fsync', 'status=none')
      const device = await scene.attached(file)
      await scene.actor('syncer', device)
      return { culprit: device.replace('/dev/', ''), over: await frozen(scene, folder) }
    },
  },
  {
    name: 'parents that wait for a vfork child',
    expected: 'LOAD-D',
    same: ['D-HUNG'],
    severity: 'info',
    headline: [],
    never: ['DISK-HUNG', 'DISK-SLOW'],
    ends: true,
    make: async (scene) => {
      await scene.actor('vforks', 4)
      return { culprit: /^vforks/ }
    },
  },
]

/** What ends it. */
function frozen({ held }: Scene, folder: string): Promise<() => Promise<void>> {
  return held(`fsfreeze --freeze ${folder}`, `fsfreeze --unfreeze ${folder}`)
}
