import { ParseError, source } from '../source.ts'

/** One zone of one node; everything in pages. */
export interface Zone {
  readonly node: number
  /** DMA, DMA32, Normal, HighMem, Movable, Device. */
  readonly name: string
  readonly free: number
  /** Added for a while to min, low and high after a fragmentation event, and part of them here. Linux 5.0 */
  readonly boost?: number
  readonly min: number
  readonly low: number
  readonly high: number
  /** Linux 6.12 */
  readonly promo?: number
  readonly spanned: number
  readonly present: number
  /** What the buddy allocator has, free or given away; 0: a zone without memory. */
  readonly managed: number
  readonly cma?: number
  /** What is kept back of this zone from requests that could have used a higher zone, by the index of that zone. */
  readonly protection: readonly number[]
  /** `nr_*` and `numa_*` of the zone. */
  readonly stats: ReadonlyMap<string, number>
  /** Free pages on the lists of single CPUs: neither in `free` nor in buddyinfo. */
  readonly perCpu: number
  /** `nr_*` and `workingset_*` of the node: under its first zone only. */
  readonly nodeStats: ReadonlyMap<string, number> | null
}

type Section = 'node' | 'pages' | 'zone' | 'pagesets'

const NEEDED = ['free', 'min', 'low', 'high', 'spanned', 'present', 'managed'] as const
const HEAD = /^Node (\d{1,6}), zone +(\S+)$/
const PROTECTION = /^protection: \((\d+(?:, \d+)*)\)$/
const PAIR = /^(\S+?):? +(\d+)$/

/**
 * /proc/zoneinfo: blocks of `Node 0, zone      DMA`, then `  pages free     3840`, `        min      10` …, `protection: (0, 3019)`,
 * the zone's counters, and the lists of each CPU. Pages throughout.
 * Kernel: mm/vmstat.c zoneinfo_show_print
 */
export function parseZoneinfo(file: Buffer): readonly Zone[] {
  const zones: Zone[] = []
  let open: Open | null = null
  for (const line of file.toString('latin1').split('\n')) {
    const head = line.startsWith('Node ') ? HEAD.exec(line) : null
    if (head) {
      if (open) zones.push(closed(open))
      open = opened(Number(head[1]), head[2] as string, line)
    } else if (open) take(open, line.trim())
    else if (line !== '') throw new ParseError('zoneinfo', line)
  }
  if (open) zones.push(closed(open))
  if (zones.length === 0) throw new ParseError('zoneinfo without a zone', '')
  return zones
}

interface Open {
  readonly head: string
  readonly node: number
  readonly name: string
  section: Section
  readonly pages: Map<string, number>
  protection: readonly number[] | null
  readonly stats: Map<string, number>
  nodeStats: Map<string, number> | null
  perCpu: number
}

function opened(node: number, name: string, head: string): Open {
  const stats = new Map<string, number>()
  return {
    head,
    node,
    name,
    section: 'zone',
    pages: new Map(),
    protection: null,
    stats,
    nodeStats: null,
    perCpu: 0,
  }
}

function take(zone: Open, line: string): void {
  if (line === 'per-node stats') {
    zone.section = 'node'
    zone.nodeStats = new Map()
    return
  }
  if (line === 'pagesets') {
    zone.section = 'pagesets'
    return
  }
  if (line.startsWith('pages free')) zone.section = 'pages'
  const pair = PAIR.exec(line.startsWith('pages free') ? line.slice('pages '.length) : line)
  if (zone.section === 'pages') {
    const kept = PROTECTION.exec(line)
    if (kept) {
      zone.protection = (kept[1] as string).split(', ').map(Number)
      zone.section = 'zone'
    } else if (pair) zone.pages.set(pair[1] as string, Number(pair[2]))
    else if (line !== '') throw new ParseError('zoneinfo', line)
    return
  }
  if (!pair) return
  const [, name = '', value] = pair
  if (zone.section === 'node') zone.nodeStats?.set(name, Number(value))
  else if (zone.section === 'zone') zone.stats.set(name, Number(value))
  else if (name === 'count') zone.perCpu += Number(value)
}

function closed({ head, node, name, pages, protection, stats, nodeStats, perCpu }: Open): Zone {
  const known = Object.fromEntries(NEEDED.map((field) => [field, pages.get(field)]))
  const lacks = NEEDED.find((field) => known[field] === undefined)
  if (lacks) throw new ParseError(`zoneinfo without ${lacks}`, head)
  const rest = Object.fromEntries(
    (['boost', 'promo', 'cma'] as const).flatMap((field) => {
      const value = pages.get(field)
      return value === undefined ? [] : [[field, value]]
    }),
  )
  return {
    node,
    name,
    ...(known as Record<(typeof NEEDED)[number], number>),
    ...rest,
    protection: protection ?? [],
    stats,
    perCpu,
    nodeStats,
  }
}

export const zoneinfo = source('/proc/zoneinfo', parseZoneinfo)
