import { ParseError } from '../../source.ts'
import type { Bytes } from '../../units.ts'
import { listOf } from '../list.ts'

/** Where the pages of one process lie. */
export interface PidNumaMaps {
  /** Bytes by node, all mappings together: numastat -p. */
  readonly nodes: ReadonlyMap<number, Bytes>
  /** The same by policy and by what numastat -p tells apart. */
  readonly parts: readonly PlacedPart[]
}

export interface PlacedPart {
  /** As the kernel writes it: `default`, `bind:0`, `prefer=static:1`, `prefer (many):0-1`, `interleave:0-3`, `local`. */
  readonly policy: string
  /** The word in front: `default`, `bind`, `prefer`, `prefer (many)`, `interleave`, `weighted interleave`, `local`. */
  readonly mode: string
  /** Nodes the policy names; empty: none. */
  readonly named: readonly number[]
  readonly kind: 'huge' | 'heap' | 'stack' | 'private'
  readonly nodes: ReadonlyMap<number, Bytes>
  readonly mappings: number
}

type Draft = { readonly [K in keyof PlacedPart]: K extends 'nodes' ? Map<number, Bytes> : PlacedPart[K] } & {
  mappings: number
}

const LINE = /^[0-9a-f]+ (prefer \(many\)[^ ]*|weighted interleave[^ ]*|[^ ]+)/
/** Paths have their blanks and `=` escaped, so that these stand for themselves. */
const NODE = / N(\d{1,5})=(\d{1,14})(?= |$)/g
const PAGE_SIZE = / kernelpagesize_kB=(\d{1,8})(?: |$)/
const KIND = / (huge|heap|stack)(?= |$)/

/**
 * /proc/PID/numa_maps: a line a mapping, `7f8e21000000 bind:1 anon=512 dirty=512 active=0 N1=512 kernelpagesize_kB=4`; pages by node are
 * multiplied by the page size. A mapping without a policy of its own shows that of the process. The same user or CAP_SYS_PTRACE
 * only; walks the page tables under the mmap lock. Shared pages count in every process that maps them.
 * Kernel: fs/proc/task_mmu.c show_numa_map, mm/mempolicy.c mpol_to_str
 */
export function parsePidNumaMaps(file: Buffer): PidNumaMaps {
  const text = file.toString('latin1')
  const all = new Map<number, Bytes>()
  const drafts = new Map<string, Draft>()
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end === -1 ? undefined : end)
    at += line.length + 1
    if (line !== '') addLine(line, all, drafts)
  }
  return { nodes: all, parts: [...drafts.values()] }
}

function addLine(line: string, all: Map<number, Bytes>, drafts: Map<string, Draft>): void {
  const head = LINE.exec(line)
  if (!head) throw new ParseError('pid numa_maps', line)
  const policy = head[1] as string
  const rest = line.slice(head[0].length)
  const kind = (KIND.exec(rest)?.[1] ?? 'private') as PlacedPart['kind']
  const part = draftOf(drafts, policy, kind)
  part.mappings++
  const size = PAGE_SIZE.exec(rest)?.[1]
  if (size === undefined) return
  for (const [, node, pages] of rest.matchAll(NODE)) {
    const amount = Number(pages) * Number(size) * 1024
    add(all, Number(node), amount)
    add(part.nodes, Number(node), amount)
  }
}

function draftOf(drafts: Map<string, Draft>, policy: string, kind: PlacedPart['kind']): Draft {
  const key = `${kind} ${policy}`
  let draft = drafts.get(key)
  if (!draft) {
    const colon = policy.indexOf(':')
    const mode = (colon === -1 ? policy : policy.slice(0, colon)).replace(/=.*$/, '')
    const named = colon === -1 ? [] : listOf(policy.slice(colon + 1))
    draft = { policy, mode, named, kind, nodes: new Map(), mappings: 0 }
    drafts.set(key, draft)
  }
  return draft
}

function add(nodes: Map<number, Bytes>, node: number, amount: Bytes): void {
  nodes.set(node, (nodes.get(node) ?? 0) + amount)
}
