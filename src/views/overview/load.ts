import { load as average, count } from '../../format.ts'
import { earlier } from '../../model/history.ts'
import { type Trend, trends } from '../../model/load/average.ts'
import { machine } from '../../model/machine.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { loadavg } from '../../parse/loadavg.ts'
import { stat } from '../../parse/stat.ts'
import { reading } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import type { Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import { figure, type Piece, type Subject } from './subject.ts'

const ARROWS: Readonly<Record<Trend, Text>> = { rising: text` ↑`, falling: text` ↓`, steady: text` →` }

/** The load averages, and what is on the run queues and in D now. */
export function loadSubject(snapshot: Snapshot): Subject {
  const { after } = snapshot.samples
  const now = valueOf(reading(after, loadavg))
  const { cpus } = snapshot.get(machine)
  const style = (value: number | undefined): Style => (cpus !== null && (value ?? 0) > cpus ? 'warning' : 'strong')
  const past = earlier(snapshot.history, 'load1', after.at, 15, 60)
  const trend = now && trends(now, past && { load1: past.value, age: past.age })
  const each = (key: 'load1' | 'load5' | 'load15', after?: Text) =>
    figure(key, text``, now?.[key] ?? null, average, { style: style(now?.[key]), ...(after && { after }) })
  return {
    id: 'load',
    label: text`Load`,
    pieces: [
      each('load1', trend ? ARROWS[trend.load1] : text``),
      each('load5'),
      each('load15'),
      ...queues(snapshot, cpus),
    ],
    curve: { value: now?.load1 ?? null, top: null, format: average, kept: 'load1' },
    drill: { view: 'load', about: {}, title: text`Load` },
  }
}

function queues(snapshot: Snapshot, cpus: number | null): readonly Piece[] {
  const now = valueOf(reading(snapshot.samples.after, stat))
  const { tally } = snapshot.tasks
  const running = now?.procsRunning ?? null
  const blocked = now?.procsBlocked ?? null
  const asleep = tally?.states.D ?? null
  const many = running !== null && cpus !== null && running > cpus
  return [
    figure('runnable', text`runnable`, running, count, {
      style: many ? 'warning' : 'plain',
      after: text` on ${count(cpus)} CPUs`,
    }),
    figure('blocked', text`blocked on I/O`, blocked, count, { ...((blocked ?? 0) > 0 && HOT), spare: 1 }),
    figure('in_d', text`in D`, asleep, count, (asleep ?? 0) > 0 ? HOT : {}),
    figure('processes', text`processes`, tally ? snapshot.tasks.rows.length : null, count, { spare: 4 }),
    figure('threads', text`threads`, tally?.threads ?? null, count, { spare: 5 }),
    figure('zombies', text`zombies`, tally?.states.Z ?? null, count, { spare: 6 }),
  ]
}

const HOT = { style: 'hot' } as const
