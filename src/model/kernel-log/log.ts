import { type LogRecord, parseKmsg } from '../../parse/kmsg.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Fold, type Reading, type Source, valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Pattern } from './pattern.ts'
import { patternOf } from './patterns.ts'

export interface KernelLog {
  /** Ascending, the newest last; so many at most. */
  readonly entries: readonly LogRecord[]
  /** Records that the kernel overwrote before they were read. */
  readonly lost: number
}

/** Seconds between two looks: what the kernel said is no less true two seconds later. */
const EVERY: Seconds = 2

const KERNEL = 0

/** A ring of the usual size has as many. */
const MOST = 5000

const LOG: Source<KernelLog> = { path: '/dev/kmsg', parse: whole, every: EVERY }

/** The log: what came since the last record that is known, and all that is kept at first. */
export function kernelLogSource(samples: Samples | null): Source<KernelLog> {
  const known = samples && valueOf(reading(samples.after, LOG))
  const after = known?.entries.at(-1)?.seq ?? null
  // Who does not look at every sample knows what the sampler has let go since.
  return { ...LOG, dump: { request: { ask: 'kernel log', after }, begin: (last) => grown(last ?? known) } }
}

export function kernelLog({ samples }: Pick<Snapshot, 'samples'>): Reading<KernelLog> {
  return reading(samples.after, LOG)
}

/** The log so far and what came since. */
function grown(last: KernelLog | null): Fold<KernelLog> {
  const known = last?.entries ?? []
  let seen = known.at(-1)?.seq ?? null
  let lost = last?.lost ?? 0
  const found: LogRecord[] = []
  return {
    add(piece) {
      for (const record of parseKmsg(piece)) {
        if (seen !== null && record.seq <= seen) continue
        if (seen !== null) lost += record.seq - seen - 1
        seen = record.seq
        found.push(record)
      }
    },
    end: () => (last && found.length === 0 ? last : { entries: [...known, ...found].slice(-MOST), lost }),
  }
}

/** Of messages that somebody asked about: a log may be long, and of most nobody asks. */
const meanings = new WeakMap<LogRecord, Pattern | null>()

/** What a message means; null: nothing that is known here, or not said by the kernel itself: programs may write to the log too. */
export function meaningOf(record: LogRecord): Pattern | null {
  const known = meanings.get(record)
  if (known !== undefined) return known
  const meaning = record.facility === KERNEL ? patternOf(record.text) : null
  meanings.set(record, meaning)
  return meaning
}

function whole(file: Buffer): KernelLog {
  const fold = grown(null)
  fold.add(file)
  return fold.end()
}
