import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Incident } from './incident.ts'
import { run, type Scene } from './scene.ts'
import { setVm } from './vm.ts'

const throttle = {
  name: 'cgroup-v1-blkio',
  probe: () => existsSync('/sys/fs/cgroup/blkio/blkio.throttle.read_iops_device'),
}
const commands = ['losetup', 'mkfs.ext4', 'mount', 'umount'] as const

export const diskIncidents: readonly Incident[] = [
  {
    name: 'a cgroup held back by its limit of requests',
    expected: 'CG-IO',
    ends: true,
    needs: { root: true, feature: throttle, commands },
    make: async (scene) => {
      const { folder, device } = await scene.fileSystem(128)
      const file = fileIn(folder, 64)
      const group = scene.cgroup('blkio', { 'blkio.throttle.read_iops_device': `${numbers(device)} 20` })
      await scene.actorIn({ cgroups: [group] }, 'direct', file, 2)
      return { culprit: group.path }
    },
  },
  {
    name: 'a slow disk',
    expected: 'DISK-SLOW',
    ends: true,
    headline: ['DISK-SLOW', 'IOPS-CAP', 'DISK-SAT'],
    evidence: /ms/,
    needs: { root: true, feature: throttle, commands },
    make: async (scene) => {
      // A disk over a disk that does 40 requests a second: they wait in the upper one.
      const below = await scene.fileSystem(160)
      const device = await scene.attached(fileIn(below.folder, 64))
      await throttleAll(scene, 'read_iops', below.device, 40)
      await scene.actor('direct', device, 4)
      return { culprit: device.replace('/dev/', '') }
    },
  },
  {
    name: 'writers that the dirty limit holds back',
    expected: 'DIRTY',
    ends: true,
    headline: ['DIRTY', 'CG-IO', 'FSYNC-STALL', 'DISK-SAT', 'DISK-SLOW'],
    needs: { root: true, feature: throttle, commands },
    make: async (scene) => {
      const { folder, device } = await scene.fileSystem(512)
      await throttleAll(scene, 'write_bps', device, 4 << 20)
      const bytes = { dirty_bytes: 64 << 20, dirty_background_bytes: 32 << 20 }
      await setVm(scene, bytes, ['dirty_ratio', 'dirty_background_ratio'])
      const { pid } = await scene.actor('filler', join(folder, 'a'), 300)
      await scene.actor('syncer', join(folder, 'b'))
      return { culprit: new RegExp(`^(${pid}:|filler)`) }
    },
  },
]

function fileIn(folder: string, mib: number): string {
  const file = join(folder, 'file')
  run('dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', `count=${mib}`, 'conv=fsync', 'status=none')
  return file
}

function numbers(device: string): string {
  const { rdev } = statSync(device)
  return `${(rdev >> 8) & 0xfff}:${rdev & 0xff}`
}

/** Of the root group: flushers and what serves a loop device are in it. */
function throttleAll({ held }: Scene, what: 'read_iops' | 'write_bps', device: string, perSecond: number) {
  const limit = (value: number) =>
    `echo ${numbers(device)} ${value} > /sys/fs/cgroup/blkio/blkio.throttle.${what}_device`
  return held(limit(perSecond), limit(0))
}
