/** Work beyond this many ms waits until the keyboard had its turn. */
const SLICE = 8

/** Hands the keyboard its turn when a slice is used up. */
export function turns(): () => Promise<void> | undefined {
  let began = performance.now()
  return () => {
    if (performance.now() - began < SLICE) return undefined
    return new Promise((resolve) =>
      setImmediate(() => {
        began = performance.now()
        resolve()
      }),
    )
  }
}
