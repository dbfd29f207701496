import type { Ended, Findings, Resource, RuledOut } from '../model/findings.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Sample } from '../sample/sample.ts'
import type { Nanos, Seconds } from '../units.ts'
import type { ChangedLimits } from './limits.ts'
import { listened } from './listened.ts'
import { type Looked, lookAt, spans } from './looks.ts'
import { isArmed, type Memory, memoryKey } from './memory.ts'
import { type Quiet, quietAfter } from './quiet.ts'
import { aged, endedOf, reportOf } from './report.ts'
import type { Rule } from './rule.ts'
import { clearances } from './ruled-out/all.ts'
import type { Heard } from './stirring.ts'
import { follow, NEW_TRACK, type Timing } from './track.ts'
import { type Elsewhere, lookThere, NOWHERE_ELSE, swept, type Visit, visitedNow } from './visits.ts'
import type { Turn } from './wants.ts'

/** How rules are looked at; it does not change while they are. */
export interface Settings {
  readonly rules: readonly Rule<never>[]
  readonly limits: ChangedLimits
  /** Every rule at every sample, whatever its cadence: a short run has no time for turns. */
  readonly all: boolean
  /** A capture: two instants are all there will ever be. */
  readonly brief: boolean
}

/** All that is kept from sample to sample. */
export interface EngineState {
  /** By memoryKey. */
  readonly rules: ReadonlyMap<string, Memory>
  readonly elsewhere: Elsewhere
  /** Resources something happens to, or did lately: until when. */
  readonly awake: ReadonlyMap<Resource, Nanos>
  /** What was seen when it was last worked out if something stirs. */
  readonly heard: Heard | null
  readonly quiet: Quiet
  readonly ended: readonly Ended[]
  readonly ruledOut: readonly RuledOut[]
  readonly clearedAt: Nanos | null
  readonly clearedBefore: Sample | null
  /** The first sample since the start, or since the machine slept. */
  readonly began: Nanos | null
  readonly resumed: boolean
  readonly findings: Findings | null
}

export const NOTHING_KNOWN: EngineState = {
  rules: new Map(),
  elsewhere: NOWHERE_ELSE,
  awake: new Map(),
  heard: null,
  quiet: new Map(),
  ended: [],
  ruledOut: [],
  clearedAt: null,
  clearedBefore: null,
  began: null,
  resumed: false,
  findings: null,
}

/** Looks that are needed before anything is said. */
const LEAST = 3
/** What is dear is read for so long after a sign: a person would rather not see it come and go. */
const ARMED = 10
const MOST_ENDED = 50

/** One sample: what the rules whose turn it was see in it, and what follows from that. */
export function look(state: EngineState, settings: Settings, turn: Turn, snapshot: Snapshot): EngineState {
  return concluded(lookAtSome(state, settings, turn.rules, turn, snapshot), settings, turn, snapshot)
}

/** The first part of a look, for some of the rules: each is fast, all of them would hold up the keyboard. */
export function lookAtSome(
  state: EngineState,
  settings: Settings,
  rules: readonly Rule<never>[],
  { armed }: Turn,
  snapshot: Snapshot,
): EngineState {
  if (rules.length === 0) return state
  const { after, before } = snapshot.samples
  const earlier = (rule: Rule<never>) => {
    const memory = state.rules.get(rule.id)
    // The sample before was its last look too: it may have been completed since.
    const isLast = settings.all || !memory?.sample || memory.sample.at === before?.at
    const sample = isLast ? before : memory.sample
    return { sample, kept: memory?.kept ?? null }
  }
  // Of a capture the time between its instants is what was watched.
  const began = settings.brief ? (before?.at ?? null) : null
  const looked = lookAt(rules, snapshot, earlier, { limits: settings.limits, armed })
  return fold({ ...state, began: state.began ?? began }, settings, looked, after)
}

/** The last part, when all rules have looked. */
export function concluded(state: EngineState, settings: Settings, turn: Turn, snapshot: Snapshot): EngineState {
  const { after } = snapshot.samples
  const { awake, heard } = listened(state, settings, turn, snapshot)
  const isIdle = turn.rules.length === 0 && turn.visits.length === 0 && !turn.sweep && !turn.clearances
  if (isIdle && state.findings) return rested({ ...state, awake, heard }, state.findings, settings, after)
  const next: EngineState = { ...state, awake, heard, began: state.began ?? after.at }
  const there = turn.visits.reduce((known, visit) => visited(known, settings, visit, snapshot), next)
  const all = turn.sweep ? moved(there, settings, swept(there.elsewhere, snapshot.samples), after.at) : there
  const whole = turn.clearances ? cleared(all, snapshot, settings.all) : all
  return {
    ...whole,
    quiet: quietAfter(whole, settings, after),
    findings: reportOf(whole, settings, after.at),
  }
}

/** Nanoseconds from telling to telling how long ago what stands was seen. */
const TOLD: Nanos = 2e9

/** Nobody looked: what is known is only older by now. */
function rested(state: EngineState, last: Findings, settings: Settings, sample: Sample): EngineState {
  const { at: now } = sample
  const isSame = last.list.length === 0 || Math.floor(now / TOLD) === Math.floor(last.at / TOLD)
  return {
    ...state,
    quiet: quietAfter(state, settings, sample),
    findings: { ...(isSame ? last : aged(state, settings, last, now)), at: now, observed: since(state.began, now) },
  }
}

/** Pure: what was seen, and what was known, give what is known now. */
export function fold(state: EngineState, settings: Settings, looked: readonly Looked[], sample: Sample): EngineState {
  const now = sample.at
  const began = state.began ?? now
  const rules = new Map(state.rules)
  const over: Ended[] = []
  // Records of all processes are kept for nobody who did not ask for them.
  const bare: Sample = sample.processes ? { ...sample, processes: null } : sample
  for (const { rule, key, look: seen, kept, sign } of looked) {
    const memory = rules.get(key)
    const was = memory?.track ?? NEW_TRACK
    // After a gap the first window says nothing: counters and averages still tell of what was before it.
    const quiet = state.resumed && (now - began) / 1e9 < rule.window
    const armedLooks = isArmed(memory) ? (memory?.armedLooks ?? 0) + 1 : 0
    // What is dear is there for rates from the second such look on.
    const early = rule.dear !== undefined && armedLooks < 2 && !settings.brief
    const spanned = memory && memory.looks > 0 ? (now - memory.lookedAt) / 1e9 : 0
    const followed = quiet
      ? { track: was, over: null }
      : follow(was, seen, now, { ...timingOf(rule, settings, (now - began) / 1e9), early, spans: spanned })
    if (followed.over) over.push(endedOf(rule, followed.over, now))
    const armedUntil = rule.dear && (sign || followed.track.episode) ? now + ARMED * 1e9 : (memory?.armedUntil ?? 0)
    rules.set(key, {
      track: followed.track,
      sample: armedUntil > now || isArmed(memory) ? sample : bare,
      kept,
      looks: quiet ? 0 : (memory?.looks ?? 0) + 1,
      lookedAt: now,
      armedUntil,
      armedLooks,
      armedSince: memory && isArmed(memory) ? memory.armedSince : now,
      freshlyArmed: armedUntil > now && !isArmed(memory),
    })
  }
  const ended = over.length > 0 ? [...over, ...state.ended].slice(0, MOST_ENDED) : state.ended
  return { ...state, rules, ended, began }
}

/** What rules see in another network namespace. */
function visited(state: EngineState, settings: Settings, visit: Visit, snapshot: Snapshot): EngineState {
  const found = lookThere(state, settings, visit, snapshot)
  // Whoever stood for it has ended: another process does, or nobody is there any more.
  if (!found) return { ...state, elsewhere: { ...state.elsewhere, sweptAt: null } }
  const next = fold(state, settings, found.looked, found.sample)
  return { ...next, elsewhere: visitedNow(next, settings, visit, snapshot.samples.after.at) }
}

/** Namespaces that are gone take with them what was found there. */
function moved(state: EngineState, { rules: all }: Settings, elsewhere: Elsewhere, now: Nanos): EngineState {
  const gone = state.elsewhere.known.others.filter(({ id }) => !elsewhere.known.others.some((one) => one.id === id))
  if (gone.length === 0) return { ...state, elsewhere }
  const rules = new Map(state.rules)
  const over: Ended[] = []
  for (const { id } of gone)
    for (const rule of all) {
      const episode = rules.get(memoryKey(rule, id))?.track.episode
      if (episode?.confirmed) over.push(endedOf(rule, episode, now))
      rules.delete(memoryKey(rule, id))
    }
  return { ...state, rules, elsewhere, ended: [...over, ...state.ended].slice(0, MOST_ENDED) }
}

function since(began: Nanos | null, now: Nanos): Seconds {
  return began === null ? 0 : (now - began) / 1e9
}

/** The machine slept, or the clock jumped: what was before is no measure of what comes, and one window is skipped. */
export function resumed(state: EngineState): EngineState {
  const rules = new Map(
    [...state.rules].map(([id, memory]) => [
      id,
      { ...memory, sample: null, looks: 0, track: { ...memory.track, run: [] } },
    ]),
  )
  return {
    ...state,
    rules,
    heard: null,
    quiet: new Map(),
    began: null,
    resumed: true,
    clearedAt: null,
    clearedBefore: null,
  }
}

function timingOf(
  { window, latch = 0, every = 0 }: Rule<never>,
  { all, brief }: Settings,
  observed: Seconds,
): Omit<Timing, 'early' | 'spans'> {
  return {
    // A window holds three looks at least.
    window: window > 0 && !all ? Math.max(window, 2 * every) : window,
    latch,
    least: brief || window === 0 ? 1 : LEAST,
    captured: brief ? observed : null,
  }
}

function cleared(state: EngineState, snapshot: Snapshot, all: boolean): EngineState {
  const { after, before } = snapshot.samples
  const own = spans(snapshot)(all ? before : (state.clearedBefore ?? before))
  const ruledOut = clearances.flatMap(({ clears }) => clears(own) ?? [])
  return { ...state, ruledOut, clearedAt: after.at, clearedBefore: after }
}
