import type { Nanos, Seconds } from '../units.ts'

/**
 * What the rules found, as views draw it. Made by findings/, put into the snapshot by the session: a view never sees a rule.
 * Strings of it that name foreign things are raw; whoever draws them cleans them.
 */
export interface Findings {
  readonly at: Nanos
  /** The one thing to say first; null: nothing that harms. It is then the first of `list`. */
  readonly headline: string | null
  /** Headline first, causes before effects. What another finding says already is not in it: `Finding.also` names it. */
  readonly list: readonly Finding[]
  /** By resource, what clears it. */
  readonly ruledOut: readonly RuledOut[]
  readonly notEvaluable: readonly NotEvaluable[]
  /** Newest first. */
  readonly ended: readonly Ended[]
  /** Time over which the machine was watched so far. */
  readonly observed: Seconds
}

export interface Finding {
  readonly id: string
  readonly title: string
  readonly resource: Resource
  readonly severity: Severity
  readonly advice: boolean
  readonly since: Nanos
  /** Seen for less than the rule's window. */
  readonly provisional: boolean
  readonly window: Seconds
  readonly observed: Seconds
  readonly value: number
  readonly peak: number
  /** The value at the last looks, newest last. */
  readonly history: readonly number[]
  readonly says: string
  readonly evidence: readonly Evidence[]
  readonly culprits: readonly Culprit[]
  readonly scope: Scope
  readonly next: string
  readonly caution: string | null
  readonly verify: string
  /** Ids in `list` that it explains. */
  readonly explains: readonly string[]
  /** Ids that are there too and would say the same again. */
  readonly also: readonly string[]
}

export interface RuledOut {
  readonly resource: Resource
  /** 'CPU: 19 % busy, nothing waits'. */
  readonly says: string
  /** Utilisation, saturation, errors. */
  readonly evidence: readonly Evidence[]
}

export interface NotEvaluable {
  readonly id: string
  readonly title: string
  readonly why: string
  readonly remedy: string | null
}

export interface Ended {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly says: string
  readonly since: Nanos
  readonly until: Nanos
  readonly peak: number
  readonly culprits: readonly Culprit[]
}

export type Resource = 'cpu' | 'memory' | 'swap' | 'disks' | 'network' | 'limits' | 'numa' | 'kernel'

export type Severity = 'info' | 'warning' | 'critical'

export const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical']

export interface Evidence {
  readonly what: string
  readonly seen: number | string | null
  /** What it is compared with; null: it is told, not compared. */
  readonly limit: number | string | null
  readonly unit: string
  /** The kernel file and field. */
  readonly from: string
}

export interface Culprit {
  readonly kind:
    | 'process'
    | 'thread'
    | 'cgroup'
    | 'device'
    | 'mount'
    | 'peer'
    | 'listener'
    | 'zone'
    | 'node'
    | 'interface'
    | 'setting'
    | 'user'
  /** Raw, stable: `PID:STARTTIME` of a process, `PID:STARTTIME:TID` of a thread, the path of a cgroup, the name of a device. */
  readonly key: string
  /** Raw, as a person calls it. */
  readonly name: string
  /** Its part in it: '2.1 GiB', '84 % of the retransmissions'. */
  readonly share?: string
  /** Where Enter goes. */
  readonly drill?: {
    readonly view: string
    readonly page?: string
    readonly about: Readonly<Record<string, string | number>>
    readonly filter?: string
  }
}

export interface Scope {
  readonly devices?: readonly string[]
  readonly cgroups?: readonly string[]
  readonly nodes?: readonly number[]
  readonly namespaces?: readonly string[]
  readonly pids?: readonly number[]
}
