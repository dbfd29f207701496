import { bytesLong, bytesPerSecond, percentOf } from '../../format.ts'
import { type Device, devices } from '../../model/disks/devices.ts'
import { kernelThreads } from '../../model/disks/kernel-threads.ts'
import { isLeaf } from '../../model/disks/kinds.ts'
import { silenceSeries } from '../../model/disks/silence.ts'
import { curve, pace } from '../../model/history.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { FLUSHERS, flushersBusy } from '../../model/writeback/flushers.ts'
import { writeback } from '../../model/writeback/model.ts'
import type { Style } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Chart, Lines } from '../view.ts'

/** Numbers of this sample; what is not known is left out. */
export function* series(snapshot: Snapshot): Iterable<readonly [string, number]> {
  const now = snapshot.get(writeback)
  const all = snapshot.get(devices)
  const known: readonly (readonly [string, number | null])[] = [
    ['disks.dirty', now.dirty],
    ['disks.writeback', now.writeback],
    ['disks.dirtied', now.dirtiedPerSecond],
    ['disks.written', now.writtenPerSecond],
    [FLUSHERS, flushersBusy(kernelThreads(snapshot), now)],
    ...all.filter(isDrawn).map(({ name, rates }) => [`disks.util.${name}`, rates.util] as const),
    ...silenceSeries(all),
  ]
  for (const [name, value] of known) if (value !== null) yield [name, value]
}

/** Dirty data as the sawtooth it is: it grows until it is old or too much, then a flusher writes it. */
export function dirtyChart(snapshot: Snapshot, priority: number): Chart {
  return chart(snapshot, 'disks-dirty', text`Dirty and writeback`, priority, true, byteWords, [
    ['disks.dirty', text`dirty`, 'series1', 'block1', text`D`],
    ['disks.writeback', text`writeback`, 'series2', 'block2', text`W`],
  ])
}

export function flowChart(snapshot: Snapshot, priority: number): Chart {
  return chart(snapshot, 'disks-flow', text`Dirtied by programs, written to disks`, priority, false, rateWords, [
    ['disks.dirtied', text`dirtied`, 'series1'],
    ['disks.written', text`written`, 'series2'],
  ])
}

export function flusherChart(snapshot: Snapshot, priority: number): Chart {
  return chart(snapshot, 'disks-flushers', text`Flushers seen at work`, priority, true, countWords, [
    [FLUSHERS, text`flushers`, 'series3', 'block3', text`F`],
  ])
}

export function utilChart(snapshot: Snapshot, priority: number): Chart {
  const shown = snapshot.get(devices).filter(isDrawn)
  const busiest = [...shown].sort((a, b) => (b.rates.util ?? 0) - (a.rates.util ?? 0)).slice(0, STYLES.length)
  return chart(
    snapshot,
    'disks-util',
    text`%util of the busiest disks`,
    priority,
    false,
    (value) => percentOf(Number.isNaN(value) ? null : value),
    busiest.map(({ name }, i) => [`disks.util.${name}`, clean(name), STYLES[i] as Style] as const),
  )
}

/** What stands there instead of charts when a captured machine is looked at. */
export function noCharts(): Lines {
  const line = {
    spans: [{ text: text` A capture holds two moments: nothing to draw a curve of.`, style: 'dim' as const }],
  }
  return { kind: 'lines', id: 'disks-no-chart', priority: 1, least: 1, lines: () => [line] }
}

const STYLES: readonly Style[] = ['series1', 'series2', 'series3', 'series4']

function isDrawn({ kind }: Device): boolean {
  return isLeaf(kind)
}

type Curve = readonly [series: string, name: Text, style: Style, block?: Style, mark?: Text]

function chart(
  { history }: Snapshot,
  id: string,
  title: Text,
  priority: number,
  stacked: boolean,
  unit: (value: number) => Text,
  curves: readonly Curve[],
): Chart {
  const step = pace(history) ?? 1
  return {
    kind: 'chart',
    id,
    title,
    priority,
    least: 7,
    stacked,
    unit,
    bytes: unit === byteWords || unit === rateWords,
    step,
    series: curves.map(([name, label, style, block, mark]) => ({
      name: label,
      style,
      ...(block && { block }),
      ...(mark && { mark }),
      values: curve(history, name, step),
    })),
  }
}

function byteWords(value: number): Text {
  return bytesLong(Number.isNaN(value) ? null : value)
}

function rateWords(value: number): Text {
  return bytesPerSecond(Number.isNaN(value) ? null : value)
}

function countWords(value: number): Text {
  return Number.isNaN(value) ? text`-` : (value.toFixed(Number.isInteger(value) ? 0 : 1) as Text)
}
