/** A message of the kernel that says more than its words. */
export interface Pattern {
  /** Short, for a column. */
  readonly id: string
  readonly match: RegExp
  /** What it means for who looks for trouble. */
  readonly means: string
  /** The level of harm, whatever level the kernel gave it. */
  readonly weight: 'info' | 'warning' | 'critical'
  /** The rule that looks at the same. */
  readonly rule: string | null
  /** The pane that has more of it. */
  readonly view: string | null
}

export function pattern(
  id: string,
  match: RegExp,
  means: string,
  weight: Pattern['weight'],
  rule: string | null,
  view: string | null,
): Pattern {
  return { id, match, means, weight, rule, view }
}
