import { existsSync, mkdtempSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Incident } from './incident.ts'
import { ownMachine } from './lab.ts'
import { run, type Scene } from './scene.ts'
import { setVm } from './vm.ts'

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
    ends: true,
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
    name: 'memory nearly gone',
    expected: 'MEM-LOW',
    headline: ['MEM-LOW', 'OOM-NEAR', 'DIRECT', 'SWAP-ACTIVE', 'THRASH'],
    evidence: /MemAvailable/,
    needs: { root: true, feature: ownMachine },
    make: async (scene) => {
      const { pid } = await scene.actor('keep', Math.floor(availableMib() * 0.93))
      return { culprit: String(pid) }
    },
  },
  {
    name: 'programs that must free memory before they go on',
    expected: 'DIRECT',
    headline: ['DIRECT', 'SWAP-ACTIVE', 'THRASH', 'MEM-LOW', 'OOM-NEAR'],
    seconds: 10,
    ends: true,
    evidence: /allocstall/,
    needs: { root: true, feature: ownMachine },
    make: async (scene) => {
      // What is read back from swap comes so slowly that kswapd keeps up: bursts of fresh memory, larger than the kernel's own reserve,
      // are what it can't follow. Programs in the cache are spared, or whytop itself would hardly run.
      const reserve = Math.floor(Math.sqrt(16 * 1024 * totalMib()))
      await setVm(scene, { min_free_kbytes: reserve, swappiness: 200 })
      await scene.actor('rings', 4, Math.floor((availableMib() * 1.3) / 4))
      return { culprit: /^rings/ }
    },
  },
  {
    name: 'kswapd at work',
    expected: 'KSWAPD',
    // What hides it, where it does not keep up.
    same: ['DIRECT'],
    severity: 'info',
    headline: [],
    needs: { root: true, feature: ownMachine },
    make: async (scene) => {
      await scene.actor('scan', holes(scene))
      return {}
    },
  },
  {
    name: 'names and inodes that fill memory',
    expected: 'SLAB',
    same: ['DENTRY'],
    severity: 'info',
    headline: [],
    evidence: /slabinfo|meminfo/,
    needs: { root: true, feature: ownMachine },
    make: async (scene) => {
      // 192 bytes each.
      await scene.actor('asker', scene.folder, Math.floor((totalMib() * 0.3 * MIB) / 192))
      return {}
    },
  },
  {
    name: 'a program that asks for names that are not there',
    expected: 'DENTRY',
    severity: 'info',
    headline: [],
    ends: true,
    evidence: /nr_negative/,
    make: async (scene) => {
      const folder = mkdtempSync(join(scene.folder, 'names-'))
      await scene.actor('asker', folder, 1_300_000)
      // With their folder they are gone.
      return { over: () => rmdirSync(folder) }
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
    ends: true,
    needs: { root: true, feature: limited },
    make: async (scene) => {
      const group = scene.cgroup('memory', { 'memory.limit_in_bytes': 64 * MIB, ...noSwap })
      const file = join(scene.folder, 'file')
      // A little more than fits: of much more, what was evicted would be no working set.
      uncached(file, 80)
      for (let i = 0; i < 2; i++) await scene.actorIn({ cgroups: [group] }, 'again', file)
      return { culprit: group.path }
    },
  },
  {
    name: 'a page cache that fills all memory of a cgroup',
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
    name: 'a page cache that fills all memory',
    expected: null,
    never: ['MEM-LOW', 'OOM-NEAR'],
    needs: { root: true, feature: ownMachine },
    make: async (scene) => {
      const file = holes(scene)
      run('dd', `if=${file}`, 'of=/dev/null', 'bs=1M', 'status=none')
      const { pid } = await scene.actor('scan', file, 1_000_000)
      return { ours: [String(pid)] }
    },
  },
  {
    name: 'active swap',
    expected: 'SWAP-ACTIVE',
    headline: ['SWAP-ACTIVE', 'THRASH', 'CG-MEM'],
    ends: true,
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

/** A file larger than memory: holes take no room on the disk, and as much as data in the cache. */
function holes({ folder }: Scene): string {
  const file = join(folder, 'file')
  run('truncate', '-s', `${Math.floor(totalMib() * 1.2)}M`, file)
  return file
}

const availableMib = () => meminfo('MemAvailable')
const totalMib = () => meminfo('MemTotal')

function meminfo(name: string): number {
  const kib = new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(readFileSync('/proc/meminfo', 'latin1'))?.[1]
  return Number(kib) / 1024
}
