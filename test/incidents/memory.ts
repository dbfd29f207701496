import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Incident } from './incident.ts'
import { run } from './scene.ts'

const limited = { name: 'cgroup-v1-memory', probe: () => existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes') }
const MIB = 2 ** 20
/** Also where swap is in use. */
const noSwap = { 'memory.swappiness': 0 }

export const memoryIncidents: readonly Incident[] = [
  {
    name: 'a cgroup whose memory is nearly gone',
    expected: 'CG-MEM',
    severity: 'info',
    evidence: /limit/,
    needs: { root: true, feature: limited },
    make: async (scene) => {
      const group = scene.cgroup('memory', { 'memory.limit_in_bytes': 64 * MIB, ...noSwap })
      await scene.actorIn({ cgroups: [group] }, 'keep', 58)
      const file = join(scene.folder, 'file')
      uncached(file, 64)
      await scene.actorIn({ cgroups: [group] }, 'scan', file, 20_000)
      return { culprit: group.path }
    },
  },
  {
    name: 'an OOM kill in a cgroup',
    expected: 'OOM-KILL',
    severity: 'critical',
    seconds: 5,
    quick: true,
    headline: ['OOM-KILL'],
    needs: { root: true, feature: limited },
    make: async (scene) => {
      const group = scene.cgroup('memory', {
        'memory.limit_in_bytes': 32 * MIB,
        'memory.memsw.limit_in_bytes': 32 * MIB,
      })
      await scene.actorIn({ cgroups: [group] }, 'greedy', 64)
      return { culprit: group.path }
    },
  },
  {
    name: 'a cgroup that evicts what it needs again',
    expected: 'THRASH',
    headline: ['THRASH', 'CG-MEM', 'SWAP-ACTIVE'],
    evidence: /vmstat/,
    needs: { root: true, feature: limited },
    make: async (scene) => {
      const group = scene.cgroup('memory', { 'memory.limit_in_bytes': 64 * MIB, ...noSwap })
      const file = join(scene.folder, 'file')
      // A little more than fits: of much more, what was evicted would be no working set.
      uncached(file, 80)
      for (let i = 0; i < 2; i++) await scene.actorIn({ cgroups: [group] }, 'mapped', file)
      return { culprit: group.path }
    },
  },
  {
    name: 'a page cache that fills all memory',
    expected: null,
    never: ['MEM-LOW', 'OOM-NEAR'],
    needs: { root: true, feature: limited },
    make: async (scene) => {
      const group = scene.cgroup('memory', { 'memory.limit_in_bytes': 64 * MIB })
      const file = join(scene.folder, 'file')
      uncached(file, 256)
      const { pid } = await scene.actorIn({ cgroups: [group] }, 'scan', file, 100_000)
      return { ours: [String(pid), group.path] }
    },
  },
  {
    name: 'active swap',
    expected: 'SWAP-ACTIVE',
    headline: ['SWAP-ACTIVE', 'THRASH', 'CG-MEM'],
    needs: { root: true, feature: limited, commands: ['mkswap', 'swapon'] },
    make: async (scene) => {
      await scene.swap(512)
      const group = scene.cgroup('memory', { 'memory.limit_in_bytes': 64 * MIB })
      const { pid } = await scene.actorIn({ cgroups: [group] }, 'cycle', 160)
      return { culprit: new RegExp(`^(${pid}:|${group.path}$)`) }
    },
  },
  {
    name: 'old pages in swap that nobody needs',
    expected: null,
    never: ['SWAP-ACTIVE', 'THRASH'],
    needs: { root: true, feature: limited, commands: ['mkswap', 'swapon'] },
    make: async (scene) => {
      await scene.swap(512)
      const group = scene.cgroup('memory', { 'memory.limit_in_bytes': 64 * MIB })
      const { pid } = await scene.actorIn({ cgroups: [group] }, 'keep', 160)
      return { ours: [String(pid), group.path, 'swap'] }
    },
  },
]

/** What is in the page cache already would belong to the cgroup that wrote it. */
function uncached(file: string, mib: number) {
  run('dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', `count=${mib}`, 'oflag=direct', 'status=none')
}
