import { sign } from '../../format.ts'
import type { Reclaim } from '../../model/reclaim/model.ts'
import type { ReclaimState } from '../../model/reclaim/state.ts'
import type { Span, Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'

/** What reclaim is at, in one word and one sentence. */
interface Badge {
  readonly word: Text
  readonly style: Style
  readonly says: Text
}

const BADGES: Readonly<Record<ReclaimState, Badge>> = {
  oom: { word: text`● OOM`, style: 'critical', says: text`a program was killed for want of memory` },
  foreground: {
    word: text`● FOREGROUND`,
    style: 'critical',
    says: text`programs must free memory before they can go on`,
  },
  cgroup: {
    word: text`▲ CGROUP LIMIT`,
    style: 'warning',
    says: text`a cgroup at its limit frees its own memory`,
  },
  background: { word: text`▪ BACKGROUND`, style: 'info', says: text`kswapd frees memory, programs do not wait` },
  proactive: { word: text`▪ PROACTIVE`, style: 'info', says: text`a program asked for it (memory.reclaim)` },
  idle: { word: text`✓ IDLE`, style: 'ok', says: text`nothing has to be freed` },
}

export function badge({ state, missing }: Pick<Reclaim, 'state' | 'missing'>): readonly [Span, Span] {
  if (missing)
    return [
      { text: sign(missing.missing), style: 'dim' },
      { text: text`/proc/vmstat could not be read`, style: 'dim' },
    ]
  if (state === null)
    return [
      { text: text`~`, style: 'dim' },
      { text: text`rates come with the second look`, style: 'dim' },
    ]
  const { word, style, says } = BADGES[state]
  return [
    { text: word, style },
    { text: says, style: state === 'idle' ? 'dim' : 'plain' },
  ]
}
