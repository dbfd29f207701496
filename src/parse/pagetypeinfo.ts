import { ParseError, source } from '../source.ts'

/** Free blocks of one kind in one zone, and the page blocks that are kept for it. */
export interface PageType {
  readonly node: number
  readonly zone: string
  /** Unmovable, Movable, Reclaimable, HighAtomic, CMA, Isolate. */
  readonly type: string
  /** Free blocks by order. */
  readonly free: readonly number[]
  /** A list of more than 100,000 is not counted to its end (`>100000`). */
  readonly capped: boolean
  /** Page blocks of this kind, free or not. */
  readonly blocks: number | null
}

export interface Pagetypeinfo {
  readonly pagesPerBlock: number | null
  readonly types: readonly PageType[]
}

const MOST_ORDERS = 32
const FREE = /^Node +(\d{1,6}), zone +(\S+), type +(\S+)((?: +>?\d+)+) *$/
const BLOCKS = /^Node +(\d{1,6}), zone +(\S+)((?: +\d+)+) *$/
const KINDS = 'Number of blocks type'

/**
 * /proc/pagetypeinfo, for root: for each node `Node    0, zone    DMA32, type    Unmovable      9      1 …`, then the page blocks of
 * each kind, `Node 0, zone      DMA            1            7`, under a head that names the kinds.
 * Kernel: mm/vmstat.c pagetypeinfo_show
 */
export function parsePagetypeinfo(file: Buffer): Pagetypeinfo {
  const free: PageType[] = []
  const blocks = new Map<string, number>()
  let pagesPerBlock: number | null = null
  let kinds: readonly string[] = []
  for (const line of file.toString('latin1').split('\n')) {
    const each = FREE.exec(line)
    const counted = each ? null : BLOCKS.exec(line)
    if (each) free.push(freeOf(each, line))
    else if (counted) {
      const [, node = '', zone = '', counts = ''] = counted ?? []
      for (const [i, count] of counts.trim().split(/ +/).entries()) blocks.set(key(node, zone, kinds[i]), Number(count))
    } else if (line.startsWith(KINDS)) kinds = line.slice(KINDS.length).trim().split(/ +/)
    else if (line.startsWith('Pages per block:')) pagesPerBlock = whole(line.slice('Pages per block:'.length), line)
    else if (line.startsWith('Node ')) throw new ParseError('pagetypeinfo', line)
  }
  return {
    pagesPerBlock,
    types: free.map((type) => ({ ...type, blocks: blocks.get(key(`${type.node}`, type.zone, type.type)) ?? null })),
  }
}

function freeOf(match: RegExpExecArray, line: string): PageType {
  const [, node, zone = '', type = '', counts = ''] = match
  const words = counts.trim().split(/ +/)
  if (words.length > MOST_ORDERS) throw new ParseError('pagetypeinfo', line)
  return {
    node: Number(node),
    zone,
    type,
    free: words.map((word) => Number(word.replace('>', ''))),
    capped: counts.includes('>'),
    blocks: null,
  }
}

function key(node: string, zone: string, type: string | undefined): string {
  return `${node} ${zone} ${type}`
}

function whole(words: string, line: string): number {
  if (!/^ *\d+$/.test(words)) throw new ParseError('pagetypeinfo', line)
  return Number(words)
}

/** The kernel walks the free lists under the lock of the zone: not at every tick. */
const SLOWLY = 10
export const pagetypeinfo = source('/proc/pagetypeinfo', parsePagetypeinfo, SLOWLY)
