/** So many ms later. Not node:timers/promises, which costs the start 2 ms. `ref` false: it keeps no program from ending. */
export function wait(ms: number, ref = true): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    if (!ref) timer.unref()
  })
}
