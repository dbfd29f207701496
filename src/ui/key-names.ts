import { type Text, text } from '../text.ts'

const NAMES: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  escape: 'Esc',
  backspace: 'Backspace',
  space: 'Space',
  tab: 'Tab',
  'S-tab': 'Shift-Tab',
}

/** A key as a person reads it: 'C-z' is Ctrl-Z. */
export function keyName(key: string): Text {
  const name = NAMES[key]
  if (name !== undefined) return text`${name as Text}`
  if (key.startsWith('C-')) return text`Ctrl-${key.slice(2).toUpperCase() as Text}`
  return (/^f\d+$/.test(key) ? key.toUpperCase() : key) as Text
}
