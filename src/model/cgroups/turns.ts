import { seconds } from '../../rates.ts'
import type { Samples } from '../../sample/sample.ts'
import type { Source } from '../../source.ts'
import type { Nanos, Seconds } from '../../units.ts'
import { byTable } from '../by-table.ts'
import { type FoundGroup, type KnownGroup, MOST_GROUPS, type Walk, walkSources } from './walk.ts'

/** How somebody looks at groups that are too many for one look. */
export interface Turn {
  /** Seconds between its looks; 0: not known yet. */
  readonly pace: Seconds
  /** Paths of groups that have trouble, or had it lately: they stay, with those above them. */
  readonly stay: readonly string[]
}

export const NO_TURN: Turn = { pace: 0, stay: [] }

/** What is read for the next look. */
export interface Due {
  /** Groups whose files are read. */
  readonly groups: readonly FoundGroup[]
  /** Where groups are, and folders that are listed. */
  readonly folders: readonly Source<unknown>[]
}

/** Of them are kept for groups that stay. */
export const MOST_STAYING = 200
/** A window moves on by one of its parts after so long, or after each look where those are rarer: it is there for four of them at least. */
const STEP: Seconds = 10
const PARTS = 4

/** All groups where they fit; else those whose turn it is, those that stay, and what is above them. */
export function dueOf(found: Walk, at: Nanos, turn: Turn): Due {
  if (!found.isCrowded) return { groups: found.groups, folders: walkSources(found) }
  const chosen = chosenOf(found, at, turn)
  const folders = new Set(chosen.flatMap((group) => [...group.folders.map(({ folder }) => folder), ...group.unlisted]))
  // What is below a group is known as long as its folder is: of so many, from the root down, also while it is not their turn.
  let room = MOST_GROUPS
  for (const { inner } of found.known.values()) {
    if (inner.length === 0) continue
    if (room-- === 0) break
    for (const folder of inner) folders.add(folder)
  }
  return { groups: listed(chosen), folders: walkSources(found, [...folders]) }
}

/** How many of them are read, where it is not all. */
export function countOf(found: Walk, at: Nanos, turn: Turn): number {
  return listed(chosenOf(found, at, turn)).length
}

function chosenOf(found: Walk, at: Nanos, { pace, stay }: Turn): readonly KnownGroup[] {
  const chosen = new Set<KnownGroup>()
  const choose = (group: KnownGroup | null) => {
    for (let one = group; one && !chosen.has(one); one = one.above) chosen.add(one)
  }
  for (const group of windowOf(inFamilies(found), MOST_GROUPS - MOST_STAYING, at, pace)) choose(group)
  for (const path of stay.slice(0, MOST_STAYING)) choose(found.known.get(path) ?? null)
  return [...chosen]
}

function listed(groups: readonly KnownGroup[]): readonly KnownGroup[] {
  return groups.filter(({ folders }) => folders.length > 0)
}

/** Each before those below it: neighbours have few groups above them. */
const inFamilies = byTable(({ known }: Walk): readonly KnownGroup[] => {
  const all: KnownGroup[] = []
  const waiting = [...known.values()].filter(({ above }) => above === null).reverse()
  for (let group = waiting.pop(); group; group = waiting.pop()) {
    all.push(group)
    for (const one of group.below) waiting.push(one)
  }
  return all
})

/**
 * Some of them, by the time: neighbours, so that a part comes and a part goes at a time. Each stays for four looks at least, as the
 * first may only find it, and a rate needs two.
 */
export function windowOf<T>(all: readonly T[], most: number, at: Nanos, pace: Seconds): readonly T[] {
  if (all.length <= most) return all
  const parts = partsOf(all.length, most)
  const width = Math.floor(most / Math.ceil(all.length / parts))
  const newest = Math.floor(at / 1e9 / stepOf(pace)) % parts
  return all.filter((_, i) => (newest - Math.floor((i * parts) / all.length) + parts) % parts < width)
}

/** Until all of so many had their turn. */
export function roundOf(count: number, most: number, pace: Seconds): Seconds {
  return count <= most ? 0 : partsOf(count, most) * stepOf(pace)
}

/** Of all groups. */
export function groupsRound({ known, isCrowded }: Walk, { pace }: Turn): Seconds {
  return isCrowded ? roundOf(known.size, MOST_GROUPS - MOST_STAYING, pace) : 0
}

/** Doubled when it has to grow, so that a group more or less moves no window. */
function partsOf(count: number, most: number): number {
  let parts = PARTS
  while (parts * most < PARTS * count) parts *= 2
  return parts
}

/** The same of the time: looks are never exactly as far apart. */
function stepOf(pace: Seconds): Seconds {
  let step = STEP
  while (step < pace) step *= 2
  return step
}

/** What a rule remembers of its turns: which groups had trouble, and when they had it last. */
export interface Turns {
  readonly pace: Seconds
  readonly troubled: ReadonlyMap<string, Nanos>
}

/** Longer than an episode lasts after its cause: its end is seen in the group itself. */
const STAYS: Seconds = 60

/** After a look; null: all groups fit into one. `troubled`: the worst first. */
export function turnsAfter(
  kept: Turns | null,
  isCrowded: boolean,
  { after, before }: Samples,
  troubled: readonly string[],
): Turns | null {
  if (!isCrowded) return null
  const pace = before ? seconds(before.at, after.at) : 0
  return { pace, troubled: stillTroubled(kept?.troubled, after.at, troubled) }
}

export function stillTroubled(
  before: ReadonlyMap<string, Nanos> | undefined,
  now: Nanos,
  troubled: readonly string[],
): ReadonlyMap<string, Nanos> {
  const still = new Map(troubled.slice(0, MOST_STAYING).map((one) => [one, now]))
  for (const [one, at] of before ?? []) if (!still.has(one) && seconds(at, now) < STAYS) still.set(one, at)
  return still
}

export function turnOf(kept: Turns | null | undefined): Turn {
  return kept ? { pace: kept.pace, stay: [...kept.troubled.keys()] } : NO_TURN
}
