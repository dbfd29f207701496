import type { Limits } from './rule.ts'

/** Where a finding begins: a limit of the rule, or what an exit that is a share of its entries is a share of. */
export interface Entry {
  /** Null: of every entry. */
  readonly name: string | null
  readonly value: number
}

/** A limit beyond this one does not do what it says. */
export interface Contradiction {
  readonly name: string
  readonly side: 'below' | 'above'
  readonly of: Entry
}

/** The config file's number of a limit; null: the rule's own holds. */
export type Given = (name: string) => number | null

/** An exit that nobody set keeps its ratio to the entry; one on the wrong side of it would end what never began, so that the entry holds. */
export function exitValue(limits: Limits, name: string, given: Given): number {
  const known = exitOf(limits, name)
  if (known === null) return given(name) ?? own(limits, name)
  const { side, entries } = known
  return now(entries, given).reduce(
    (exit, { value }) => (side === 'below' ? Math.min(exit, value) : Math.max(exit, value)),
    given(name) ?? followed(limits, name, known, given),
  )
}

/** What a person set, and cannot come true beside the others. */
export function contradictions(limits: Limits, given: Given): readonly Contradiction[] {
  const set = Object.keys(limits).filter((name) => given(name) !== null)
  return set.flatMap((name) => {
    const exit = exitOf(limits, name)
    if (exit) return beyond(name, exit.side === 'below' ? 'above' : 'below', now(exit.entries, given), given)
    const from = name === 'critical' ? warningSide(limits) : null
    return from ? beyond(name, from, now([{ name: 'warning', value: own(limits, 'warning') }], given), given) : []
  })
}

/** Whether it ends below or above where it begins; null: it is no exit. */
export function exitOf(limits: Limits, name: string): Exit | null {
  const exit = EXIT.test(name) ? limits[name] : undefined
  if (!exit) return null
  const entries = entriesOf(limits, name)
  const [first] = entries
  return first ? { side: exit.value < first.value ? 'below' : 'above', entries } : null
}

interface Exit {
  readonly side: 'below' | 'above'
  /** It follows the first of them. */
  readonly entries: readonly Entry[]
}

/** `exit`, or `stall_exit` of `stall`. */
const EXIT = /^(?:.*_)?exit$/

function entriesOf(limits: Limits, name: string): readonly Entry[] {
  const exit = limits[name]
  if (exit?.unit === '×') return [{ name: null, value: 1 }]
  if (exit?.of === 'each') return [{ name: null, value: 100 }]
  const first = Object.keys(limits).find((one) => limits[one]?.unit === exit?.unit && !EXIT.test(one))
  const names = exit?.of ?? (name !== 'exit' ? [name.slice(0, -'_exit'.length)] : first ? [first] : [])
  return names.map((one) => ({ name: one, value: own(limits, one) }))
}

function followed(limits: Limits, name: string, { side, entries: [entry] }: Exit, given: Given): number {
  const exit = own(limits, name)
  const set = entry?.name ? given(entry.name) : null
  if (!entry || set === null || set === entry.value || entry.value === 0) return exit
  const value = (exit * set) / entry.value
  // Of a share that ends above its entry there is no more than all.
  return side === 'above' && limits[name]?.unit === '%' ? Math.min(value, Math.max(set, 100)) : value
}

/** On which side of its warning a critical has no sense; null: they are not of the same. */
function warningSide(limits: Limits): 'below' | 'above' | null {
  const { warning, critical } = limits
  if (!warning || !critical || warning.unit !== critical.unit) return null
  const wrong = critical.value > warning.value ? 'below' : 'above'
  const exit = exitOf(limits, 'exit')
  const isOfWarning = exit?.entries.some(({ name }) => name === 'warning') ?? false
  return isOfWarning && exit?.side !== wrong ? null : wrong
}

function beyond(
  name: string,
  side: 'below' | 'above',
  entries: readonly Entry[],
  given: Given,
): readonly Contradiction[] {
  const value = given(name) ?? 0
  const of = entries.find((entry) => (side === 'below' ? value < entry.value : value > entry.value))
  return of ? [{ name, side, of }] : []
}

function now(entries: readonly Entry[], given: Given): readonly Entry[] {
  return entries.map(({ name, value }) => ({ name, value: (name === null ? null : given(name)) ?? value }))
}

function own(limits: Limits, name: string): number {
  return limits[name]?.value ?? 0
}
