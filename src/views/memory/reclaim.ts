import { bytesLong, bytesPerSecond, count, percentOf, perSecond, sign } from '../../format.ts'
import { type Balance, balance, evenShare } from '../../model/reclaim/balance.ts'
import { type ByType, both, type Reclaim, reclaim } from '../../model/reclaim/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { zones } from '../../model/zones.ts'
import type { Line, Span, Style } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Rate } from '../../units.ts'
import { type Fact, facts } from '../facts.ts'
import { badge } from './badge.ts'
import { headroomFact } from './summary.ts'

/** What the kernel does to get memory, and what it costs. The reclaimers have their own table below. */
export function reclaimLines(snapshot: Snapshot, width: number, rows: number): readonly Line[] {
  const now = snapshot.get(reclaim)
  const all: readonly (readonly Fact[])[] = [
    [stateFact(now)],
    [stallFact(now)],
    [refaultFact(now)],
    [scanFact(now, snapshot.get(balance))],
    [swappinessFact(now, snapshot.get(balance))],
    [listFact(snapshot.get(balance), now)],
    ...(rows < TALL
      ? []
      : [[kswapdFact(now), headroomFact(snapshot.get(zones))], [compactionFact(now)], [restFact(now)]]),
  ]
  return all.flatMap((some) => facts(some, width))
}

const TALL = 22

function stateFact(now: Reclaim): Fact {
  const kills = now.oomKills
  return {
    label: text`Reclaim`,
    parts: [
      ...badge(now),
      {
        text: text`OOM kills ${perSecond(kills.perSecond)}/s, since boot ${count(kills.total)}`,
        style: (kills.perSecond ?? 0) > 0 ? 'critical' : 'plain',
      },
    ],
  }
}

/** Each entry is a program that waited. By the zone it asked for. */
function stallFact(now: Reclaim): Fact {
  const by = now.stallsBy.filter(({ perSecond: rate }) => (rate ?? 0) > 0)
  return {
    label: text`Stalls`,
    parts: [
      { text: text`direct reclaim ${perSecond(now.stalls)}/s`, style: (now.stalls ?? 0) > 0 ? 'critical' : 'plain' },
      ...by.map(({ zone, perSecond: rate }) => plain(text`${clean(zone)} ${perSecond(rate)}/s`)),
      quietly(text`compaction`, now.compaction.stalls, 'warning'),
      quietly(text`throttled`, now.throttled, 'critical'),
      quietly(text`major faults`, now.majorFaults, 'plain'),
    ],
  }
}

/** What was thrown out and needed again. */
function refaultFact(now: Reclaim): Fact {
  const thrashing = (both(now.restore) ?? 0) > 0
  return {
    label: text`Refault`,
    parts: [
      plain(text`came back ${pair(now.refault)}`),
      plain(text`activated ${pair(now.activate)}`),
      { text: text`restored ${pair(now.restore)}`, style: thrashing ? 'warning' : 'plain' },
    ],
  }
}

function pair({ anon, file }: ByType): Text {
  if (anon === null) return bytesPerSecond(file)
  return text`anon ${bytesPerSecond(anon)} file ${bytesPerSecond(file)}`
}

/** What is really scanned, beside what swappiness asks for. */
function scanFact(now: Reclaim, { lists }: Balance): Fact {
  const anon = lists && lists.activeAnon + lists.inactiveAnon
  const file = lists && lists.activeFile + lists.inactiveFile
  const held = anon !== null && file !== null && anon + file > 0 ? anon / (anon + file) : null
  const of = (share: number | null) => (share === null ? text`-` : text`${percentOf(share)} : ${percentOf(1 - share)}`)
  return {
    label: text`Anon:file`,
    parts: [
      { text: text`scanned ${of(now.anonShare)}`, style: 'strong' },
      plain(text`swappiness asks ${of(now.swappiness === null ? null : evenShare(now.swappiness))}`),
      { text: text`there are ${of(held)}`, style: 'dim' },
    ],
  }
}

function swappinessFact(now: Reclaim, lists: Balance): Fact {
  return {
    label: text`swappiness`,
    parts: [{ text: count(now.swappiness), style: 'strong' }, ...swappinessSays(now, lists).map(plain)],
  }
}

/** What it means on this machine, now. mm/vmscan.c get_scan_count, in its order; with generations isolate_folios, which knows no file_is_tiny. */
function swappinessSays(now: Reclaim, { swapTotal, swapFree, tiniest }: Balance): readonly Text[] {
  if (now.swappiness === null) return [text`-`]
  if (swapTotal === 0) return [text`no swap: only file pages can be freed`]
  if (swapFree === 0) return [text`swap is full: only file pages can be freed`]
  if (tiniest?.tiny && !now.generations)
    return [
      text`hardly any file pages on node ${tiniest.node}: there only anonymous pages are scanned, whatever it says`,
    ]
  if (now.swappiness === 0)
    return [
      now.generations
        ? text`with MGLRU on no anonymous page is swapped: the OOM killer comes first`
        : text`anonymous pages only when file pages are nearly gone; swap is not off`,
    ]
  if (now.swappiness === 1) return [text`anonymous pages as little as can be, but not as a last resort only`]
  if (now.swappiness === 100) return [text`anonymous and file pages cost the same`]
  if (now.swappiness === 200)
    return [text`swap costs nothing: anonymous pages ${now.generations ? text`first` : text`only`}`]
  const cost = Math.round(((200 - now.swappiness) / now.swappiness) * 10) / 10
  return now.swappiness < 100
    ? [text`swap is taken to cost ${cost} times a file page`]
    : [
        text`swap is taken to be ${Math.round((now.swappiness / (200 - now.swappiness)) * 10) / 10} times faster than files`,
      ]
}

function listFact({ lists, tiniest }: Balance, { generations }: Reclaim): Fact {
  const kind =
    generations === null
      ? text`active and inactive lists`
      : generations
        ? text`generations (MGLRU): the lists are views of them`
        : text`MGLRU off`
  if (!lists) return { label: text`Lists`, parts: [plain(text`-`)] }
  const margin: readonly Span[] =
    tiniest && !generations
      ? [
          {
            text: text`files and free ${oneDecimal(tiniest.bytes / tiniest.high)} × high (node ${tiniest.node})`,
            style: tiniest.tiny ? 'warning' : 'dim',
          },
        ]
      : []
  return {
    label: text`Lists`,
    parts: [
      plain(text`anon ${bytesLong(lists.activeAnon)} active, ${bytesLong(lists.inactiveAnon)} inactive`),
      plain(text`file ${bytesLong(lists.activeFile)}, ${bytesLong(lists.inactiveFile)}`),
      plain(text`unevictable ${bytesLong(lists.unevictable)}`),
      { text: kind, style: 'dim' },
      ...margin,
    ],
  }
}

function kswapdFact(now: Reclaim): Fact {
  return {
    label: text`kswapd`,
    parts: [
      plain(text`runs ${perSecond(now.runs)}/s`),
      quietly(text`back at low`, now.lowHit, 'warning'),
      quietly(text`kept from sleep`, now.highHit, 'plain'),
    ],
  }
}

function compactionFact({ compaction }: Reclaim): Fact {
  return {
    label: text`Compaction`,
    parts: [
      quietly(text`programs stalled`, compaction.stalls, 'warning'),
      quietly(text`succeeded`, compaction.success, 'plain'),
      quietly(text`failed`, compaction.fail, 'warning'),
      quietly(text`kcompactd woken`, compaction.wakes, 'plain'),
      plain(text`moved ${bytesPerSecond(compaction.migrated)}`),
    ],
  }
}

function restFact(now: Reclaim): Fact {
  return {
    label: text`Beside it`,
    parts: [
      quietly(text`slab objects scanned`, now.slabScanned, 'plain'),
      plain(text`freed with inodes ${bytesPerSecond(now.inodePages)}`),
      plain(text`written by reclaim ${bytesPerSecond(now.written)}`),
      quietly(text`met dirty pages`, now.metDirty, 'warning'),
      {
        text: text`drop_caches since boot ${now.drops === null ? sign('absent') : count(now.drops)}`,
        style: (now.drops ?? 0) > 0 ? 'info' : 'dim',
      },
    ],
  }
}

function quietly(name: Text, rate: Rate<string> | null, style: Style): Span {
  return { text: text`${name} ${perSecond(rate)}/s`, style: (rate ?? 0) > 0 ? style : 'dim' }
}

function plain(words: Text): Span {
  return { text: words, style: 'plain' }
}

function oneDecimal(value: number): Text {
  return (value >= 100 ? `${Math.round(value)}` : value.toFixed(1)) as Text
}
