import { describe, expect, test } from 'vitest'
import { GRAPH } from '../../src/findings/graph.ts'
import { loadRules } from '../../src/findings/index.ts'

const rules = await loadRules()

describe('the graph of causes', () => {
  test('has a place for every rule, and for nothing else', () => {
    expect(Object.keys(GRAPH).sort()).toEqual(rules.map(({ id }) => id).sort())
  })

  test('names only what is in it', () => {
    const named = Object.values(GRAPH).flatMap(({ explains = [], covers = [], insteadOf = [] }) => [
      ...[...explains, ...covers],
      ...insteadOf,
    ])
    expect(named.filter((name) => !GRAPH[idOf(name)])).toEqual([])
  })

  test('nothing brings itself about', () => {
    const cycles: string[] = []
    const visit = (id: string, trail: readonly string[]): void => {
      if (trail.includes(id)) cycles.push([...trail.slice(trail.indexOf(id)), id].join(' → '))
      else for (const next of next_(id)) visit(next, [...trail, id])
    }
    for (const id of Object.keys(GRAPH)) visit(id, [])
    expect([...new Set(cycles)].slice(0, 5)).toEqual([])
  })

  test('suppresses what domain knowledge says it must', () => {
    const covers = (id: string) => GRAPH[id]?.insteadOf ?? []
    expect(covers('DIRECT')).toEqual(expect.arrayContaining(['KSWAPD', 'ZONE-MIN']))
    for (const id of ['DISK-SLOW', 'DISK-SAT', 'DISK-HUNG', 'DIRTY']) expect(covers(id)).toContain('IOWAIT')
    expect(covers('DISK-HUNG')).toContain('LOAD-D')
    expect(covers('MEM-LOW')).toContain('MEM-CACHE')
  })
})

function next_(id: string): readonly string[] {
  const { explains = [], covers = [], insteadOf = [] } = GRAPH[id] ?? { rank: 0 }
  return [...explains, ...covers, ...insteadOf].map(idOf)
}

/** `PSI cpu` is PSI. */
function idOf(name: string): string {
  return name.split(' ')[0] ?? name
}
