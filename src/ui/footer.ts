import type { Line } from '../style.ts'
import { clean, fit, type Text, text, width } from '../text.ts'
import { viewById } from '../views/index.ts'
import type { Context } from './command.ts'
import { commands } from './commands.ts'
import type { Behind } from './dialog.ts'
import { keyName } from './key-names.ts'
import { Spans } from './spans.ts'
import { type Dialog, type State, visitOf } from './state.ts'

/** The keys that work now, the most useful first, cut at the width; or what there is to say. */
export function footerLine(state: State, drawn: Behind): Line {
  if (state.notice !== null)
    return new Spans('plain').add(fit(text` ${clean(state.notice)}`, state.columns, 'left'), 'info').line()
  if (state.dialog) return dialogKeysLine(state.dialog, state.columns)
  const visit = visitOf(state)
  const table = drawn.focused === null ? null : (drawn.tables.get(drawn.focused) ?? null)
  const context: Pick<Context, 'state' | 'visit' | 'view' | 'table' | 'drawn'> = {
    state,
    visit,
    view: viewById(visit.place.view),
    table,
    drawn: { ...drawn, frame: NO_FRAME },
  }
  const spans = new Spans('plain').add(text` `, 'plain')
  let used = 1
  for (const id of MOST_USED) {
    const command = commands.find((c) => c.id === id)
    if (!command?.label || !command.works(context as Context)) continue
    const key = keyName(command.keys[0] as string)
    const cells = width(key) + command.label.length + 3
    if (used + cells > state.columns) continue
    spans.add(key, 'key').add(text` ${command.label as Text}  `, 'plain')
    used += cells
  }
  return spans.line()
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

const NO_FRAME = { columns: 0, rows: 0, lines: [], cursor: null }

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
