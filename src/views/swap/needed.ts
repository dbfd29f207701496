import { bytesLong } from '../../format.ts'
import { reclaim } from '../../model/reclaim/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { swapLevel } from '../../model/swap/level.ts'
import { type Need, needOf } from '../../model/swap/need.ts'
import { type Text, text } from '../../text.ts'
import type { Fact, Part } from '../facts.ts'

/** How much memory is missing, from what had to be fetched again. */
export function neededFact(snapshot: Snapshot): Fact {
  const need = needOf(snapshot)
  return {
    label: text`Needed`,
    parts: need
      ? partsOf(need, snapshot.get(swapLevel)?.available ?? null, snapshot.get(reclaim).state === 'cgroup')
      : [dim(text`-`)],
  }
}

/** Less than this comes back by itself: a program that wakes up. */
const LITTLE = 1 << 20

/** `isLimited`: a cgroup is at its limit and nobody else has to free memory, so what is available on the machine is of no use to it. */
function partsOf(
  { bytes, anon, file, back, over }: Need,
  available: number | null,
  isLimited: boolean,
): readonly Part[] {
  const span = text`${over < 1.5 ? 1 : Math.round(over)} s`
  if (bytes < LITTLE) return [{ text: text`no more: nothing came back in ${span}`, style: 'plain' }]
  const came: Part = { ...dim(text`${bytesLong(back)} came back in ${span}`), spare: 1 }
  if (available !== null && available > bytes && isLimited && anon >= LITTLE)
    return [
      { text: text`${bytesLong(bytes)} came back in ${span}: cgroup at its limit`, style: 'warning' },
      { ...dim(text`page Cgroups`), spare: 1 },
      { ...dim(text`${bytesLong(available)} available`), spare: 2 },
    ]
  if (available !== null && available > bytes)
    return [
      {
        text: text`${bytesLong(bytes)} came back in ${span} and fits: ${bytesLong(available)} available`,
        style: 'plain',
      },
    ]
  return [
    { text: text`about ${bytesLong(bytes)} more`, style: 'warning' },
    came,
    ...(file >= LITTLE ? [dim(text`anon ${bytesLong(anon)} file ${bytesLong(file)}`)] : []),
  ]
}

function dim(words: Text): Part {
  return { text: words, style: 'dim' }
}
