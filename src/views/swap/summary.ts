import { bytesLong, bytesPerSecond, count, numberOf, percentOf, perSecond } from '../../format.ts'
import { pressure } from '../../model/load/pressure.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { swapAreas } from '../../model/swap/areas.ts'
import type { Holder } from '../../model/swap/holders.ts'
import { type SwapLevel, swapLevel } from '../../model/swap/level.ts'
import { type SwapTraffic, swapTraffic } from '../../model/swap/traffic.ts'
import { isFull, swapState } from '../../model/swap/verdict.ts'
import type { Line, Span } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import type { Rate } from '../../units.ts'
import { bar, type Fact, facts, oneLine, type Part } from '../facts.ts'
import { type Holding, holdingOf } from './holding.ts'
import { neededFact } from './needed.ts'
import { noSwap } from './no-swap.ts'
import { sayState } from './state.ts'

/** What is in swap, whether it moves, how much memory is missing, and who holds it, so that the parts add up. */
export function summary(snapshot: Snapshot, width: number, rows: number): readonly Line[] {
  const level = snapshot.get(swapLevel)
  if (!level) return facts([{ label: text`Swap`, parts: [dim(text`- /proc/meminfo tells nothing of swap`)] }], width)
  const traffic = snapshot.get(swapTraffic)
  if (level.total === 0) return noSwap(level, traffic, width)
  const holding = holdingOf(snapshot)
  const isTall = rows >= TALL
  return [
    ...oneLine([levelFact(snapshot, level, traffic)], width),
    ...facts([movingFact(traffic)], width),
    ...oneLine([neededFact(snapshot)], width),
    ...oneLine([waitingFact(snapshot, traffic)], width),
    ...(isTall ? oneLine([faultingFact(holding.holders)], width) : []),
    ...(isTall ? oneLine([settingsFact(level)], width) : []),
    ...sumLines(level, holding, width),
    ...(level.used === 0 ? oneLine([NEXT], width) : []),
  ]
}

/** While swap is empty nothing of processes is read: it costs, and tells nothing of swap. */
const NEXT: Fact = {
  label: text`Next`,
  parts: [{ text: text`Processes (→): USS, PSS and RSS of each, as smem`, style: 'dim' }],
}

/** On fewer rows the tables below are worth more than settings. */
const TALL = 20
const GAUGE = 10

function levelFact(snapshot: Snapshot, level: SwapLevel, traffic: SwapTraffic): Fact {
  const { total, used, free, cached } = level
  const state = swapState(level, traffic, snapshot.get(swapAreas))
  const full: readonly Part[] = isFull(level)
    ? [{ text: text`nearly full: ${percentOf(free / total)} free`, style: 'warning' }]
    : []
  const share = (bytes: number) => bytes / total
  const both = Math.min(cached ?? 0, used)
  return {
    label: text`Swap`,
    gauge: bar(
      [
        { share: share(used - both), style: 'block1', mark: '#' },
        { share: share(both), style: 'block3', mark: '+' },
      ],
      GAUGE,
    ),
    parts: [
      plain(text`${bytesLong(used)} of ${bytesLong(total)}`),
      { ...plain(percentOf(used / total)), spare: 1 },
      ...sayState(state, snapshot.history),
      ...full,
    ],
  }
}

function movingFact(traffic: SwapTraffic): Fact {
  const flow = (name: Text, rate: Rate<'B'> | null): Span => ({
    text: text`${name} ${bytesPerSecond(rate)}`,
    style: (rate ?? 0) > 0 ? 'strong' : 'plain',
  })
  const beside = (name: Text, into: Rate<'B'> | null, out: Rate<'B'> | null): readonly Part[] =>
    (into ?? 0) > 0 || (out ?? 0) > 0
      ? [plain(text`${name} in ${bytesPerSecond(into)} out ${bytesPerSecond(out)}`)]
      : []
  return {
    label: text`Moving`,
    parts: [
      flow(text`in`, traffic.in),
      flow(text`out`, traffic.out),
      ...beside(text`zero pages`, traffic.zeroIn, traffic.zeroOut),
      ...beside(text`zswap`, traffic.zswapIn, traffic.zswapOut),
      ...((traffic.zswapBack ?? 0) > 0 ? [plain(text`from zswap to disk ${bytesPerSecond(traffic.zswapBack)}`)] : []),
    ],
  }
}

function waitingFact(snapshot: Snapshot, traffic: SwapTraffic): Fact {
  const stalled = snapshot.get(pressure).find(({ resource }) => resource === 'memory')
  const { majorFaults, refaultAnon, refaultFile, readaheadUsed } = traffic
  const some = stalled?.some?.avg10 ?? null
  const waiting: Part = {
    text: text`pressure some ${percentOf(some)} full ${percentOf(stalled?.full?.avg10 ?? null)}`,
    style: (some ?? 0) >= 0.1 ? 'warning' : 'plain',
  }
  return {
    label: text`Waiting`,
    parts: [
      plain(text`${perSecond(majorFaults)} major faults/s`),
      ...(stalled?.missing ? [] : [{ ...waiting, spare: 1 }]),
      { ...plain(text`refault anon ${bytesPerSecond(refaultAnon)} file ${bytesPerSecond(refaultFile)}`), spare: 2 },
      ...(readaheadUsed === null ? [] : [{ ...plain(text`readahead ${percentOf(readaheadUsed)} used`), spare: 3 }]),
    ],
  }
}

/** Who waits for pages now, of swap or of files. */
function faultingFact(holders: readonly Holder[]): Fact {
  const faulting = holders
    .filter(({ majorFaults }) => (majorFaults ?? 0) > 0)
    .sort((a, b) => (b.majorFaults ?? 0) - (a.majorFaults ?? 0))
    .slice(0, 4)
  const parts = faulting.map(
    ({ process, majorFaults }, i): Part => ({
      text: text`${clean(process.stat.comm)} ${process.pid} ${perSecond(majorFaults)}/s`,
      style: i === 0 ? 'strong' : 'plain',
      spare: i,
    }),
  )
  const isKnown = holders.some(({ majorFaults }) => majorFaults !== null)
  return {
    label: text`Faulting`,
    parts: parts.length > 0 ? parts : [dim(isKnown ? text`no process waits for pages` : text`-`)],
  }
}

function settingsFact({ cached, zswap, swappiness, readahead }: SwapLevel): Fact {
  return {
    label: text`Cached`,
    parts: [
      plain(text`${bytesLong(cached)} in RAM and in swap`),
      { ...plain(text`swappiness ${count(swappiness)}`), spare: 1 },
      { ...zswapPart(zswap), spare: 2 },
      { ...plain(text`readahead ${numberOf(readahead, 'page')}`), spare: 3 },
    ],
  }
}

function zswapPart({ enabled, ram, holds, compressor }: SwapLevel['zswap']): Part {
  if ((holds ?? 0) > 0) {
    const by = compressor === null ? text`` : text` (${clean(compressor)})`
    return plain(text`zswap ${bytesLong(holds)} in ${bytesLong(ram)} of RAM${by}`)
  }
  if (enabled === null) return dim(holds === 0 ? text`zswap empty` : text`zswap off`)
  return enabled ? plain(text`zswap on, empty`) : dim(text`zswap off`)
}

/** What processes hold and what nobody does: together what is used. */
function sumLines({ used }: SwapLevel, { sums, unowned }: Holding, width: number): readonly Line[] {
  if (!unowned) return []
  const mark = unowned.isRough ? text` ~` : text``
  const parts: Part[] = [plain(text`processes ${bytesLong(sums.held)}${mark}`)]
  if (unowned.bytes >= 0) {
    const of = [
      unowned.shared ? text`tmpfs and shared memory at least ${bytesLong(unowned.shared)}` : text`tmpfs, shared memory`,
      text`swap cache up to ${bytesLong(unowned.cached)}`,
    ]
    parts.push(plain(text`+ no process ${bytesLong(unowned.bytes)}`), plain(text`= ${bytesLong(used)}`))
    if (unowned.bytes > 0) parts.push({ ...dim(text`(${join(of, text`, `)})`), spare: 1 })
  } else {
    const why = sums.rough > 0 ? text`VmSwap counts what forked processes share twice` : text`pages moved meanwhile`
    parts.push(plain(text`of ${bytesLong(used)}`), dim(text`${bytesLong(-unowned.bytes)} too many: ${why}`))
  }
  return oneLine([{ label: text`Held by`, parts }], width)
}

function plain(words: Text): Span {
  return { text: words, style: 'plain' }
}

function dim(words: Text): Span {
  return { text: words, style: 'dim' }
}
