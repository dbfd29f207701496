import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import type { Incident } from './incident.ts'

const N = cpus().length
const quotas = { name: 'cgroup-v1-cpu', probe: () => existsSync('/sys/fs/cgroup/cpu/cpu.cfs_quota_us') }

export const cpuIncidents: readonly Incident[] = [
  {
    name: 'CPUs full, another program waits',
    expected: 'CPU-SAT',
    same: ['VICTIM-WAIT', 'RUNQ'],
    headline: ['CPU-SAT', 'VICTIM-WAIT', 'RUNQ'],
    evidence: /schedstat/,
    make: async (scene) => {
      const hog = await scene.actor('spin', N * 3)
      await scene.actor('work')
      return { culprit: String(hog.pid) }
    },
  },
  {
    name: 'a program that waits for a CPU',
    expected: 'VICTIM-WAIT',
    ends: true,
    same: ['CPU-SAT', 'RUNQ'],
    headline: ['CPU-SAT', 'VICTIM-WAIT', 'RUNQ'],
    make: async (scene) => {
      const hog = await scene.actor('spin', N * 3)
      await scene.actor('work')
      return { culprit: String(hog.pid) }
    },
  },
  {
    name: 'a long run queue',
    expected: 'RUNQ',
    ends: true,
    same: ['CPU-SAT'],
    headline: ['CPU-SAT', 'VICTIM-WAIT', 'RUNQ'],
    make: async (scene) => {
      const hog = await scene.actor('spin', N * 5)
      await scene.actor('work')
      return { culprit: String(hog.pid) }
    },
  },
  {
    name: 'one thread at its limit',
    expected: 'ONE-THREAD',
    ends: true,
    severity: 'info',
    // Nobody waits for it.
    headline: [],
    evidence: /thread alone/,
    make: async (scene) => {
      const { pid } = await scene.actor('alone', 4)
      return { culprit: String(pid) }
    },
  },
  {
    name: 'threads bound to one CPU of several',
    expected: 'AFFINITY',
    ends: true,
    headline: ['AFFINITY', 'RUNQ'],
    needs: { feature: { name: 'two CPUs', probe: () => N > 1 }, commands: ['taskset'] },
    make: async (scene) => {
      await scene.actorIn({ by: ['taskset', '-c', '0'] }, 'spin', 4)
      return { culprit: /^spin / }
    },
  },
  {
    name: 'a cgroup stopped by its CPU quota',
    expected: 'CPU-THROTTLE',
    severity: 'critical',
    // Groups are found depth by depth.
    seconds: 7,
    quick: true,
    ends: true,
    evidence: /kept from it/,
    needs: { root: true, feature: quotas },
    make: async (scene) => {
      const group = scene.cgroup('cpu', { 'cpu.cfs_quota_us': 10_000 })
      await scene.actorIn({ cgroups: [group] }, 'spin', 2)
      return { culprit: group.path, over: () => group.write('cpu.cfs_quota_us', -1) }
    },
  },
  {
    name: 'CPU time goes to the kernel',
    expected: 'CPU-SYS',
    ends: true,
    severity: 'info',
    headline: [],
    make: async (scene) => {
      const { pid } = await scene.actor('kernel', N)
      return { culprit: new RegExp(`^(${pid}:|kernel )`) }
    },
  },
  {
    name: 'a fork storm',
    expected: 'FORK-STORM',
    ends: true,
    headline: ['FORK-STORM', 'CPU-SYS', 'VICTIM-WAIT', 'CPU-SAT'],
    evidence: /processes/,
    make: async (scene) => {
      const storm = await scene.actor('storm')
      for (let i = 1; i < N; i++) await scene.actor('storm')
      await scene.actor('work')
      return { culprit: /^storm/, ours: [String(storm.pid)] }
    },
  },
]
