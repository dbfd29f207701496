import { fileURLToPath } from 'node:url'
import type { Host } from '../src/host/host.ts'
import { localHost } from '../src/host/local.ts'
import { treeHost } from '../src/host/tree.ts'
import { NO_HISTORY } from '../src/model/history.ts'
import { Snapshot } from '../src/model/snapshot.ts'
import type { Samples } from '../src/sample/sample.ts'
import { Sampler } from '../src/sample/sampler.ts'
import { NO_WANTS, type ProcessWants, type Wants } from '../src/sample/wants.ts'
import { type Place, SWITCHES, type View } from '../src/views/view.ts'

/** What a test asks of processes when it asks for nothing in particular. */
export const SOME_PROCESSES: ProcessWants = { visible: [], files: [], everybody: [], threads: 'none', focus: null }

/** The two instants of a captured case (a folder of test/fixtures, or an absolute one), read for these wants. */
export function snapshotOf(folder: string, wants: Wants): Promise<Snapshot> {
  return snapshotFrom(treeHost(fixtureFolder(folder)), () => wants)
}

/** What a view shows at a place of a captured case: its sources are asked as often as a session would until both instants have them. */
export function viewSnapshot(folder: string, view: View, place: Place): Promise<Snapshot> {
  return snapshotFrom(treeHost(fixtureFolder(folder)), (samples) => viewWants(view, place, samples))
}

/** The live machine as a view sees it. `meanwhile` runs between the two samples. */
export function liveViewSnapshot(view: View, place: Place, meanwhile: () => Promise<void>): Promise<Snapshot> {
  return snapshotFrom(localHost(), (samples) => viewWants(view, place, samples), meanwhile)
}

/**
 * Which files there are to ask for may be known only after a first look, so two samples of each instant are taken before the two
 * that count: a capture answers t0, t1, t0, t1 in turn.
 */
export async function snapshotFrom(
  host: Host,
  wants: (samples: Samples | null) => Wants,
  meanwhile: () => Promise<void> = async () => {},
): Promise<Snapshot> {
  const sampler = new Sampler(host)
  let samples: Samples | null = null
  for (let i = 0; i < 4; i++) samples = await sampler.take(wants(samples), () => undefined)
  const known = samples
  sampler.forget()
  await sampler.take(wants(known), () => undefined)
  await meanwhile()
  samples = await sampler.take(wants(known), () => undefined)
  host.close()
  return new Snapshot(samples, host.facts, NO_HISTORY)
}

/** Where somebody is who opened a view. */
export function placeOf(view: View, about: Place['about'] = {}, page: string | null = null): Place {
  return { view: view.id, page, about, switches: SWITCHES }
}

function viewWants(view: View, place: Place, samples: Samples | null): Wants {
  const own = view.processes?.(place, samples) ?? null
  return { ...NO_WANTS, sources: view.sources(samples, place), processes: own && { ...SOME_PROCESSES, ...own } }
}

function fixtureFolder(folder: string): string {
  return folder.startsWith('/') ? folder : fileURLToPath(new URL(`fixtures/${folder}`, import.meta.url))
}
