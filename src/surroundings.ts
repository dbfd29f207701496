import type { Effect } from './effect.ts'
import type { Host } from './host/host.ts'
import type { Frame } from './ui/frame.ts'
import type { Watcher } from './watcher.ts'

/** What a session asks of its surroundings: only main has them. */
export interface Surroundings {
  readonly host: Host
  paint(frame: Frame): void
  effect(effect: Effect): void
  /** A failure of ours: the terminal is restored first, then it is printed. */
  fail(error: unknown): void
  /** The rules, loaded when the first frame is there. */
  watcher?(): Promise<Watcher>
}
