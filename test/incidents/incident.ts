import type { Severity } from '../../src/model/findings.ts'
import type { Needs } from '../needs.ts'
import type { Net, Scene } from './scene.ts'

/** A real situation, and what whytop has to say of it. */
export interface Incident {
  readonly name: string
  /** The id that must be among the findings; null: nothing from warning on may be. */
  readonly expected: string | null
  /** Ids that say the same of it: one of them may stand there instead, and hide it. */
  readonly same?: readonly string[]
  /** What it is found as, at least; left out: warning. */
  readonly severity?: Severity
  /** What may be said first; left out: the expected. Empty: whatever. */
  readonly headline?: readonly string[]
  /** Ids that would mislead, whatever their severity. */
  readonly never?: readonly string[]
  /** What the evidence of the expected says, among other things. */
  readonly evidence?: RegExp
  /** Seconds that it is watched: no more than the rule's window and 5, or what a trend needs. */
  readonly seconds?: number
  /** Seconds that the rule needs to see a trend. */
  readonly trend?: number
  /** Limits for the config file, where it would take hours to reach those of the program: by finding in lower case, by name. */
  readonly limits?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Cheap, short and harmless enough for each run of the tests. */
  readonly quick?: true
  /** It is also tried that whytop says so when it is over: within two windows, where these take less than a minute. */
  readonly ends?: true
  /** Seconds more that the rule waits for it to come again, before two windows count. */
  readonly stays?: number
  readonly needs?: Needs
  readonly make: (scene: Scene) => Promise<Made>
}

export interface Made {
  /** A pid, a path or a name that begins the key of a culprit, or what its key or name is like. */
  readonly culprit?: string | RegExp
  /** Begin keys of what takes part in a healthy load: beside other load only what blames them is a false alarm. */
  readonly ours?: readonly string[]
  /** From where whytop looks. */
  readonly net?: Net
  /** Ends the cause, and nothing else; left out: the actors end. */
  readonly over?: () => unknown
}
