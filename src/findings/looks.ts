import { Snapshot } from '../model/snapshot.ts'
import type { Sample } from '../sample/sample.ts'
import type { Missing } from '../source.ts'
import type { ChangedLimits } from './limits.ts'
import { limitValues } from './limits.ts'
import { memoryKey } from './memory.ts'
import type { Clear, Rule, Seen } from './rule.ts'

/** What a rule remembers between its looks. */
export interface Looked {
  readonly rule: Rule<never>
  /** Under which it is remembered. */
  readonly key: string
  readonly look: Seen | Clear | Missing
  readonly kept: unknown
  /** Its cheap sign asks for what is dear. */
  readonly sign: boolean
}

/** What rules see: each over the time since its own last look, so that rates are of all of it. */
export function lookAt(
  rules: readonly Rule<never>[],
  snapshot: Snapshot,
  before: (rule: Rule<never>) => { readonly sample: Sample | null; readonly kept: unknown },
  { limits, armed }: { readonly limits: ChangedLimits; readonly armed: ReadonlySet<string> },
): readonly Looked[] {
  const { whole, plain } = views(snapshot)
  return rules.map((rule) => {
    const { sample, kept } = before(rule)
    const own = (armed.has(rule.id) ? whole : plain)(sample)
    const values = limitValues(rule, limits)
    const look = rule.see(own, values, kept as never)
    return {
      rule,
      key: memoryKey(rule),
      look,
      kept: 'missing' in look && look.kept === undefined ? kept : (look.kept ?? null),
      sign: rule.sign?.(own, values) ?? false,
    }
  })
}

/** The rules of a sample look in slices: what models say of it is worked out once for all of them. */
function views(snapshot: Snapshot): Views {
  const known = byMoment.get(snapshot) ?? { whole: spans(snapshot), plain: spans(withoutProcesses(snapshot)) }
  byMoment.set(snapshot, known)
  return known
}

interface Views {
  readonly whole: Span
  readonly plain: Span
}

const byMoment = new WeakMap<Snapshot, Views>()

/** Who did not ask for processes does not go through those that a pane happens to show. */
function withoutProcesses({ samples, facts, history }: Snapshot): Snapshot {
  return new Snapshot({ ...samples, after: { ...samples.after, processes: null } }, facts, history)
}

type Span = (before: Sample | null) => Snapshot

/** The same moment, and the time since another one; what models say of each is worked out once. */
export function spans(snapshot: Snapshot): Span {
  const { samples, facts, history } = snapshot
  const known = new Map<Sample | null, Snapshot>([[samples.before, snapshot]])
  return (before) => {
    const span = known.get(before) ?? new Snapshot({ after: samples.after, before }, facts, history)
    known.set(before, span)
    return span
  }
}
