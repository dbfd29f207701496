import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COUNTER_KEYS, type CounterKey } from '../../src/model/numa/counters.ts'
import { numaNodes } from '../../src/model/numa/nodes.ts'
import { numaView } from '../../src/views/numa/view.ts'
import { hardware, megabytes, numastatTable } from '../model/numa/tools.ts'
import { needs } from '../needs.ts'
import { plain } from '../program/whytop.ts'
import { liveViewSnapshot, placeOf } from '../snapshot-of.ts'
import { start, until } from './ticks.ts'

const KERNEL: Readonly<Record<CounterKey, string>> = {
  hit: 'numa_hit',
  miss: 'numa_miss',
  foreign: 'numa_foreign',
  interleave: 'interleave_hit',
  local: 'local_node',
  other: 'other_node',
}
const ask = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

/** What the tools say right before and right after we look: what they say twice, we must say too. */
async function between(command: string, ...args: readonly string[]) {
  let before = ''
  const snapshot = await liveViewSnapshot(numaView, placeOf(numaView), async () => {
    before = ask(command, ...args)
  })
  return { before, after: ask(command, ...args), nodes: snapshot.get(numaNodes), page: snapshot.facts.pageSize }
}

const numa = needs({
  commands: ['numastat', 'numactl'],
  feature: { name: 'numa', probe: () => existsSync('/sys/devices/system/node/node0/numastat') },
})

numa('as numastat: counters lie between two of its answers', async () => {
  const { before, after, nodes } = await between('numastat')
  const [first, last] = [numastatTable(before), numastatTable(after)]
  nodes.forEach(({ counts }, i) => {
    for (const key of COUNTER_KEYS) {
      const own = counts?.[key] ?? Number.NaN
      expect(own, key).toBeGreaterThanOrEqual(first.get(KERNEL[key])?.[i] ?? Number.NaN)
      expect(own, key).toBeLessThanOrEqual(last.get(KERNEL[key])?.[i] ?? Number.NaN)
    }
  })
  expect(nodes.length).toBe(first.get('numa_hit')?.length)
})

numa('as numastat -n: the same, each as one page', async () => {
  const { before, after, nodes, page } = await between('numastat', '-n')
  const [first, last] = [numastatTable(before), numastatTable(after)]
  nodes.forEach(({ counts }, i) => {
    const own = Number(megabytes((counts?.hit ?? Number.NaN) * page))
    expect(own).toBeGreaterThanOrEqual(first.get('Numa_Hit')?.[i] ?? Number.NaN)
    expect(own).toBeLessThanOrEqual(last.get('Numa_Hit')?.[i] ?? Number.NaN)
  })
})

numa('as numastat -m: each kind, between two of its answers', async () => {
  const { before, after, nodes } = await between('numastat', '-m')
  const [first, last] = [numastatTable(before), numastatTable(after)]
  const steady = new Set<string>()
  nodes.forEach(({ memory }, i) => {
    for (const [name, amount] of memory?.bytes ?? []) {
      const [from, to] = [first.get(name)?.[i], last.get(name)?.[i]]
      if (from === undefined || from !== to) continue
      steady.add(name)
      // printf rounds a half to even.
      if (NEVER_MOVES.has(name)) expect(Math.abs(amount / 2 ** 20 - from), name).toBeLessThan(0.0051)
      else expect(Math.abs(amount / 2 ** 20 - from), name).toBeLessThan(64)
    }
  })
  expect(steady).toContain('MemTotal')
  expect(steady.size).toBeGreaterThan(10)
})

/** Others may come and go between two answers that are the same. */
const NEVER_MOVES: ReadonlySet<string> = new Set(['MemTotal', 'NFS_Unstable', 'Bounce', 'Unevictable', 'Mlocked'])

numa('as numactl -H', async () => {
  const { after, nodes } = await between('numactl', '-H')
  const told = hardware(after)
  expect(nodes.map(({ id }) => id)).toEqual([...told.size.keys()])
  expect(nodes.map(({ cpus }) => cpus)).toEqual([...told.cpus.values()])
  expect(nodes.map(({ total }) => Math.floor((total ?? 0) / 2 ** 20))).toEqual([...told.size.values()])
  expect(nodes.map(({ distances }) => distances)).toEqual(told.distances)
})

test('as many nodes as there are folders', async () => {
  const folders = existsSync('/sys/devices/system/node')
    ? readdirSync('/sys/devices/system/node').filter((name) => /^node\d+$/.test(name))
    : []
  const snapshot = await liveViewSnapshot(numaView, placeOf(numaView), async () => {})
  expect(snapshot.get(numaNodes).map(({ id }) => `node${id}`)).toEqual(
    folders.sort((a, b) => Number(a.slice(4)) - Number(b.slice(4))),
  )
})

interface Row {
  readonly [key: string]: unknown
  readonly pid: number
  readonly total_bytes: number
  readonly policies: readonly { readonly policy: string }[]
  readonly mems_allowed: readonly number[]
}

needs({ commands: ['numastat', 'numactl', 'ps'] })(
  'as numastat -p, of a process bound to node 0 where that is permitted',
  async () => {
    const bound = mayBind()
    const child = bound ? start('numactl', '--membind=0', 'sleep', '1000') : start('sleep', '1000')
    await until('sleep to run', () => ask('ps', '-o', 'comm=', '-p', `${child.pid}`).trim() === 'sleep')
    const before = numastatTable(ask('numastat', '-p', `${child.pid}`))
    const { processes } = JSON.parse(plain(['--pane', 'numa', '--once', '--json']).stdout) as {
      processes: readonly Row[]
    }
    const after = numastatTable(ask('numastat', '-p', `${child.pid}`))
    await child.end()
    const row = processes.find(({ pid }) => pid === child.pid)
    expect(after).toEqual(before)
    for (const kind of ['Huge', 'Heap', 'Stack', 'Private'])
      expect(megabytes(Number(row?.[`${kind.toLowerCase()}_bytes`])), kind).toBe(before.get(kind)?.at(-1)?.toFixed(2))
    expect(megabytes(row?.total_bytes ?? Number.NaN)).toBe(before.get('Total')?.at(-1)?.toFixed(2))
    expect(row?.policies.map(({ policy }) => policy)).toEqual([bound ? 'bind:0' : 'default'])
    expect(row?.mems_allowed).toContain(0)
  },
)

/** Containers may forbid set_mempolicy. */
function mayBind(): boolean {
  try {
    execFileSync('numactl', ['--membind=0', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
