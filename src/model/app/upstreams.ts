import type { Seconds } from '../../units.ts'
import type { History } from '../history.ts'
import type { Flow } from './flow.ts'
import type { Service } from './service.ts'

/** A far end that a service was seen connected to. */
export type Upstream = Pick<Flow, 'key' | 'name' | 'peer'>

/** A connection that lasts some milliseconds is seen in few of the looks. */
const LATELY: Seconds = 300
/** Kept of one look: a crawler has thousands. */
const MOST = 20

/** To be kept with the history: those it is connected to now, with how many connections. */
export function* upstreamPoints(service: Service, upstreams: readonly Flow[]): Iterable<readonly [string, number]> {
  const held = upstreams.filter(({ estab, opening, closeWait }) => estab + opening + closeWait > 0)
  for (const { key, name, estab } of held.slice(0, MOST)) yield [`${prefixOf(service)}${key} ${name}`, estab]
}

/** Those of the last minutes, whether there is a connection now or not. */
export function lateUpstreams({ at, series }: History, service: Service): readonly Upstream[] {
  const prefix = prefixOf(service)
  const since = (at.at(-1) ?? 0) - LATELY * 1e9
  const found: Upstream[] = []
  for (const [name, values] of series) {
    if (!name.startsWith(prefix)) continue
    const last = values.findLastIndex((value) => !Number.isNaN(value))
    if ((at[last] ?? 0) >= since) found.push(upstreamOf(name.slice(prefix.length)))
  }
  return found
}

function prefixOf({ anchor }: Service): string {
  return `app.${anchor.pid}:${anchor.stat.starttime}.to.`
}

function upstreamOf(kept: string): Upstream {
  const [key = '', name = ''] = kept.split(' ')
  return { key: Number(key), name, peer: name.slice(0, name.lastIndexOf(':')).replace(/^\[|\]$/g, '') }
}
