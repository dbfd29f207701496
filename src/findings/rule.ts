import type { Culprit, Evidence, FoundIn, Resource, Scope, Severity } from '../model/findings.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Samples } from '../sample/sample.ts'
import type { ProcessWants } from '../sample/wants.ts'
import type { Missing, Source } from '../source.ts'
import type { Seconds } from '../units.ts'

/**
 * One symptom, in a file named by its id in lower case. A rule is pure: it says what it sees in one snapshot; the engine alone knows
 * windows, entry, exit, severity over time and episodes. Everything a document, the help or `whytop explain` needs is said here.
 */
export interface Rule<Kept = unknown> {
  /** As in the documentation: 'DIRECT'. */
  readonly id: string
  /** A few words: 'direct reclaim'. */
  readonly title: string
  /** One or two sentences: what it is, why it matters, and the kernel file or document it rests on. */
  readonly help: string
  /** What it is about; `ruled out` is told by resource. */
  readonly resource: Resource
  /** Named, each with its reason; the config file may change the value (`limits.direct.warning`). */
  readonly limits: Limits
  /** It enters when it is seen in 4 of 5 samples of this time, and ends after twice as long below its exit. 0: an event, entered at the first sight. */
  readonly window: Seconds
  /** It stays for so long after it was seen last: an event that is over and still matters (OOM-KILL). */
  readonly latch?: Seconds
  /**
   * Seconds between two looks; left out: at every sample. What changes slowly or costs much is looked at seldom. The snapshot then spans
   * from the last look to this one, so that rates run over all of it; `why` looks at every sample whatever stands here.
   */
  readonly every?: Seconds
  /** The same where the machine rests and the rule sees nothing; left out: five minutes. For what nothing else wakes and costs next to nothing. */
  readonly resting?: Seconds
  /** Needs a history that a short run has not (growth over minutes): not evaluable by `why` in less than this time. */
  readonly trend?: Seconds
  /** Advice on a setting, or a state that harms nobody by itself: never the headline. */
  readonly advice?: boolean
  /**
   * What it reads is of one network namespace: it looks at the others in turns too, through /proc/PID/net. What is of the whole
   * machine (TCP memory, orphans, backlogs of CPUs) is seen from the own one.
   */
  readonly namespaced?: boolean
  /** Cheap plain files, read at every look. They may depend on what was read before, and on what `see` kept of it. */
  readonly sources: (samples: Samples | null, kept?: Kept | null) => readonly Source<unknown>[]
  /** Whether a cheap sign asks for what is dear: only then `dear` is read. Left out: never. */
  readonly sign?: (snapshot: Snapshot, limits: LimitValues) => boolean
  readonly dear?: (samples: Samples | null, kept?: Kept | null) => Dear
  /** What it sees now. `kept` is what it returned last time (null at first): for growth over several looks. */
  readonly see: (snapshot: Snapshot, limits: LimitValues, kept: Kept | null) => Seen | Clear | NotTold
}

export type { Culprit, Evidence, Resource, Scope, Severity } from '../model/findings.ts'

export interface Dear {
  readonly sources?: readonly Source<unknown>[]
  readonly processes?: Partial<Pick<ProcessWants, 'threads' | 'everybody' | 'active'>>
}

export interface Limit {
  readonly value: number
  /** Unit of the value, as it is shown: '/s', '%', 'B', 's', ''. */
  readonly unit: string
  /** Why this number. */
  readonly why: string
  /** Of an exit: the limits it ends, where that is not the first of its unit alone; 'each': it is a share of every one. */
  readonly of?: readonly string[] | 'each'
}
export type Limits = Readonly<Record<string, Limit>>
/** The values after the config file had its say; a name a rule did not declare throws. */
export type LimitValues = (name: string) => number

/** The symptom is there. */
export interface Seen {
  readonly seen: Severity
  /** Below the entry but above the exit: an episode goes on, none begins. */
  readonly hold?: boolean
  /** For how long it is known to hold already, where the kernel keeps that (PSI avg60 above the limit: 60): it counts as observed. */
  readonly held?: Seconds
  /** The number the rule goes by, for the peak and the history: that of an evidence, of one in percent also as a share. */
  readonly value: number
  /** victim ← mechanism ← culprit in one plain sentence. Foreign names in it are raw; whoever draws cleans them. */
  readonly says: string
  /** The first is the one that convinces most. */
  readonly evidence: readonly Evidence[]
  /** What one would act on first, by name: unit, cgroup, process, mount and server, peer, device. */
  readonly culprits: readonly Culprit[]
  /** What it shares with other findings: one explains another only where they share some of it (or either has none). */
  readonly scope?: Scope
  /** Where it was seen, when that is not whytop's own network namespace: told by elsewhere.ts, not by rules. */
  readonly namespace?: FoundIn
  /** What to do next, in one sentence; and what to mind about it. */
  readonly next: string
  readonly caution?: string
  /** A command of a known tool that shows the same. */
  readonly verify: string
  readonly kept?: unknown
}

/** It is not there, and this is the number that says so. */
export interface Clear {
  readonly clear: true
  readonly evidence: readonly Evidence[]
  readonly kept?: unknown
}

/** It cannot be told now. What was kept stays, unless there is something newer. */
export interface NotTold extends Missing {
  readonly kept?: unknown
}

export function isSeen(look: Seen | Clear | Missing): look is Seen {
  return 'seen' in look
}

export function isClear(look: Seen | Clear | Missing): look is Clear {
  return 'clear' in look
}
