import type { Resource } from '../model/findings.ts'
import { loadavg } from '../parse/loadavg.ts'
import { reading, type Sample, type Samples } from '../sample/sample.ts'
import { bothWant, NO_WANTS, type ProcessWants, type Wants } from '../sample/wants.ts'
import { valueOf } from '../source.ts'
import type { Nanos, Seconds } from '../units.ts'
import type { EngineState, Settings } from './engine.ts'
import { isArmed, isFollowed, type Memory, sees } from './memory.ts'
import type { Dear, Rule } from './rule.ts'
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

/** Seconds between two looks where nothing happens: the looks of all rules take 100 ms of CPU, most of it for sockets and descriptors. */
const RESTING = 300
/** The same of rules whose sign is always there, so that each look reads what is dear. */
const RESTING_DEAR = 300
/** The same of what clears a resource, which is shown as it is. */
const RESTING_CLEARANCE = 60
/** Where something does: rules look five times in their window, and in no case more often than they say. */
const LOOKS = 5
/** Rules look at common beats, so that what several want is read once: every thread of the machine, for one. */
const BEATS: readonly Seconds[] = [1, 2, 5, 10, 15, 30]
/** Of what is dear, unless its window is shorter than two of these. */
const DEAR_BEAT = 5
/** Seconds of such looks from which on a machine is crowded: there nothing dear is read at rest but now and then. */
const CROWDED = 10
/** There rules that were just armed look together, and those whose cause is over: each by itself would read every thread. */
const CROWDED_BEAT = 10
/** Threads that may be read for rules in a second: beside 10,000 the same look takes a tenth of a CPU, and is rarer. */
const THREADS_A_SECOND = 300
const CLEARANCE = 10
const RESOURCES: readonly Resource[] = ['cpu', 'memory', 'swap', 'disks', 'network', 'limits', 'numa', 'kernel']
/** A look that comes a little early waits for no other. */
const EARLY = 0.3
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
  // At most ticks nobody's turn has come: that is told by one comparison.
  const isQuiet = state.awake.size === 0 && now < state.quietUntil
  const pace = state.awake.size > 0 ? CLEARANCE : RESTING_CLEARANCE
  const clears = all || state.clearedAt === null || isTime(state.clearedAt, now, pace)
  const { sweep, visits } = nextVisits(state, settings, now)
  if (isQuiet && !clears && !sweep && visits.length === 0)
    return isTime(state.heard?.sample.at ?? 0, now, LISTENING) ? LISTENS : SILENT
  const due = isQuiet ? [] : rules.filter(isDue)
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
    ...(isQuiet ? [] : rules)
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

/** Until when no rule's turn comes, unless something stirs. 0: it may come at any sample. */
export function quietUntil(state: EngineState, { rules, all }: Settings, sample: Sample): Nanos {
  if (all) return 0
  const crowd = crowdOf(sample)
  let until = Number.POSITIVE_INFINITY
  for (const rule of rules) {
    const memory = state.rules.get(rule.id)
    if (!memory || memory.looks < 2 || memory.freshlyArmed) return 0
    const beat = beatOf(rule, state, sample.at, crowd)
    if (beat !== null && isSliced(rule, memory)) return 0
    const offset = beat === null ? offsetOf(rule.resource) : 0
    until = Math.min(until, nextBeat(memory.lookedAt, beat ?? restOf(rule, memory, crowd), offset))
  }
  return (until - EARLY) * 1e9
}

/** Whether what it asks for is read in slices, at every sample. */
function isSliced(rule: Rule<never>, memory: Memory): boolean {
  return (dearOf(rule, memory).processes?.everybody?.length ?? 0) > 0
}

/** What it asks for after its last look. */
function dearOf(rule: Rule<never>, { sample }: Memory): Dear {
  return rule.dear?.(sample && { after: sample, before: null }) ?? {}
}

/** Whether a beat lies between. */
function isTime(lookedAt: Nanos, now: Nanos, beat: Seconds, offset: Seconds = 0): boolean {
  return beats(now, beat, offset) > beats(lookedAt, beat, offset)
}

function nextBeat(lookedAt: Nanos, beat: Seconds, offset: Seconds): Seconds {
  return (beats(lookedAt, beat, offset) + 1) * beat + offset
}

function beats(at: Nanos, beat: Seconds, offset: Seconds): number {
  return Math.floor((at / 1e9 + EARLY - offset) / beat)
}

/** At rest all rules of a resource look at one sample: they read the same, and one sample is kept for all of them. */
export function offsetOf(resource: Resource): Seconds {
  return (RESOURCES.indexOf(resource) * RESTING) / RESOURCES.length
}

/** Seconds from look to look where the machine rests and the rule has seen nothing. */
function restOf({ every = 0, resting = RESTING }: Rule<never>, memory: Memory, crowd: Seconds): Seconds {
  return Math.max(every, isArmed(memory) ? Math.max(RESTING_DEAR, crowd * CROWDED) : resting)
}

/** Seconds that a look at every thread of this machine takes in turns. */
function crowdOf(sample: Sample): Seconds {
  return (valueOf(reading(sample, loadavg))?.threads ?? 0) / THREADS_A_SECOND
}

/**
 * The same of what this rule asks for. While it sees something, files of processes come in slices with every sample: where it wants
 * nothing else, nothing is spared by looking seldom.
 */
function crowdFor(rule: Rule<never>, memory: Memory | undefined, crowd: Seconds): Seconds {
  if (!memory || !sees(memory)) return crowd
  const { sources = [], processes: { everybody = [], threads = 'none' } = {} } = dearOf(rule, memory)
  return everybody.length > 0 && threads === 'none' && sources.length === 0 ? 0 : crowd
}

/** Seconds from look to look; null: the machine rests, and the rule has seen nothing. */
function beatOf(rule: Rule<never>, state: EngineState, now: Nanos, crowd: Seconds): Seconds | null {
  const { id, every = 0, window, resource } = rule
  const memory = state.rules.get(id)
  if (!state.awake.has(resource) && !isFollowed(memory, now)) return null
  // What was seen of a resource that rests is mostly over: one look says so, and what is read in slices meanwhile ends with it.
  const turns = crowdFor(rule, memory, crowd)
  const rare = state.awake.has(resource) ? turns : Math.min(turns, CROWDED_BEAT)
  const least = isArmed(memory)
    ? Math.max(window >= 2 * DEAR_BEAT ? DEAR_BEAT : 0, rare, dumpStands(rule, memory?.sample ?? null))
    : 0
  const wish = Math.max(every, least, window / LOOKS)
  return BEATS.find((beat) => beat >= wish) ?? wish
}

/** For how long the largest dump that it had stands: before, it would see the same again. */
function dumpStands(rule: Rule<never>, sample: Sample | null): Seconds {
  if (!sample || rule.resource !== 'network') return 0
  const sources = rule.dear?.({ after: sample, before: null }).sources ?? []
  const stand = sources.map(({ path, dump }) => {
    const value = dump?.keeps ? valueOf(sample.files.get(path)) : null
    return value === null ? 0 : (dump?.keeps?.(value) ?? 0)
  })
  return Math.max(0, ...stand)
}

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
