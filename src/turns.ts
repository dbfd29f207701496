import { monotonic } from './monotonic.ts'

/** Work beyond this many ms waits until the keyboard had its turn. */
const SLICE = 8

/** Hands the keyboard its turn when a slice is used up. */
export function turns(): () => Promise<void> | undefined {
  let began = monotonic()
  return () => {
    if (monotonic() - began < SLICE) return undefined
    return new Promise((resolve) =>
      setImmediate(() => {
        began = monotonic()
        resolve()
      }),
    )
  }
}
