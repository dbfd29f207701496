import type { Config } from './config.ts'

/** A process that is to be acted on, and what tells it from a later one of the same pid. */
export interface Target {
  readonly pid: number
  /** Ticks since boot. */
  readonly start: number
  /** Raw. */
  readonly command: string
}

/** What a key asks for that only main can do. Returned as values, so that `ui/` stays pure. */
export type Effect =
  | { readonly do: 'quit' }
  | { readonly do: 'suspend' }
  | { readonly do: 'repaint' }
  /** Look at once: what is wanted changed, or the person asked. */
  | { readonly do: 'sample' }
  | { readonly do: 'copy'; readonly text: string }
  /** What the driver of a network interface tells and no file has. Raw. */
  | { readonly do: 'ethtool'; readonly interface: string }
  /** Confirmed. */
  | { readonly do: 'signal'; readonly signal: string; readonly targets: readonly Target[] }
  | { readonly do: 'renice'; readonly nice: number; readonly targets: readonly Target[] }
  | { readonly do: 'save'; readonly change: Partial<Config> }
