import { existsSync } from 'node:fs'
import type { Incident } from './incident.ts'

const pids = { name: 'cgroup-v1-pids', probe: () => existsSync('/sys/fs/cgroup/pids/cgroup.procs') }

export const limitIncidents: readonly Incident[] = [
  {
    name: 'a parent that does not reap its children',
    expected: 'ZOMBIE',
    severity: 'info',
    seconds: 5,
    quick: true,
    headline: [],
    make: async (scene) => {
      const { pid } = await scene.actor('zombies', 40)
      return { culprit: String(pid) }
    },
  },
  {
    name: 'a program with hardly a descriptor left',
    expected: 'FD',
    seconds: 5,
    quick: true,
    ends: true,
    make: async (scene) => {
      const { pid } = await scene.actor('opens', 980, 1000)
      return { culprit: String(pid) }
    },
  },
  {
    name: 'a cgroup at its limit of processes',
    expected: 'CG-PIDS',
    seconds: 5,
    quick: true,
    needs: { root: true, feature: pids },
    make: async (scene) => {
      const group = scene.cgroup('pids', { 'pids.max': 20 })
      await scene.actorIn({ cgroups: [group] }, 'forks')
      return { culprit: group.path }
    },
  },
  {
    name: 'a program with as many mappings as it may have',
    expected: 'MAPS',
    seconds: 5,
    ends: true,
    make: async (scene) => {
      const { pid } = await scene.actor('maps', 64_000)
      return { culprit: String(pid) }
    },
  },
]
