import { bytesLong, bytesPerSecond } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { swapLevel } from '../../model/swap/level.ts'
import { swapTraffic } from '../../model/swap/traffic.ts'
import { ACTIVE, isFull } from '../../model/swap/verdict.ts'
import { writeback } from '../../model/writeback/model.ts'
import type { Style } from '../../style.ts'
import { text } from '../../text.ts'
import type { Rate } from '../../units.ts'
import { figure, type Piece, type Subject, said } from './subject.ts'

/** What is in swap and whether it moves; and what waits to be written to disks. */
export function swapSubject(snapshot: Snapshot): Subject {
  const level = snapshot.get(swapLevel)
  const { in: into, out } = snapshot.get(swapTraffic)
  const moving = (rate: Rate<'B'> | null): Style =>
    (rate ?? 0) >= ACTIVE ? 'warning' : (rate ?? 0) > 0 ? 'strong' : 'plain'
  const own: readonly Piece[] =
    level === null
      ? [said(text`-`)]
      : level.total === 0
        ? [said(text`none`, { style: 'dim' })]
        : [
            figure('used', text``, level.used, bytesLong, {
              style: isFull(level) ? 'warning' : 'plain',
              after: text` of ${bytesLong(level.total)}`,
            }),
            figure('in', text`in`, into, bytesPerSecond, { style: moving(into) }),
            figure('out', text`out`, out, bytesPerSecond, { style: moving(out) }),
          ]
  return {
    id: 'swap',
    label: text`Swap`,
    pieces: [...own, ...dirty(snapshot)],
    curve: { value: into === null || out === null ? null : into + out, top: null, format: bytesPerSecond },
    drill: { view: 'swap', about: {}, title: text`Swap` },
  }
}

function dirty(snapshot: Snapshot): readonly Piece[] {
  const { waiting, freerun, level } = snapshot.get(writeback)
  const style: Style =
    level === 'limit' ? 'critical' : level === 'paced' ? 'warning' : level === 'background' ? 'info' : 'plain'
  return [
    figure('dirty', text`Dirty`, waiting, bytesLong, { ...(style !== 'plain' && { style }), name: 'label', spare: 1 }),
    ...(freerun === null ? [] : [said(text`throttle at ${bytesLong(freerun)}`, { spare: 2 })]),
  ]
}
