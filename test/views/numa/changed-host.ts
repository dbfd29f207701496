import type { Host } from '../../../src/host/host.ts'
import type { Nanos } from '../../../src/units.ts'
import { fixtureHost } from '../../ui/drawing.ts'

const NODE = '/sys/devices/system/node'

/** A captured machine with some files changed; null: it has not got that file. */
export function changedHost(folder: string, files: Readonly<Record<string, string | null>>): Host {
  const host = fixtureHost(folder)
  return {
    ...host,
    collect: async (plan, sink, turn) => {
      let at: Nanos = 0
      const kept = plan.files.filter((path) => !(path in files))
      const seen = {
        ...sink,
        bytes: (...[when, ...rest]: Parameters<typeof sink.bytes>) => sink.bytes((at = when), ...rest),
      }
      await host.collect({ ...plan, files: kept }, seen, turn)
      for (const path of plan.files) {
        const text = files[path]
        if (text === null) sink.fail(at, 0, path, 'ENOENT')
        else if (text !== undefined) sink.bytes(at, 0, path, Buffer.from(text))
      }
    },
  }
}

/**
 * Nodes 0, 1 and 3 of which 1 has no memory and 3 no CPUs, as with CXL; 2 is missing.
 * As seen in a machine with such a firmware table: meminfo of a node without memory is there, all zero.
 */
export const ODD: Readonly<Record<string, string | null>> = {
  [`${NODE}/online`]: '0-1,3\n',
  [`${NODE}/node0/cpulist`]: '0-1\n',
  [`${NODE}/node1/cpulist`]: '2-3\n',
  [`${NODE}/node3/cpulist`]: '\n',
  [`${NODE}/node0/distance`]: '10 20 40\n',
  [`${NODE}/node1/distance`]: '20 10 30\n',
  [`${NODE}/node3/distance`]: '40 30 10\n',
  [`${NODE}/node1/meminfo`]: 'Node 1 MemTotal:              0 kB\nNode 1 MemFree:               0 kB\n',
  '/sys/devices/virtual/memory_tiering/': 'memory_tier4\nmemory_tier22\n',
  '/sys/devices/virtual/memory_tiering/memory_tier4/nodelist': '0-1\n',
  '/sys/devices/virtual/memory_tiering/memory_tier22/nodelist': '3\n',
  '/sys/kernel/mm/numa/demotion_enabled': 'true\n',
}

export const SINGLE: Readonly<Record<string, string | null>> = {
  [`${NODE}/online`]: '0\n',
  [`${NODE}/node0/cpulist`]: '0-3\n',
  [`${NODE}/node0/distance`]: '10\n',
}

export const NO_NUMA: Readonly<Record<string, string | null>> = { [`${NODE}/online`]: null }
