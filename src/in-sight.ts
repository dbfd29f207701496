import type { Snapshot } from './model/snapshot.ts'
import type { State } from './ui/state.ts'
import { viewById } from './views/index.ts'

/** What the panes in sight keep for their charts. */
export function seriesOf(state: State, snapshot: Snapshot): Iterable<readonly [string, number]> {
  return state.tiles.flatMap(({ trail }) => {
    const place = trail.at(-1)?.place
    return place ? [...(viewById(place.view).series?.(snapshot, place) ?? [])] : []
  })
}

/** The views of all steps of all trails. */
export function placesOf({ tiles }: State): readonly string[] {
  return tiles.flatMap(({ trail }) => trail.map(({ place }) => place.view))
}
