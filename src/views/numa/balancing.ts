import { bytesPerSecond, percentOf, perSecond } from '../../format.ts'
import type { Balancing } from '../../model/numa/balancing.ts'
import type { Span } from '../../style.ts'
import { join, type Text, text } from '../../text.ts'
import type { Bytes, Rate } from '../../units.ts'
import type { Fact } from '../facts.ts'

/** What the kernel does by itself: balancing, reclaim on the node, tiers. */
export function balancingFacts(state: Balancing, pageSize: Bytes): readonly Fact[] {
  const flow = (pages: Rate<'page'> | null) => bytesPerSecond(pages === null ? null : pages * pageSize)
  const isOn = state.mode !== null && state.mode !== 0
  return [
    {
      label: text`Balancing`,
      parts: [
        plain(modeWords(state.mode)),
        ...(isOn
          ? [
              plain(text`faults ${perSecond(state.faults)}/s`),
              plain(text`of them local ${percentOf(state.localShare)}`),
              plain(text`moved ${flow(state.migrated)}`),
            ]
          : []),
        plain(text`zone_reclaim_mode ${reclaimWords(state.zoneReclaim)}`),
      ],
    },
    ...(state.tiers > 1 || (state.promoted ?? 0) > 0 || (state.demoted ?? 0) > 0
      ? [
          {
            label: text`Tiers`,
            parts: [
              plain(text`${state.tiers}`),
              plain(text`promoted ${flow(state.promoted)}`),
              plain(text`demoted ${flow(state.demoted)}`),
              plain(
                state.demotion === null ? text`demotion off` : state.demotion ? text`demotion on` : text`demotion off`,
              ),
            ],
          },
        ]
      : []),
  ]
}

function modeWords(mode: number | null): Text {
  switch (mode) {
    case null:
      return text`-`
    case 0:
      return text`off (0)`
    case 1:
      return text`on (1)`
    case 2:
      return text`tiers (2)`
    case 3:
      return text`on, tiers (3)`
    default:
      return text`${mode}`
  }
}

const RECLAIM = [text`on`, text`write`, text`swap`] as const

function reclaimWords(mode: number | null): Text {
  if (mode === null) return text`-`
  if (mode === 0) return text`off (0)`
  const bits = RECLAIM.filter((_, bit) => (mode >> bit) & 1)
  return text`${join(bits, text`, `)} (${mode})`
}

function plain(words: Text): Span {
  return { text: words, style: 'plain' }
}
