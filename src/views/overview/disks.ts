import { bytesPerSecond, count, percentOf } from '../../format.ts'
import { type Pace, paces } from '../../model/disks/paces.ts'
import { isSlow } from '../../model/disks/slow.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { diskstats } from '../../parse/diskstats.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing } from '../../source.ts'
import type { Style } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'
import { figure, type Piece, type Subject, said } from './subject.ts'

/** The busiest devices, and how long they take. */
export function disksSubject(snapshot: Snapshot): Subject {
  const found = snapshot.get(paces)
  const rank = ({ rates, now }: Pace) => (rates.util ?? 0) + now.inFlight * 1e-6
  const busiest = [...(found ?? [])].sort((a, b) => rank(b) - rank(a))
  const util = found === null ? null : (busiest[0]?.rates.util ?? 0)
  return {
    id: 'disks',
    label: text`Disks`,
    pieces: found === null ? [unknown(snapshot)] : busiest.length === 0 ? [IDLE] : devices(busiest),
    curve: { value: util, top: 1, format: percentOf },
    drill: { view: 'disks', about: {}, title: text`Disks` },
  }
}

const IDLE = said(text`idle`, { style: 'dim' })
const MOST = 4

function unknown(snapshot: Snapshot): Piece {
  const now = reading(snapshot.samples.after, diskstats)
  return said(isMissing(now) ? clean(now.why) : text`-`, { style: 'dim' })
}

function devices(busiest: readonly Pace[]): readonly Piece[] {
  return busiest.slice(0, MOST).flatMap(({ name, rates, now }, i): readonly Piece[] => {
    // The last device goes first, and of each what says least.
    const spare = 10 * i
    const took = slower(rates.reads.await, rates.writes.await)
    const style: Style = isSlow(rates.reads) || isSlow(rates.writes) ? 'warning' : 'plain'
    const flow = (kind: 'reads' | 'writes', word: Text, rank: number) =>
      figure(`${kind}_${name}`, word, rates[kind].bytesPerSecond, bytesPerSecond, { spare: spare + rank })
    return [
      figure(`util_${name}`, clean(name), rates.util, percentOf, {
        ...((rates.util ?? 0) >= BUSY && { style: 'warning' as const }),
        name: 'strong',
        spare,
      }),
      flow('reads', text`r`, 3),
      flow('writes', text`w`, 2),
      figure(`await_${name}`, text`await`, took, milliseconds, { style, spare: spare + 1 }),
      figure(`flight_${name}`, text`in flight`, now.inFlight, count, { spare: spare + 4 }),
    ]
  })
}

const BUSY = 0.9

function slower(a: Seconds | null, b: Seconds | null): Seconds | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}

function milliseconds(time: Seconds | null): Text {
  if (time === null || Number.isNaN(time)) return text`-`
  const ms = time * 1000
  return text`${(ms >= 100 ? count(ms) : ms.toFixed(1)) as Text} ms`
}
