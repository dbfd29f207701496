import type { Line } from '../style.ts'
import { clean, fit, type Text, text, width } from '../text.ts'
import type { Command, Here } from './command.ts'
import { commands } from './commands.ts'
import type { Behind } from './dialog.ts'
import { hereOf } from './here.ts'
import { keyName } from './key-names.ts'
import { Spans } from './spans.ts'
import type { Dialog, State } from './state.ts'

/** The keys that work now, the most useful first, cut at the width; or what there is to say. */
export function footerLine(state: State, drawn: Behind): Line {
  if (state.notice !== null)
    return new Spans('plain').add(fit(text` ${clean(state.notice)}`, state.columns, 'left'), 'info').line()
  if (state.dialog) return dialogKeysLine(state.dialog, state.columns)
  const here = hereOf(state, drawn)
  const spans = new Spans('plain').add(text` `, 'plain')
  let used = 1
  for (const id of state.paused ? WHILE_PAUSED : MOST_USED) {
    const command = commands.find((c) => c.id === id)
    if (!command?.works(here)) continue
    const label = labelOf(command, here)
    if (label === null) continue
    const key = keyName(command.keys[0] as string)
    const cells = width(key) + width(label) + 3
    if (used + cells > state.columns) continue
    spans.add(key, 'key').add(text` ${label}  `, 'plain')
    used += cells
  }
  return spans.line()
}

/** What the key would do now, in a word or two; null: that is not told in the footer. */
export function labelOf({ label }: Pick<Command, 'label'>, here: Here): Text | null {
  return (typeof label === 'function' ? label(here) : (label ?? null)) as Text | null
}

/** The keys of what is open: those of the pane do not work now. */
function dialogKeysLine(dialog: Dialog, columns: number): Line {
  const spans = new Spans('plain').add(text` `, 'plain')
  let used = 1
  for (const [key, label] of dialogKeys(dialog)) {
    const cells = key.length + label.length + 3
    if (used + cells > columns) break
    spans.add(key as Text, 'key').add(text` ${label as Text}  `, 'plain')
    used += cells
  }
  return spans.line()
}

function dialogKeys(dialog: Dialog): readonly (readonly [string, string])[] {
  if (dialog.kind === 'help' || dialog.kind === 'answer')
    return [
      ['Esc', 'closes'],
      ['↓↑', 'line'],
      ['PgDn', 'next page'],
      ['PgUp', 'page before'],
      ['End', 'last'],
    ]
  if (dialog.kind === 'input')
    return [
      ['Enter', 'keeps'],
      ['Esc', dialog.purpose === 'find' ? 'back to where it was' : 'as it was'],
      ['^U', 'clears'],
      ['^W', 'last word'],
    ]
  if (dialog.kind === 'confirm')
    return [
      ['y', 'does it'],
      ['Esc', 'does not'],
    ]
  const several = dialog.pick.items.some((item) => item.on !== null)
  return [
    ['Enter', several ? 'keeps' : 'chooses'],
    ['Esc', 'closes'],
    ['↓↑', 'move'],
    ...(several ? [['Space', 'on and off'] as const] : []),
    ...(dialog.pick.purpose === 'columns' ? [['d', 'default'] as const] : []),
  ]
}

/** Most useful first: what does not fit at 60 columns is what one misses least. */
export const MOST_USED: readonly string[] = [
  'help',
  'quit',
  'drill',
  'back',
  'pages-next',
  'reveal',
  'ethtool',
  'section',
  'find',
  'filter',
  'sort',
  'service',
  'tree',
  'pause',
  'mark',
  'columns',
  'whole-row',
  'group',
  'signal',
  'down',
]

/** How to go on is never what one must do without. */
const WHILE_PAUSED = [...new Set(['help', 'quit', 'pause', ...MOST_USED])]
