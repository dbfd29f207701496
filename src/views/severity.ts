import type { Severity } from '../model/findings.ts'
import type { Style } from '../style.ts'
import { type Text, text, width } from '../text.ts'

/** A sign and a word for how bad it is, so that nobody needs the colour. */
export const SEVERITY: Readonly<Record<Severity, { readonly sign: Text; readonly word: Text; readonly style: Style }>> =
  {
    critical: { sign: text`●`, word: text`critical`, style: 'critical' },
    warning: { sign: text`▲`, word: text`warning`, style: 'warning' },
    info: { sign: text`○`, word: text`info`, style: 'info' },
  }

/** Of the sign and the word, the longest of these: what stands after them begins in one column. */
export function severityCells(all: readonly { readonly severity: Severity }[]): number {
  return all.reduce((most, { severity }) => Math.max(most, width(SEVERITY[severity].word) + 2), 0)
}
