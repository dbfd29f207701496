import { readdirSync, readFileSync } from 'node:fs'
import type { Incident } from './incident.ts'

const nodes = {
  name: 'NUMA nodes',
  probe: () => readdirSync('/sys/devices/system/node').filter((name) => /^node\d+$/.test(name)).length > 1,
}

export const numaIncidents: readonly Incident[] = [
  {
    name: 'one NUMA node full while others are empty',
    expected: 'NUMA-SKEW',
    severity: 'info',
    headline: [],
    seconds: 30,
    evidence: /node1/,
    needs: { root: true, feature: nodes, commands: ['numactl'] },
    make: async (scene) => {
      const kib = /MemTotal: +(\d+) kB/.exec(readFileSync('/sys/devices/system/node/node1/meminfo', 'latin1'))?.[1]
      await scene.actorIn({ by: ['numactl', '--preferred=1'] }, 'keep', Math.floor((Number(kib) / 1024) * 1.15))
      return { culprit: '1' }
    },
  },
]
