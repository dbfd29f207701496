import type { Effect } from '../effect.ts'
import type { Context, Outcome } from './command.ts'
import { pageRows } from './dialog.ts'
import { compileFilter } from './filter.ts'
import { findFrom } from './find.ts'
import { helpLines } from './help.ts'
import { choose, type PickDialog, pickNow } from './picks.ts'
import { type Dialog, type Pick, type State, withTable } from './state.ts'

/** Keys while a dialog is open; `pasted` text goes into what is being typed. The list behind stands as it is. */
export function dialogKey(context: Context, pasted: string | null): Outcome {
  const { dialog } = context.state
  if (dialog?.kind === 'input') return inputKey(context, dialog, pasted)
  if (dialog?.kind === 'pick') return pickKey(context, pickNow(dialog, context.table))
  if (dialog?.kind === 'confirm') return confirmKey(context, dialog.effect)
  if (dialog?.kind === 'help')
    return scrollKey(context, dialog.top, helpLines(context).length, (top) => ({ kind: 'help', top }))
  if (dialog?.kind === 'answer')
    return scrollKey(context, dialog.top, dialog.lines.length, (top) => ({ ...dialog, top }))
  return { state: context.state }
}

/** Only y does it: Enter has just chosen, and may be pressed once too often. */
function confirmKey({ key, state }: Context, effect: Effect): Outcome {
  const closed = { ...state, dialog: null }
  return key === 'y' ? { state: closed, effects: [effect] } : { state: { ...closed, notice: 'not done' } }
}

type InputDialog = Extract<Dialog, { kind: 'input' }>

function inputKey(context: Context, dialog: InputDialog, pasted: string | null): Outcome {
  const { key, state } = context
  if (pasted !== null && ONE_LINE.test(pasted)) return lineAtOnce(context, dialog, pasted.slice(0, -1))
  if (key === 'escape') return restored(state, dialog)
  if (key === 'enter' && isMistaken(context, dialog)) return { state }
  if (key === 'enter') return { state: { ...state, dialog: null }, effects: [{ do: 'sample' }] }
  const text = edited(dialog.text, key, pasted)
  if (text === dialog.text) return { state }
  return typed({ ...context, state: { ...state, dialog: { ...dialog, text } } }, dialog, text)
}

/** Over a slow link what was typed comes in one piece with its Enter. To look for a line does no harm if it was pasted after all. */
const ONE_LINE = /^[^\r\n]+[\r\n]$/

function lineAtOnce(context: Context, dialog: InputDialog, line: string): Outcome {
  const done = inputKey(context, dialog, line)
  const now = done.state.dialog
  if (now?.kind !== 'input' || isMistaken(context, now)) return done
  return { ...done, state: { ...done.state, dialog: null } }
}

/** The dialog says what is wrong: it stays. */
function isMistaken({ table }: Context, { purpose, text }: InputDialog): boolean {
  return purpose === 'filter' && table !== null && compileFilter(text, table.section, table.filter).error !== null
}

function restored(state: State, { table, before }: InputDialog): Outcome {
  return { state: withTable({ ...state, dialog: null, notice: null }, table, before), effects: [{ do: 'sample' }] }
}

/** What is typed works at once: the filter narrows, the selection jumps. */
function typed(context: Context, { purpose, table }: InputDialog, text: string): Outcome {
  if (purpose === 'find') return findFrom(context, text, 1, 0)
  return {
    state: withTable(context.state, table, { filter: text, key: null, index: 0, top: 0 }),
    effects: [{ do: 'sample' }],
  }
}

function edited(text: string, key: string, pasted: string | null): string {
  if (pasted !== null) return text + pasted.replace(/[\r\n\t]+/g, ' ')
  if (key === 'backspace') return [...text].slice(0, -1).join('')
  if (key === 'C-u') return ''
  if (key === 'C-w') return text.replace(/\S*\s*$/, '')
  if (key === 'space') return `${text} `
  return [...key].length === 1 ? text + key : text
}

function pickKey(context: Context, { pick, at }: PickDialog): Outcome {
  const { key, state } = context
  const to = (next: number): Outcome => ({
    state: { ...state, dialog: { kind: 'pick', pick, at: Math.max(0, Math.min(pick.items.length - 1, next)) } },
  })
  switch (key) {
    case 'escape':
    case 'q':
      return { state: { ...state, dialog: null } }
    case 'enter':
      return choose(context, pick, at)
    case 'up':
    case 'k':
      return to(at - 1)
    case 'down':
    case 'j':
      return to(at + 1)
    case 'pageup':
      return to(at - 10)
    case 'pagedown':
      return to(at + 10)
    case 'home':
    case 'g':
      return to(0)
    case 'end':
    case 'G':
      return to(pick.items.length - 1)
    case 'space':
      return { state: { ...state, dialog: { kind: 'pick', pick: toggled(pick, at), at } } }
    case 'd':
      if (pick.purpose === 'columns')
        return choose(context, { ...pick, items: pick.items.map((i) => ({ ...i, on: false })) }, at)
      return { state }
    default: {
      // A digit chooses a pane as it does outside.
      const chosen = pick.purpose === 'pane' ? pick.items.findIndex((item) => item.title.startsWith(`${key} `)) : -1
      return chosen < 0 ? { state } : choose(context, pick, chosen)
    }
  }
}

function toggled(pick: Pick, at: number): Pick {
  const items = pick.items.map((item, i) => (i === at && item.on !== null ? { ...item, on: !item.on } : item))
  return { ...pick, items }
}

function scrollKey(context: Context, from: number, lines: number, at: (top: number) => Dialog): Outcome {
  const { key, state } = context
  const page = pageRows(state) - 1
  const last = Math.max(0, lines - pageRows(state))
  const to = (next: number): Outcome => ({
    state: { ...state, dialog: at(Math.max(0, Math.min(last, next))) },
  })
  const top = Math.min(from, last)
  switch (key) {
    case 'up':
    case 'k':
      return to(top - 1)
    case 'down':
    case 'j':
      return to(top + 1)
    case 'pageup':
    case 'C-b':
      return to(top - page)
    case 'pagedown':
    case 'C-f':
    case 'space':
      return to(top + page)
    case 'home':
    case 'g':
      return to(0)
    case 'end':
    case 'G':
      return to(last)
    default:
      return { state: { ...state, dialog: null } }
  }
}
