import type { Here } from './command.ts'

/** What to say of a key that did nothing; null: nothing, as of Esc, which is pressed to be sure. */
export function idleKey(key: string, { visit }: Here): string | null {
  const said = visit.place.view === 'processes' ? IN_TOP[key] : undefined
  if (said !== undefined) return `${key}: ${said}`
  return PRINTED.test(key) && key !== 'k' ? `${key} does nothing here; ? lists the keys` : null
}

const PRINTED = /^[!-~]$/

/** What the fingers of who comes from top or htop press in Processes, and how it is done here. */
export const IN_TOP: Readonly<Record<string, string>> = {
  k: 'x sends a signal; k is one row up, as in vi',
  l: 'open files: Enter on a process, then → to Files',
  e: 'environment: Enter on a process, then → to Environment',
  d: '+ and - change the interval',
  N: 's sorts by any column; N is the hit before that of /',
  V: 't shows the tree',
  L: '/ finds',
  O: '\\ filters',
  C: 'c chooses the columns',
  S: 'c chooses the columns',
  z: 'colors are set by --color and --theme',
  W: 'chosen columns are kept; the rest is in the config file',
  '*': 'the tree (t) is always open',
}
