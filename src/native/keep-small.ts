import { giveBackPages } from './give-back.ts'
import { resident } from './resident.ts'

/** ms since the start: what the first frame needed, and the loading of the rules. */
const FIRST = [30, 1_000, 2_500]
/** ms between two looks how much this program takes: while V8 compiles what turns out to be hot, and from then on. */
const YOUNG = 2_000
const SETTLED = 10_000
const YOUTH = 60_000
/** Bytes. Where less is taken it stays: what is given back and needed after all costs faults. */
const MUCH = 52 << 20

/**
 * What is touched once (the start, a look of the rules, V8's compilers) is given back, or it adds up to 20 MiB in an hour. It costs 1 ms
 * of CPU each time, and holds up no exit.
 */
export function keepSmall(): void {
  for (const after of FIRST) setTimeout(giveBackWhatIsMuch, after).unref()
  const young = setInterval(giveBackWhatIsMuch, YOUNG).unref()
  const settle = () => {
    clearInterval(young)
    setInterval(giveBackWhatIsMuch, SETTLED).unref()
  }
  setTimeout(settle, YOUTH).unref()
}

function giveBackWhatIsMuch(): void {
  if ((resident() ?? 0) > MUCH) giveBackPages()
}
