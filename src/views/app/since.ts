import { age, bytesLong, count, load, percentOf, perSecond } from '../../format.ts'
import type { App } from '../../model/app/app.ts'
import { flowSum } from '../../model/app/flow-sum.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { sumKnown } from '../../model/sum-known.ts'
import { isMissing } from '../../source.ts'
import { type Text, text } from '../../text.ts'
import { facts } from '../facts.ts'
import type { Lines, Mark, Place } from '../view.ts'
import { seenApp } from './head.ts'
import { fact, lasting, span } from './show.ts'

/** A number that a mark keeps. */
interface Kept {
  readonly name: Text
  readonly value: number | null
  readonly show: (value: number | null) => Text
}

/** By the name of the service: a mark of one says nothing of another. */
export function appMarks(snapshot: Snapshot, place: Place): ReadonlyMap<string, number> {
  const app = seenApp(snapshot, place)
  const found = app ? kept(app).flatMap(({ name, value }) => (value === null ? [] : [[keyOf(app, name), value]])) : []
  return new Map(found as [string, number][])
}

/** What has changed since the mark, then and now; null: there is none of this service. */
export function sinceSection(snapshot: Snapshot, app: App, mark: Mark | null): Lines | null {
  if (!mark) return null
  const all = kept(app).filter(({ name }) => mark.values.has(keyOf(app, name)))
  if (all.length === 0) return null
  const parts = all.flatMap(({ name, value, show }) => {
    const [then, now] = [show(mark.values.get(keyOf(app, name)) ?? null), show(value)]
    return then === now ? [] : [span(text`${name} ${then} → ${now}`, 'changed')]
  })
  const since = span(text`${age((snapshot.samples.after.at - mark.at) / 1e9)} ago`, 'dim')
  const lines = (width: number) =>
    facts([fact(text`Mark`, since, ...(parts.length > 0 ? parts : [text`nothing has changed`]))], width)
  return { kind: 'lines', id: 'app-mark', priority: 1, least: 1, lines }
}

function kept({ scaling, workers, flows }: App): readonly Kept[] {
  const into = isMissing(flows) || flows.listeners.length === 0 ? null : flowSum(flows.listeners)
  const out = isMissing(flows) || flows.upstreams.length === 0 ? null : flowSum(flows.upstreams)
  const perSecondOf = (value: number | null) => text`${perSecond(value)}/s`
  const kinds: readonly (readonly [Text, number | null | undefined, Kept['show']])[] = [
    [text`CPUs`, scaling.used, load],
    [text`waits`, scaling.waiting, percentOf],
    [text`workers`, scaling.workers, count],
    [text`queue`, into?.queue, count],
    [text`accepted`, into?.opened, perSecondOf],
    [text`in`, into?.estab, count],
    [text`each lasts`, into?.lifetime, lasting],
    [text`reused`, into?.kept, percentOf],
    [text`TIME-WAIT`, into?.waits, count],
    [text`out`, out?.estab, count],
    [text`connected`, out?.opened, perSecondOf],
    [text`reused out`, out?.kept, percentOf],
    [text`TIME-WAIT out`, out?.waits, count],
    [text`RES sum`, sumKnown(workers.map(({ res }) => res)), bytesLong],
    [text`swap`, sumKnown(workers.map(({ swap }) => swap)), bytesLong],
    [text`files`, sumKnown(workers.map(({ files }) => files)), count],
    [text`major faults`, sumKnown(workers.map(({ majflt }) => majflt)), perSecondOf],
  ]
  return kinds.map(([name, value, show]) => ({ name, value: value ?? null, show }))
}

function keyOf({ service }: App, name: Text): string {
  return `${service.name}.${name}`
}
