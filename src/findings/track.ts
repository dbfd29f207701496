import type { Missing } from '../source.ts'
import type { Nanos, Seconds } from '../units.ts'
import { type Clear, isClear, isSeen, type Seen } from './rule.ts'

/** What is kept of one rule from look to look. */
export interface Track {
  /** The last looks of a run of sightings, within one window. */
  readonly run: readonly Look[]
  readonly episode: Episode | null
  readonly last: Clear | Missing | Seen | null
}

export interface Look {
  readonly at: Nanos
  /** 0 info, 1 warning, 2 critical; −1: not seen, or below the entry. */
  readonly level: number
  /** Made before what is dear was there for two looks: it may be worse than it looked. */
  readonly early: boolean
}

/** From entry to exit. */
export interface Episode {
  readonly since: Nanos
  /** The kernel proves that it began then; else it is when it was first seen. */
  readonly isProven: boolean
  /** When it was first seen. */
  readonly seenFrom: Nanos
  /** When it was last above its exit; and since when that may have been over: a look tells of all the time since the one before. */
  readonly heldAt: Nanos
  readonly heldFrom: Nanos
  /** As it holds now: it falls where a milder one holds in three looks of five. */
  readonly level: number
  /** The highest of the episode. */
  readonly worst: number
  readonly confirmed: boolean
  readonly observed: Seconds
  /** Of the peak and the history; null: no evidence says which. A number of another unit begins them anew. */
  readonly unit: string | null
  readonly peak: number
  /** The last sightings within one window, those above the exit only too. */
  readonly recent: readonly Look[]
  /** What was seen last at each level: severity and sentence are of the same look. */
  readonly said: readonly (Sighting | undefined)[]
  /** Newest last. */
  readonly history: readonly number[]
  /** As it was seen last at this level. */
  readonly seen: Sighting
}

export interface Sighting extends Seen {
  readonly at: Nanos
}

/** What of a rule, and of how it is looked at, decides on entry and exit. */
export interface Timing {
  readonly window: Seconds
  readonly latch: Seconds
  /** Looks that are needed before anything is said. */
  readonly least: number
  /** Of a capture, which has two instants: the time between them, which is all that can be observed. Null: it goes on. */
  readonly captured: Seconds | null
  readonly early: boolean
  /** Since the look before, of which this one tells; 0: there was none. */
  readonly spans: Seconds
}

export const NEW_TRACK: Track = { run: [], episode: null, last: null }

/** Of the looks over the window. */
const MOSTLY = 0.8
/** Of the looks over the window a level needs so many to stay: far fewer than to be reached, so that it does not flap. */
const STILL = 0.4
const MOST_HISTORY = 120
/** An event is over at once: it stays long enough to be read. */
const LEAST_STAY = 10
/** A look that comes a little early waits for no other. */
const EARLY = 0.3
const LEVELS = { info: 0, warning: 1, critical: 2 } as const
const LEVEL_NUMBERS = [0, 1, 2] as const

/** One more look: entry, exit and severity. `over`: an episode that ended with it, which was more than provisional. */
export function follow(
  track: Track,
  look: Seen | Clear | Missing,
  now: Nanos,
  timing: Timing,
): { readonly track: Track; readonly over: Episode | null } {
  if (isSeen(look)) return { track: sighted(track, look, now, timing), over: null }
  const { episode } = track
  // What could not be looked at is no look; what was there before is not there for ever.
  const run = isClear(look) ? grown(track.run, { at: now, level: -1, early: timing.early }, timing) : track.run
  const kept = episode && stays(episode, run, now, timing) ? episode : null
  return { track: { run, episode: kept, last: look }, over: episode && !kept && episode.confirmed ? episode : null }
}

function sighted(track: Track, seen: Seen, now: Nanos, timing: Timing): Track {
  const { episode } = track
  const { early } = timing
  const run = grown(track.run, { at: now, level: seen.hold ? -1 : LEVELS[seen.seen], early }, timing)
  const entry = levelOf(run, timing)
  if (!episode && entry < 0) return { run, episode: null, last: seen }
  const recent = episode ? within(episode.recent, { at: now, level: LEVELS[seen.seen], early }, timing) : run
  const level = episode ? levelNow(episode.level, recent, timing) : entry
  const culprits = seen.culprits.length > 0 ? seen.culprits : (episode?.seen.culprits ?? [])
  const said = LEVEL_NUMBERS.map((one) =>
    one === LEVELS[seen.seen] ? { ...seen, culprits, at: now } : episode?.said[one],
  )
  const seenFrom = episode?.seenFrom ?? now - Math.max(now - (run[0]?.at ?? now), (timing.captured ?? 0) * 1e9)
  const since = episode?.since ?? Math.min(seenFrom, now - (seen.held ?? 0) * 1e9)
  const { value, unit } = measured(seen, episode?.unit ?? null)
  const past = episode?.unit === unit ? episode : null
  return {
    run,
    last: seen,
    episode: {
      since,
      isProven: since < seenFrom,
      seenFrom,
      heldAt: now,
      heldFrom: now - Math.min(timing.spans, timing.window) * 1e9,
      level,
      worst: Math.max(level, episode?.worst ?? level),
      confirmed: episode?.confirmed || (timing.captured === null && (now - since) / 1e9 >= timing.window && entry >= 0),
      observed: (now - seenFrom) / 1e9,
      unit,
      peak: Math.max(value, past?.peak ?? value),
      recent,
      said,
      history: [...(past?.history ?? []), value].slice(-MOST_HISTORY),
      seen: said[level] ?? { ...seen, culprits, at: now },
    },
  }
}

/** Its value as the evidence has it that says the same; where several do, the one in the unit it had before. */
function measured({ value, evidence }: Seen, had: string | null): Pick<Episode, 'unit'> & { readonly value: number } {
  const told = evidence.flatMap(({ seen, unit }) => {
    const isShare = unit === '%' && typeof seen === 'number' && Math.abs(seen - value * 100) < 1e-6
    return seen === value ? [{ value, unit }] : isShare ? [{ value: seen, unit }] : []
  })
  return told.find(({ unit }) => unit === had) ?? told[0] ?? { value, unit: null }
}

/** A run begins with a sighting, and is over when it was there in less than most looks. */
function grown(run: readonly Look[], look: Look, timing: Timing): readonly Look[] {
  if (run.length === 0) return look.level < 0 ? [] : [look]
  const recent = within(run, look, timing)
  return share(recent, 0) >= MOSTLY ? recent : look.level < 0 ? [] : [look]
}

function within(looks: readonly Look[], look: Look, { window, least }: Timing): readonly Look[] {
  return [...looks.filter((one, i) => look.at - one.at <= window * 1e9 || i > looks.length - least), look]
}

/**
 * To rise takes more looks than to stay. Where a worse and a milder one take turns about a level that none was of lately, it is the
 * worse: what would be said of that level was seen long ago.
 */
function levelNow(was: number, recent: readonly Look[], { least }: Timing): number {
  const isIt = (level: number) => share(recent, level) >= (level > was ? MOSTLY : STILL)
  const found = [2, 1, 0].find((level) => isIt(level) && (level <= was || recent.length >= least)) ?? 0
  const levels = recent.map(({ level }) => level)
  return levels.includes(found) ? found : Math.max(...levels)
}

/** The highest that holds in most looks; −1: none, or too few looks. */
function levelOf(run: readonly Look[], { least }: Timing): number {
  if (run.length < least) return -1
  return [2, 1, 0].find((level) => share(run, level) >= MOSTLY) ?? -1
}

function share(run: readonly Look[], level: number): number {
  const fair = level > 0 ? run.filter((look) => !look.early || look.level >= level) : run
  return fair.length === 0 ? 0 : fair.filter((look) => look.level >= level).length / fair.length
}

/** A confirmed one until two windows after its cause may have ended; one that is provisional goes with its run. */
function stays(episode: Episode, run: readonly Look[], now: Nanos, { window, latch }: Timing): boolean {
  const below = (now - episode.heldAt) / 1e9
  if (below < latch) return true
  if (!episode.confirmed && window > 0) return run.length > 0
  return (now - episode.heldFrom) / 1e9 < 2 * window - EARLY || below < LEAST_STAY - EARLY
}
