/** What one tick may spend on what is dear. */
export interface Budget {
  /** ms of CPU. */
  readonly cpu: number
  /** ms until a read counts as blocked. A healthy one takes a tenth of a millisecond. */
  readonly wait: number
  /** ms after which no other read that may block is begun. */
  readonly batch: number
}

/** A slice the keyboard does not notice. */
export const LIVE_BUDGET: Budget = { cpu: 8, wait: 60, batch: 60 }
/** All at once: for a capture, and for a frame that is printed. */
export const WHOLE_BUDGET: Budget = { cpu: Number.POSITIVE_INFINITY, wait: 500, batch: Number.POSITIVE_INFINITY }
