import type { Resource } from '../model/findings.ts'
import { loadavg } from '../parse/loadavg.ts'
import { reading, type Sample } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import type { Nanos, Seconds } from '../units.ts'
import type { EngineState } from './engine.ts'
import { isArmed, isFollowed, type Memory, sees } from './memory.ts'
import type { Dear, Rule } from './rule.ts'

/** Seconds between two looks where nothing happens: the looks of all rules take 100 ms of CPU, most of it for sockets and descriptors. */
const RESTING = 300
/** The same of rules whose sign is always there, so that each look reads what is dear. */
const RESTING_DEAR = 300
/** Where something does: rules look five times in their window, and in no case more often than they say. */
const LOOKS = 5
/** Rules look at common beats, so that what several want is read once: every thread of the machine, for one. */
const BEATS: readonly Seconds[] = [1, 2, 5, 10, 15, 30]
/** Of what is dear, unless its window is shorter than two of these. */
const DEAR_BEAT = 5
/** Seconds of such looks from which on a machine is crowded: there nothing dear is read at rest but now and then. */
export const CROWDED = 10
/** There rules that were just armed look together, and those whose cause is over: each by itself would read every thread. */
export const CROWDED_BEAT = 10
/** Threads that may be read for rules in a second: beside 10,000 the same look takes a tenth of a CPU, and is rarer. */
const THREADS_A_SECOND = 300
export const RESOURCES: readonly Resource[] = ['cpu', 'memory', 'swap', 'disks', 'network', 'limits', 'numa', 'kernel']
/** A look that comes a little early waits for no other. */
export const EARLY = 0.3

/** Whether what it asks for is read in slices, at every sample. */
export function isSliced(rule: Rule<never>, memory: Memory): boolean {
  return (dearOf(rule, memory).processes?.everybody?.length ?? 0) > 0
}

/** What it asks for after its last look. */
function dearOf(rule: Rule<never>, { sample }: Memory): Dear {
  return rule.dear?.(sample && { after: sample, before: null }) ?? {}
}

/** Whether a beat lies between. */
export function isTime(lookedAt: Nanos, now: Nanos, beat: Seconds, offset: Seconds = 0): boolean {
  return beats(now, beat, offset) > beats(lookedAt, beat, offset)
}

export function nextBeat(lookedAt: Nanos, beat: Seconds, offset: Seconds): Seconds {
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
export function restOf({ every = 0, resting = RESTING }: Rule<never>, memory: Memory, crowd: Seconds): Seconds {
  return Math.max(every, isArmed(memory) ? Math.max(RESTING_DEAR, crowd * CROWDED) : resting)
}

/** Seconds that a look at every thread of this machine takes in turns. */
export function crowdOf(sample: Sample): Seconds {
  return (valueOf(reading(sample, loadavg))?.threads ?? 0) / THREADS_A_SECOND
}

/**
 * The same of what this rule asks for. While it sees something, files of processes come in slices with every sample: where it wants
 * nothing else, nothing is spared by looking seldom.
 */
export function crowdFor(rule: Rule<never>, memory: Memory | undefined, crowd: Seconds): Seconds {
  if (!memory || !sees(memory)) return crowd
  const { sources = [], processes: { everybody = [], threads = 'none' } = {} } = dearOf(rule, memory)
  return everybody.length > 0 && threads === 'none' && sources.length === 0 ? 0 : crowd
}

/** Seconds from look to look; null: the machine rests, and the rule has seen nothing. */
export function beatOf(rule: Rule<never>, state: EngineState, now: Nanos, crowd: Seconds): Seconds | null {
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
