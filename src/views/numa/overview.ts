import { bytesLong, count, percentOf, perSecond } from '../../format.ts'
import { balancing } from '../../model/numa/balancing.ts'
import { localShare, missShare, sumRates } from '../../model/numa/counters.ts'
import { type NumaNode, numaNodes } from '../../model/numa/nodes.ts'
import { type Trouble, troubles } from '../../model/numa/trouble.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { listText } from '../../parse/list.ts'
import type { Line, Span, Style } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import { type Fact, facts } from '../facts.ts'
import type { Lines } from '../view.ts'
import { balancingFacts } from './balancing.ts'

/** Is something wrong, what is it, what next; then how much of what is given out is local, and what the kernel does about the rest. */
export function overviewSection(snapshot: Snapshot): Lines {
  return { kind: 'lines', id: 'numa-summary', priority: 1, least: 4, lines: (width) => overview(snapshot, width) }
}

function overview(snapshot: Snapshot, width: number): readonly Line[] {
  const nodes = snapshot.get(numaNodes)
  if (nodes.length === 0) return facts([noNodes()], width)
  const state = snapshot.get(balancing)
  const { pageSize } = snapshot.facts
  const wrong = troubles(nodes, state)
  return [
    ...facts([machineFact(nodes)], width),
    ...(wrong.length === 0
      ? facts([wellFact(nodes)], width)
      : [
          ...wrong.flatMap((one, i) => facts(said(one, i === 0 ? STATE : SAME), width)),
          ...facts(nextFacts(wrong), width),
        ]),
    ...facts([allocatedFact(nodes)], width),
    ...balancingFacts(state, pageSize).flatMap((fact) => facts([fact], width)),
  ]
}

function noNodes(): Fact {
  return {
    label: text`Nodes`,
    parts: [
      plain(text`none known: all memory is alike to every CPU`),
      { text: text`a kernel without CONFIG_NUMA, or /sys may not be read`, style: 'dim' },
    ],
  }
}

function machineFact(nodes: readonly NumaNode[]): Fact {
  const cpus = sumOf(nodes, (node) => node.cpus?.length ?? null)
  const total = sumOf(nodes, (node) => node.total)
  const idle = nodes.filter((node) => node.cpus?.length === 0)
  const bare = nodes.filter((node) => node.total === 0)
  const far = Math.max(...nodes.flatMap((node) => node.distances ?? []))
  if (nodes.length === 1)
    return {
      label: text`Nodes`,
      parts: [
        { text: text`one: every CPU reaches all memory alike`, style: 'strong' },
        plain(text`CPUs ${count(cpus)}`),
        plain(text`memory ${bytesLong(total)}`),
      ],
    }
  return {
    label: text`Nodes`,
    parts: [
      { text: text`${count(nodes.length)}`, style: 'strong' },
      plain(text`CPUs ${count(cpus)}`),
      plain(text`memory ${bytesLong(total)}`),
      ...(Number.isFinite(far) ? [plain(text`farthest ${far} (10 is near)`)] : []),
      ...(idle.length > 0 ? [{ text: text`without CPUs ${ids(idle)}`, style: 'info' as const }] : []),
      ...(bare.length > 0 ? [{ text: text`without memory ${ids(bare)}`, style: 'info' as const }] : []),
    ],
  }
}

/** Null: that of a node is not known. */
function sumOf(nodes: readonly NumaNode[], of: (node: NumaNode) => number | null): number | null {
  const all = nodes.map(of)
  return all.includes(null) ? null : all.reduce<number>((sum, one) => sum + (one ?? 0), 0)
}

function ids(nodes: readonly NumaNode[]): Text {
  return clean(listText(nodes.map(({ id }) => id)))
}

function wellFact(nodes: readonly NumaNode[]): Fact {
  const isKnown = nodes.every(({ room }) => room.state !== 'unknown')
  if (!isKnown) return { label: text`State`, parts: [{ text: text`~ the zones are not known yet`, style: 'dim' }] }
  const words = nodes.length === 1 ? text`✓ the node has room` : text`✓ every node has room`
  return { label: text`State`, parts: [{ text: words, style: 'ok' }] }
}

const STATE = text`State`
const SAME = text``

function said(trouble: Trouble, label: Text): readonly Fact[] {
  const fact = (...parts: readonly Span[]): readonly Fact[] => [{ label, parts }]
  switch (trouble.kind) {
    case 'full':
      return fact(...shortWords(trouble, text`●`, text`full`, 'critical'), ...bestWords(trouble))
    case 'low':
      return fact(...shortWords(trouble, text`▲`, text`below low`, 'warning'), ...bestWords(trouble))
    case 'miss':
      return fact(
        { text: text`▲ ${percentOf(trouble.share)} come from the wrong node`, style: 'warning' },
        plain(perS(trouble.rate)),
        ...(trouble.wanted === null ? [] : [plain(text`wanted from node ${trouble.wanted}`)]),
      )
    case 'remote':
      return fact(
        { text: text`▲ only ${percentOf(trouble.local)} are local to their task`, style: 'warning' },
        plain(text`${perS(trouble.rate)} elsewhere, and not for want of room: a policy, or tasks moved`),
      )
    case 'frozen':
      return fact({ text: text`▲ hits and misses are not counted: vm.numa_stat is 0`, style: 'warning' })
    case 'zone-reclaim':
      return fact(
        { text: text`▲ vm.zone_reclaim_mode is ${trouble.mode}`, style: 'warning' },
        plain(text`a node drops its page cache before it asks another`),
      )
  }
}

/** What to look at or do about the worst. */
function nextFacts([worst]: readonly Trouble[]): readonly Fact[] {
  const next = worst && NEXT[worst.kind]
  return next ? [{ label: text`Next`, parts: next.map(plain) }] : []
}

const NEXT: Readonly<Record<Trouble['kind'], readonly Text[]>> = {
  full: [
    text`Enter: whose pages are on the node`,
    text`Policy: who is bound to it`,
    text`spread: numactl --interleave`,
  ],
  low: [text`Enter: whose pages are on the node`, text`Policy: who is bound to it`],
  miss: [text`Processes: who runs far from its pages`, text`run it where there is room: numactl --cpunodebind`],
  remote: [text`Policy: who interleaves or is bound elsewhere`, text`Processes: %REMOTE`],
  frozen: [text`sysctl vm.numa_stat=1`],
  'zone-reclaim': [text`0 unless each node's work fits into it: sysctl vm.zone_reclaim_mode`],
}

type Short = Extract<Trouble, { readonly nodes: readonly NumaNode[] }>

function shortWords({ nodes }: Short, mark: Text, state: Text, style: Style): readonly Span[] {
  const sum = (of: (node: NumaNode) => Bytes | null) => bytesLong(nodes.reduce((all, node) => all + (of(node) ?? 0), 0))
  const who = nodes.length === 1 ? text`node ${ids(nodes)} is` : text`nodes ${ids(nodes)} are`
  return [
    { text: text`${mark} ${who} ${state}`, style },
    plain(text`free ${sum(({ free }) => free)} (low ${sum(({ room }) => room.low)})`),
    plain(text`page cache ${sum(({ cache }) => cache)}`),
  ]
}

function bestWords({ elsewhere }: Short): readonly Span[] {
  return elsewhere === null ? [] : [plain(text`node ${elsewhere.node} has room for ${bytesLong(elsewhere.room)}`)]
}

function allocatedFact(nodes: readonly NumaNode[]): Fact {
  const sum = sumRates(nodes.map(({ rates }) => rates))
  const given = sum.hit === null || sum.miss === null ? null : sum.hit + sum.miss
  const local = localShare(sum)
  return {
    label: text`Allocated`,
    parts: [
      plain(perS(given)),
      plain(text`local ${percentOf(local)}`),
      plain(text`missed ${percentOf(missShare(sum))}`),
      plain(text`interleaved ${perS(sum.interleave)}`),
    ],
  }
}

function perS(rate: number | null): Text {
  return rate === null ? perSecond(null) : text`${perSecond(rate)}/s`
}

function plain(words: Text): Span {
  return { text: words, style: 'plain' }
}
