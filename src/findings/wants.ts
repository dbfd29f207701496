import type { Samples } from '../sample/sample.ts'
import { bothWant, NO_WANTS, type ProcessWants, type Wants } from '../sample/wants.ts'
import type { Nanos } from '../units.ts'
import { beatOf, CROWDED, CROWDED_BEAT, crowdFor, crowdOf, isTime, offsetOf, restOf } from './beats.ts'
import type { EngineState, Settings } from './engine.ts'
import { isArmed, isFollowed, sees } from './memory.ts'
import { openAt } from './quiet.ts'
import type { Rule } from './rule.ts'
import { clearances } from './ruled-out/all.ts'
import { SMALL, STIRRING } from './stirring.ts'
import { nextVisits, type Visit, visitWants } from './visits.ts'

/** What the next look is about. */
export interface Turn {
  readonly rules: readonly Rule<never>[]
  /** Those of them whose dear sources are read with it. */
  readonly armed: ReadonlySet<string>
  readonly clearances: boolean
  /** Looks at other network namespaces; and whether it is asked who is where. */
  readonly visits: readonly Visit[]
  readonly sweep: boolean
  /** Whether it is worked out if something stirs. */
  readonly hears: boolean
  readonly wants: Wants
}

/** Seconds between two looks at what clears a resource where nothing happens: it is shown as it is. */
const RESTING_CLEARANCE = 60
const CLEARANCE = 10
/** Rules that look for the first times at one sample: all at once would hold up the keyboard. */
const MOST_NEW = 20
const NOBODY: ProcessWants = { visible: [], files: [], everybody: [], threads: 'none', active: [], focus: null }

/** Whose turn it is at the sample after these, and what has to be read for it. */
export function nextTurn(state: EngineState, settings: Settings, samples: Samples | null): Turn {
  const { rules, all } = settings
  const now = comes(samples)
  let room = MOST_NEW
  const crowd = samples ? crowdOf(samples.after) : 0
  const mayAsk = (rule: Rule<never>) =>
    crowd < CROWDED || state.awake.has(rule.resource) || sees(state.rules.get(rule.id))
  const isDue = (rule: Rule<never>) => {
    const memory = state.rules.get(rule.id)
    // The first rates come with the second look, and what was just armed is looked at soon.
    if (all) return true
    if (!memory || memory.looks < 2) return room-- > 0
    if (memory.freshlyArmed && mayAsk(rule))
      return crowdFor(rule, memory, crowd) < CROWDED || isTime(memory.lookedAt, now, CROWDED_BEAT)
    const beat = beatOf(rule, state, now, crowd)
    if (beat !== null) return isTime(memory.lookedAt, now, beat)
    return isTime(memory.lookedAt, now, restOf(rule, memory, crowd), offsetOf(rule.resource))
  }
  const open = openAt(state, now)
  const pace = state.awake.size > 0 ? CLEARANCE : RESTING_CLEARANCE
  const clears = all || state.clearedAt === null || isTime(state.clearedAt, now, pace)
  const { sweep, visits } = nextVisits(state, settings, now)
  if (open.length === 0 && !clears && !sweep && visits.length === 0)
    return isTime(state.heard?.sample.at ?? 0, now, LISTENING) ? LISTENS : SILENT
  const asked = rules.filter(({ resource }) => open.includes(resource))
  const due = asked.filter(isDue)
  const isAsking = (rule: Rule<never>) => {
    const memory = state.rules.get(rule.id)
    return isArmed(memory) && (mayAsk(rule) || (memory?.looks ?? 0) >= 2)
  }
  const armed = new Set(due.filter(isAsking).map(({ id }) => id))
  const plain = [
    ...(sweep ? [sweep] : []),
    ...STIRRING,
    ...due.flatMap((rule) => rule.sources(lastSeen(state, rule, samples), keptBy(state, rule))),
    ...(clears ? clearances.flatMap(({ sources }) => sources) : []),
  ]
  const wants = [
    ...due
      .filter(({ id }) => armed.has(id))
      .map((rule) => dearWants(rule, lastSeen(state, rule, samples), keptBy(state, rule))),
    // What is read in slices goes on between the looks of who wants it.
    ...asked
      .filter((rule) => isFollowed(state.rules.get(rule.id), now) && mayAsk(rule))
      .map((rule) => slices(rule, samples)),
    ...visits.map((visit) => visitWants(state, visit)),
  ].reduce(bothWant, { ...NO_WANTS, sources: plain })
  return { rules: due, armed, clearances: clears, visits, sweep: sweep !== null, hears: true, wants }
}

/** Seconds between two looks whether something stirs, on a machine that rests. */
const LISTENING = 5
/** The same of what is small: curves go on. */
const LISTENING_SMALL = 2

const SILENT: Turn = {
  rules: [],
  armed: new Set(),
  clearances: false,
  visits: [],
  sweep: false,
  hears: false,
  wants: { ...NO_WANTS, sources: SMALL.map((file) => ({ ...file, every: Math.max(file.every, LISTENING_SMALL) })) },
}
const LISTENS: Turn = { ...SILENT, hears: true, wants: { ...NO_WANTS, sources: STIRRING } }

/**
 * What is asked for may follow from what was read before (the mounts, then how full each is): of a rule that does not look at every
 * sample that is its own last look, as the last sample need not hold what it reads.
 */
function lastSeen(state: EngineState, { id }: Rule<never>, samples: Samples | null): Samples | null {
  const own = state.rules.get(id)?.sample
  return own && own.at !== samples?.after.at ? { after: own, before: null } : samples
}

/** About when: as long after the last one as that after the one before. */
function comes(samples: Samples | null): Nanos {
  if (!samples) return 0
  const { after, before } = samples
  return after.at + (before ? after.at - before.at : 0)
}

function slices(rule: Rule<never>, samples: Samples | null): Wants {
  const processes = rule.dear?.(samples).processes
  return { sources: [], processes: processes ? { ...NOBODY, everybody: processes.everybody ?? [] } : null }
}

function keptBy(state: EngineState, { id }: Rule<never>): never {
  return (state.rules.get(id)?.kept ?? null) as never
}

function dearWants(rule: Rule<never>, samples: Samples | null, kept: never): Wants {
  const { sources = [], processes } = rule.dear?.(samples, kept) ?? {}
  return { sources, processes: processes ? { ...NOBODY, ...processes } : null }
}
