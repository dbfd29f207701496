import { existsSync } from 'node:fs'
import type { Incident } from './incident.ts'
import type { Scene } from './scene.ts'

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
    name: 'parents that wait for a vfork child',
    expected: 'LOAD-D',
    severity: 'info',
    headline: [],
    never: ['DISK-HUNG', 'DISK-SLOW'],
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
