import type { Resource } from '../model/findings.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Nanos } from '../units.ts'
import type { EngineState, Settings } from './engine.ts'
import { heardIn, stirring } from './stirring.ts'
import type { Turn } from './wants.ts'

/** What stirs between the first two samples is whytop's own start; rules look at both of them anyhow. */
const START: Nanos = 0.7e9
/** Seconds for which rules look often after something stirred. */
const AWAKE = 20

/** What stirs, over all the time since that was last worked out. */
export function listened(
  { awake, heard, began }: EngineState,
  settings: Settings,
  turn: Turn,
  snapshot: Snapshot,
): Pick<EngineState, 'awake' | 'heard'> {
  const { after } = snapshot.samples
  if (settings.all || !turn.hears) return { awake, heard }
  const isStart = began === null || after.at - began < START
  const stirs = isStart ? NOTHING : stirring(snapshot, heard)
  return { awake: stillAwake(awake, stirs, after.at), heard: heardIn(after) }
}

const NOTHING: ReadonlySet<Resource> = new Set()

/** It stays awake for a while: what comes in bursts is looked at in between. */
function stillAwake(
  awake: EngineState['awake'],
  stirs: ReadonlySet<Resource>,
  now: Nanos,
): ReadonlyMap<Resource, Nanos> {
  if (stirs.size === 0 && awake.size === 0) return awake
  const until = [...stirs].map((resource) => [resource, now + AWAKE * 1e9] as const)
  return new Map([...[...awake].filter(([, end]) => end > now), ...until])
}
