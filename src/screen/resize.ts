import { monotonic } from '../monotonic.ts'

/** A terminal that is dragged says its size many times a second: told when it rests, and now and then on the way. */
const REST = 40
const AT_LEAST = 200

export interface Coalesced {
  readonly happened: () => void
  /** Tells at once. */
  readonly now: () => void
  readonly close: () => void
}

export function coalesce(tell: () => void): Coalesced {
  let timer: NodeJS.Timeout | undefined
  let first: number | null = null

  function now(): void {
    clearTimeout(timer)
    first = null
    tell()
  }

  return {
    now,
    happened() {
      const at = monotonic()
      first ??= at
      clearTimeout(timer)
      timer = setTimeout(now, Math.max(0, Math.min(REST, first + AT_LEAST - at)))
    },
    close: () => clearTimeout(timer),
  }
}
