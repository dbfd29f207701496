import { age } from '../../format.ts'
import type { History } from '../../model/history.ts'
import { quietFor, type SwapState } from '../../model/swap/verdict.ts'
import type { Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import type { Part } from '../facts.ts'

/** Level and rate told apart: what lies still is no alarm. */
export function sayState(state: SwapState, history: History): readonly Part[] {
  const [words, style] = SAID[state]
  const quiet = state === 'cold' ? quietFor(history) : null
  return [{ text: words, style }, ...(quiet === null ? [] : [{ text: text`for ${age(quiet)}`, style, spare: 2 }])]
}

const SAID: Readonly<Record<SwapState, readonly [Text, Style]>> = {
  none: [text`there is none`, 'plain'],
  empty: [text`nothing is in it`, 'ok'],
  unknown: [text`-`, 'dim'],
  cold: [text`lies still: cold pages, no harm`, 'ok'],
  leaving: [text`pages leave, none is missed yet`, 'info'],
  returning: [text`some pages come back`, 'info'],
  active: [text`in use NOW: programs wait`, 'warning'],
}
