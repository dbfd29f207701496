import type { Config } from './config.ts'

/** What a key asks for that only main can do. Returned as values, so that `ui/` stays pure. */
export type Effect =
  | { readonly do: 'quit' }
  | { readonly do: 'suspend' }
  | { readonly do: 'repaint' }
  /** Look at once: what is wanted changed, or the person asked. */
  | { readonly do: 'sample' }
  | { readonly do: 'copy'; readonly text: string }
  | { readonly do: 'save'; readonly change: Partial<Config> }
