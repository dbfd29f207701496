import { Snapshot } from '../model/snapshot.ts'
import {
  allNetNamespaces,
  type NetNamespaces,
  type NetSpace,
  netNamespaceOf,
  netNamespaces,
} from '../parse/net/namespaces.ts'
import { reading, type Sample, type Samples } from '../sample/sample.ts'
import { bothWant, NO_WANTS, type Wants } from '../sample/wants.ts'
import { type Source, valueOf } from '../source.ts'
import type { Nanos, Seconds } from '../units.ts'
import { asksElsewhere, goesBySettings, seenElsewhere } from './elsewhere.ts'
import type { EngineState, Settings } from './engine.ts'
import { type Looked, lookAt } from './looks.ts'
import { isArmed, isFollowed, type Memory, memoryKey } from './memory.ts'
import type { Rule } from './rule.ts'
import { foundIn, nameSources, toldElsewhere } from './told-elsewhere.ts'

/** What is known of other network namespaces than whytop's own. */
export interface Elsewhere {
  /** Null: nobody has looked who is where, or it has to be done again. */
  readonly sweptAt: Nanos | null
  readonly known: Pick<NetNamespaces, 'left' | 'refused' | 'others'>
  readonly visitedAt: ReadonlyMap<number, Nanos>
  /** Those in which something was seen at the last visit, or in which a sign came lately. */
  readonly busy: ReadonlySet<number>
}

export const NOWHERE_ELSE: Elsewhere = {
  sweptAt: null,
  known: { left: 0, refused: 0, others: [] },
  visitedAt: new Map(),
  busy: new Set(),
}

/** A look at one of them. */
export interface Visit {
  readonly space: NetSpace
  readonly rules: readonly Rule<never>[]
  /** Those of them whose dear sources are read with it. */
  readonly armed: ReadonlySet<string>
}

/** Seconds between two looks who is where. */
const SWEEP = 30
/** After the start: there are rows to be drawn first. */
const SETTLED = 4
/** Seconds between two visits where the network rests, and where it does not; and of one in which something is seen. */
const RESTING = 10
const PACE = 5
const FOLLOWED = 4
/** Of a rule that always has its sign and sees nothing: what is dear is read that seldom. */
const RESTING_DEAR = 60
/** Namespaces in which something is seen that are visited at one look; and all that are where a run is short. */
const MOST_FOLLOWED = 4
const MOST_AT_ONCE = 64
/** A look that comes a little early waits for no other. */
const EARLY = 0.3

/** Whether it is time to look who is where, and which namespaces are visited with the next sample. */
export function nextVisits(
  state: EngineState,
  settings: Settings,
  now: Nanos,
): { readonly sweep: Source<NetNamespaces> | null; readonly visits: readonly Visit[] } {
  const { sweptAt, known } = state.elsewhere
  const isTime =
    sweptAt === null
      ? settings.all || (state.began !== null && passed(state.began, now) >= SETTLED)
      : known.left > 0 || passed(sweptAt, now) >= SWEEP
  // A capture is of one namespace.
  if (settings.brief || (!isTime && known.others.length === 0)) return NOTHING_DUE
  const rules = settings.rules.filter(({ namespaced }) => namespaced)
  if (rules.length === 0) return NOTHING_DUE
  const sweep = settings.all ? allNetNamespaces : netNamespaces
  const visits = dueSpaces(state, settings, now).map((space) => visitOf(state, settings, rules, space, now))
  return { sweep: isTime ? sweep : null, visits }
}

const NOTHING_DUE = { sweep: null, visits: [] } as const

/** All that is read for a visit. */
export function visitWants(state: EngineState, { space, rules, armed }: Visit): Wants {
  const [pid = 0] = space.pids
  const asked = new Set<Source<unknown>>()
  let wants: Wants = NO_WANTS
  for (const rule of rules) {
    const samples = lastThere(memoryOf(state, rule, space))
    const dear = armed.has(rule.id) ? rule.dear?.(samples) : undefined
    for (const source of [...cheapOf(rule, samples), ...(dear?.sources ?? [])]) asked.add(source)
    if (dear?.processes) wants = bothWant(wants, { sources: [], processes: { ...NOBODY, ...dear.processes } })
  }
  return { ...wants, sources: [netNamespaceOf(pid), ...nameSources(space), ...asksElsewhere([...asked], pid)] }
}

/** What rules see there; null: the process that stood for it is gone, or has gone elsewhere. */
export function lookThere(
  state: EngineState,
  { limits }: Settings,
  { space, rules, armed }: Visit,
  { samples, facts, history }: Snapshot,
): { readonly looked: readonly Looked[]; readonly sample: Sample } | null {
  const [pid = 0] = space.pids
  if (valueOf(reading(samples.after, netNamespaceOf(pid))) !== space.id) return null
  const memory = (rule: Rule<never>) => memoryOf(state, rule, space)
  const asked = new Set<Source<unknown>>()
  for (const rule of rules) {
    const last = lastThere(memory(rule))
    const dear = armed.has(rule.id) ? rule.dear?.(last).sources : undefined
    for (const source of [...cheapOf(rule, last), ...(dear ?? [])]) asked.add(source)
  }
  const sample = seenElsewhere(samples.after, [...asked], pid)
  const where = foundIn(space, samples.after)
  // Without sock_diag each dump is the kernel's whole table written out: only a sign is worth it.
  const there = new Snapshot({ after: sample, before: null }, { ...facts, clocks: false }, history)
  const earlier = (rule: Rule<never>) => ({ sample: memory(rule)?.sample ?? null, kept: memory(rule)?.kept ?? null })
  const looked = lookAt(rules, there, earlier, { limits, armed }).map((one) => ({
    ...one,
    rule: { ...one.rule, every: Math.max(one.rule.every ?? 0, FOLLOWED) },
    key: memoryKey(one.rule, space.id),
    look: toldElsewhere(one.look, where, goesBySettings(one.rule.sources(null))),
  }))
  return { looked, sample }
}

/** After a look who is where. One that failed says of nobody that he is gone. */
export function swept(elsewhere: Elsewhere, samples: Samples): Elsewhere {
  const { after } = samples
  const found = valueOf(reading(after, netNamespaces)) ?? valueOf(reading(after, allNetNamespaces))
  if (!found) return { ...elsewhere, sweptAt: after.at }
  const { left, refused, others } = found
  const there = new Set(others.map(({ id }) => id))
  const visitedAt = new Map([...elsewhere.visitedAt].filter(([id]) => there.has(id)))
  const busy = new Set([...elsewhere.busy].filter((id) => there.has(id)))
  return { sweptAt: after.at, known: { left, refused, others }, visitedAt, busy }
}

/** After a visit. */
export function visitedNow(state: EngineState, { rules }: Settings, { space }: Visit, now: Nanos): Elsewhere {
  const { elsewhere } = state
  const isBusy = rules.some((rule) => rule.namespaced && isFollowed(memoryOf(state, rule, space), now))
  const busy = new Set(elsewhere.busy)
  if (isBusy) busy.add(space.id)
  else busy.delete(space.id)
  return { ...elsewhere, busy, visitedAt: new Map(elsewhere.visitedAt).set(space.id, now) }
}

const NOBODY = { visible: [], files: [], everybody: [], threads: 'none', active: [], focus: null } as const

/** A dump is dear there whatever it costs here: see isDumpCheap. */
function cheapOf(rule: Rule<never>, samples: Samples | null): readonly Source<unknown>[] {
  return rule.sources(samples).filter(({ dump }) => !dump)
}

/** Those in which something is seen first, then whichever was visited longest ago. */
function dueSpaces(state: EngineState, { all }: Settings, now: Nanos): readonly NetSpace[] {
  const { known, visitedAt, busy: seenIn } = state.elsewhere
  const ago = ({ id }: NetSpace) => passed(visitedAt.get(id) ?? Number.NEGATIVE_INFINITY, now)
  const longest = [...known.others].sort((a, b) => ago(b) - ago(a))
  const busy = longest.filter(({ id }) => seenIn.has(id))
  if (all) return [...new Set([...busy, ...longest])].slice(0, MOST_AT_ONCE)
  const calm = longest.filter(({ id }) => !seenIn.has(id))
  const pace = state.awake.has('network') ? PACE : RESTING
  const next = calm.every((space) => ago(space) >= pace - EARLY) ? calm.slice(0, 1) : []
  return [...busy.filter((space) => ago(space) >= FOLLOWED - EARLY).slice(0, MOST_FOLLOWED), ...next]
}

function visitOf(
  state: EngineState,
  { all }: Settings,
  rules: readonly Rule<never>[],
  space: NetSpace,
  now: Nanos,
): Visit {
  const memory = (rule: Rule<never>) => memoryOf(state, rule, space)
  const isDue = (rule: Rule<never>) =>
    all ||
    !isArmed(memory(rule)) ||
    isFollowed(memory(rule), now) ||
    passed(memory(rule)?.lookedAt ?? 0, now) >= RESTING_DEAR
  const due = rules.filter(isDue)
  return { space, rules: due, armed: new Set(due.filter((rule) => isArmed(memory(rule))).map(({ id }) => id)) }
}

function memoryOf(state: EngineState, rule: Rule<never>, { id }: NetSpace): Memory | undefined {
  return state.rules.get(memoryKey(rule, id))
}

function lastThere(memory: Memory | undefined): Samples | null {
  return memory?.sample ? { after: memory.sample, before: null } : null
}

function passed(from: Nanos, now: Nanos): Seconds {
  return (now - from) / 1e9
}
