import { age, bytes, bytesLong, bytesPerSecond, count, percentOf, perSecond } from '../../format.ts'
import { pressure } from '../../model/load/pressure.ts'
import { type Available, available } from '../../model/memory/available.ts'
import { type Cache, cache } from '../../model/memory/cache.ts'
import { parts } from '../../model/memory/parts.ts'
import { type Memory, memory } from '../../model/memory.ts'
import { kswapdCpu, memoryThreads } from '../../model/reclaim/kswapd.ts'
import { both, reclaim } from '../../model/reclaim/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Zones, zones } from '../../model/zones.ts'
import type { Line, Span, Style } from '../../style.ts'
import { width as cellsOf, pad, type Text, text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import { availableIn } from '../available.ts'
import { bar, type Fact, facts, LABEL } from '../facts.ts'
import { badge } from './badge.ts'
import { PART_MARKS } from './marks.ts'
import { overcommitFact } from './policy.ts'

/** What free(1) says, where memory is, what could be had, and what the kernel does to get it. */
export function summary(snapshot: Snapshot, width: number, rows: number): readonly Line[] {
  const isShort = rows < TALL
  const isTiny = rows < SMALL
  return [
    ...facts([reclaimFact(snapshot)], width).slice(0, isTiny ? 2 : undefined),
    ...freeLines(snapshot.get(memory), width, isShort),
    ...picture(snapshot, width),
    ...(isTiny ? [] : facts([pressureFact(snapshot), headroomFact(snapshot.get(zones))], width)),
    ...(isTiny ? [] : facts([availableFact(snapshot)], width)),
    ...(isTiny ? [] : facts([cacheFact(snapshot)], width)),
    ...(isShort ? [] : facts([overcommitFact(snapshot)], width)),
  ]
}

export const TALL = 26
export const SMALL = 14

/** The columns of free -w: its very numbers where there is room, else with units. */
function freeLines(now: Memory | null, width: number, isShort: boolean): readonly Line[] {
  if (!now) return [{ spans: [label(text`Memory`), { text: text`/proc/meminfo could not be read`, style: 'warning' }] }]
  const left = availableIn(now)
  const columns: readonly (readonly [Text, Bytes | null])[] = [
    [text`total`, now.total],
    [text`used`, now.used],
    [text`free`, now.free],
    [text`shared`, now.shared],
    [text`buffers`, now.buffers],
    [text`cache`, now.cache],
    [left.name, left.bytes],
  ]
  const low = left.bytes !== null && left.bytes < now.total / 10
  const style = (name: Text): Style => (name === left.name ? (low ? 'warning' : 'strong') : 'plain')
  if (isShort || width < LABEL + 1 + columns.length * 12) {
    const said = (name: Text) => (name === 'used' ? text` (${usedIs(now)})` : NOTHING)
    const shown = columns.map(([name, value]) => ({
      text: text`${name} ${bytesLong(value)}${said(name)}`,
      style: style(name),
    }))
    return facts([{ label: text`Memory`, parts: shown }], width)
  }
  const cells = (words: Text) => pad(words, 12, 'right')
  const definition: Span = { text: text`  used = ${usedIs(now)}`, style: 'dim' }
  const numbers = [
    label(text`KiB`),
    ...columns.map(([name, value]) => ({ text: cells(kib(value)), style: style(name) })),
  ]
  const beside = width >= LABEL + 1 + columns.length * 12 + cellsOf(definition.text)
  return [
    { spans: [label(text`free -w`), ...columns.map(([name]) => ({ text: cells(name), style: 'dim' as const }))] },
    { spans: beside ? [...numbers, definition] : numbers },
    ...(beside ? [] : [{ spans: [label(text``), definition] }]),
  ]
}

/** As free of procps 4 does; where the kernel does not tell what is available, it falls back. */
function usedIs({ available: left }: Memory): Text {
  return left === null ? text`total − free` : text`total − available`
}

const NOTHING = text``

function kib(amount: Bytes | null): Text {
  return count(amount === null ? null : amount / 1024)
}

/** The stacked bar. */
function picture(snapshot: Snapshot, width: number): readonly Line[] {
  const now = snapshot.get(parts)
  if (!now) return []
  const shown = PART_MARKS.filter(({ key }) => key !== 'free' && key !== 'free_on_cpus')
  const all = shown.map(({ key, mark, block }) => ({
    share: (now.parts[key] ?? 0) / now.total,
    style: block,
    mark,
  }))
  return [{ spans: [label(text`Where`), ...bar(all, Math.max(10, Math.min(120, width - LABEL - 2)))] }]
}

function label(words: Text): Span {
  return { text: text` ${pad(words, LABEL)}`, style: 'label' }
}

function reclaimFact(snapshot: Snapshot): Fact {
  const now = snapshot.get(reclaim)
  const [word, says] = badge(now)
  const active = now.reclaimers.filter(({ scanned }) => (scanned ?? 0) > 0)
  const cpu = kswapdCpu(memoryThreads(snapshot.tasks))
  const refault = both(now.refault)
  const numbers: Span[] = active.map(({ key, reclaimed, efficiency }) => ({
    text: text`${key as Text} ${bytesPerSecond(reclaimed)} (${percentOf(efficiency)})`,
    style: key === 'direct' ? 'critical' : 'plain',
  }))
  if ((now.stalls ?? 0) > 0) numbers.push({ text: text`stalls ${perSecond(now.stalls)}/s`, style: 'critical' })
  if ((refault ?? 0) > 0) numbers.push({ text: text`refault ${bytesPerSecond(refault)}`, style: 'plain' })
  if ((now.majorFaults ?? 0) > 0)
    numbers.push({ text: text`major faults ${perSecond(now.majorFaults)}/s`, style: 'plain' })
  if ((cpu ?? 0) >= 0.0005) numbers.push({ text: text`kswapd CPU ${percentOf(cpu)}`, style: 'plain' })
  if ((now.oomKills.total ?? 0) > 0)
    numbers.push({
      text: text`OOM kills since boot ${count(now.oomKills.total)}`,
      style: (now.oomKills.perSecond ?? 0) > 0 ? 'critical' : 'dim',
    })
  return { label: text`Reclaim`, parts: [word, says, ...numbers] }
}

function pressureFact(snapshot: Snapshot): Fact {
  const own = snapshot.get(pressure).find(({ resource }) => resource === 'memory')
  const some = own?.some ?? null
  const full = own?.full ?? null
  if (!some && !full) return { label: text`Pressure`, parts: [{ text: text`memory -`, style: 'dim' }] }
  const style: Style = (some?.avg10 ?? 0) >= 0.1 ? 'warning' : 'plain'
  return {
    label: text`Pressure`,
    parts: [{ text: text`some ${percentOf(some?.avg10 ?? null)} full ${percentOf(full?.avg10 ?? null)}`, style }],
  }
}

/** When kswapd will have to begin. */
export function headroomFact({ headroom, zones }: Zones): Fact {
  if (!headroom) return { label: text`Headroom`, parts: [{ text: text`-`, style: 'dim' }] }
  const { bytes: left, falls, seconds } = headroom
  if (left === 0)
    return { label: text`Headroom`, parts: [{ text: text`none: every zone is at low`, style: 'warning' }] }
  const when: Span =
    falls === null
      ? { text: text`free memory does not fall`, style: 'dim' }
      : {
          text: text`falls ${bytesPerSecond(falls)}, at low in ${age(seconds)}`,
          style: (seconds ?? 60) < 30 ? 'warning' : 'plain',
        }
  const short = zones.filter(({ level }) => level === 'below low' || level === 'below min').length
  const below: Span = { text: text`${count(short)} of ${count(zones.length)} zones below low`, style: 'warning' }
  const parts: Span[] = [
    { text: text`${bytesLong(left)} above low`, style: 'plain' },
    ...(short > 0 ? [below] : []),
    when,
  ]
  return { label: text`Headroom`, parts }
}

/** Why it is not the same as free. */
function availableFact(snapshot: Snapshot): Fact {
  const room = snapshot.get(memory)
  const whole: Span = { text: bytesLong(availableIn(room).bytes), style: 'strong' }
  return { label: text`Available`, parts: [whole, ...reckoned(snapshot.get(available), room)] }
}

/** By the kernel; else by what stands in for it. */
function reckoned(now: Available | null, room: Memory | null): readonly Span[] {
  const said = (words: Text): Span => ({ text: words, style: 'plain' })
  if (!room) return []
  if (room.available === null) return [said(text`estimated: free + buffers + cache − shared; the kernel does not tell`)]
  if (!now) return []
  if (room.available !== now.kernel) return [said(text`= free: MemAvailable is more than there is`)]
  return [
    said(text`= free ${bytes(now.free)}`),
    said(text`− kept back ${bytes(now.reserve)}`),
    said(text`+ of file cache ${bytes(now.cache)}`),
    said(text`+ of slab ${bytes(now.slab)}`),
  ]
}

/** What of the cache could be dropped at once. */
function cacheFact(snapshot: Snapshot): Fact {
  const now = snapshot.get(cache)
  if (!now) return { label: text`Cache`, parts: [{ text: text`-`, style: 'dim' }] }
  const part = (name: Text, amount: Bytes) => ({
    text: text`${name} ${bytes(amount)}`,
    style: amount === 0 ? ('dim' as const) : ('plain' as const),
  })
  return {
    label: text`Cache`,
    parts: [
      { text: text`droppable now ${droppable(now)} of ${bytes(now.total)}`, style: 'strong' },
      part(isUnsure(now) ? text`mapped at most` : text`mapped`, now.mapped),
      part(text`to write`, now.dirty),
      part(text`shmem`, now.shmem),
      part(text`locked`, now.locked),
      part(text`slab`, now.slab),
    ],
  }
}

/** From the least to the most, where what is mapped may be shared memory instead. */
function droppable(now: Cache): Text {
  return isUnsure(now) ? text`${bytes(now.now)} to ${bytes(now.now + now.unsure)}` : bytes(now.now)
}

/** Less of the cache than this makes no difference. */
const DIFFERENCE = 0.1

function isUnsure({ unsure, total }: Cache): boolean {
  return unsure > DIFFERENCE * total
}
