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
  /** Threads of the machine that /proc did not list: of their processes nothing could be found. Left out: none, or not asked. */
  readonly hidden?: number
}

export interface Finding {
  readonly id: string
  readonly title: string
  readonly resource: Resource
  /** As it is now, of the same look as what it says. */
  readonly severity: Severity
  /** The highest since it began. */
  readonly peakSeverity: Severity
  readonly advice: boolean
  readonly since: Nanos
  /** Whether whytop saw it since then, or the kernel's own counts and averages prove that it has gone on for so long. */
  readonly sinceFrom: 'observed' | 'kernel'
  /** Seen for less than the rule's window. */
  readonly provisional: boolean
  readonly window: Seconds
  /** Time over which whytop itself saw it. */
  readonly observed: Seconds
  /** Of the number it goes by; null: not told, and the numbers below say nothing. */
  readonly unit: string | null
  readonly peak: number
  /** That number at the last looks, newest last. */
  readonly history: readonly number[]
  readonly says: string
  /** What it says is not of the last look, but of one so long ago: it goes on as a milder one, or is below its exit. Left out: it is of now. */
  readonly seenAgo?: Seconds
  readonly evidence: readonly Evidence[]
  readonly culprits: readonly Culprit[]
  readonly scope: Scope
  readonly next: string
  readonly caution: string | null
  readonly verify: string
  /** Null: of the whole machine, or of whytop's own network namespace. */
  readonly namespace: FoundIn | null
  /** Ids in `list` that it explains. */
  readonly explains: readonly string[]
  /** Ids that are there too and would say the same again. */
  readonly also: readonly string[]
}

/** Another network namespace than whytop's own. */
export interface FoundIn {
  /** Tells it from others while it is there: the inode of its /proc/PID/net/dev. */
  readonly id: number
  /** By its processes: 'nginx 1234 (3 processes)'. Raw. */
  readonly name: string
  /** One of them: nsenter -t PID -n goes there. */
  readonly pid: number
  readonly processes: number
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
  /** The highest it had, and what was said then. */
  readonly severity: Severity
  readonly says: string
  readonly since: Nanos
  readonly until: Nanos
  /** As of a finding. */
  readonly unit: string | null
  readonly peak: number
  readonly culprits: readonly Culprit[]
  readonly namespace?: FoundIn | null
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
    | 'namespace'
  /** Raw, stable: `PID:STARTTIME` of a process, `PID:STARTTIME:TID` of a thread, the path of a cgroup, the name of a device, `net:INODE` of a network namespace other than whytop's own, which also stands before an address in it. */
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
  /** Of connections: far ends by address, and both ends with their port. */
  readonly peers?: readonly string[]
  /** Of a stall: what tasks wait for. */
  readonly waits?: readonly ('cpu' | 'memory' | 'io')[]
}
