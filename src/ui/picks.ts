import { wholePanes } from '../views/index.ts'
import type { Switches, TableSection } from '../views/view.ts'
import type { Context, Outcome } from './command.ts'
import { goTo, withSwitches } from './places.ts'
import { confirmAct } from './signal.ts'
import { type Dialog, type Pick, type State, tableState, withTable } from './state.ts'
import type { DrawnTable } from './table.ts'
import { progressOf } from './whole-files.ts'

/** Lists to choose from: how each is made, and what choosing does. */
export function sortPick({ state, table }: Context): State {
  if (!table) return state
  const able = table.section.columns.filter((column) => column.by)
  const pick: Pick = {
    purpose: 'sort',
    title: 'Sort by',
    table: table.section.id,
    items: able.map((column) => ({ id: column.id, title: column.title, help: column.help, on: null })),
  }
  return {
    ...state,
    dialog: {
      kind: 'pick',
      pick,
      at: Math.max(
        0,
        able.findIndex((c) => c.id === table.sort.by),
      ),
    },
  }
}

export function columnPick({ state, table }: Context): State {
  if (!table) return state
  const on = ticked(table, state)
  const pick: Pick = {
    purpose: 'columns',
    title: 'Columns (space switches one, Enter keeps, d default)',
    table: table.section.id,
    items: table.section.columns.map((c) => ({ id: c.id, title: c.title, help: c.help, on: on.has(c.id) })),
  }
  return { ...state, dialog: { kind: 'pick', pick, at: 0 } }
}

/** What was chosen, or else all that are shown where there is room: a narrow screen chooses nothing. */
function ticked({ section }: DrawnTable, state: State): ReadonlySet<string> {
  const chosen = tableState(state, section.id).columns?.filter((id) => section.columns.some((c) => c.id === id)) ?? []
  return new Set(chosen.length > 0 ? chosen : byDefault(section))
}

function byDefault({ columns }: TableSection): readonly string[] {
  return columns.filter(({ priority }) => priority > 0).map(({ id }) => id)
}

export function groupPick({ state, visit }: Context): State {
  const kinds = [
    ['none', 'every process by itself'],
    ['program', 'by program name'],
    ['user', 'by effective user'],
    ['cgroup', 'by cgroup: unit or container'],
  ] as const
  const pick: Pick = {
    purpose: 'group',
    title: 'Group by',
    items: kinds.map(([id, help]) => ({ id, title: id, help, on: null })),
  }
  const at = kinds.findIndex(([id]) => id === visit.place.switches.group)
  return { ...state, dialog: { kind: 'pick', pick, at } }
}

export function panePick({ state }: Context): State {
  const pick: Pick = {
    purpose: 'pane',
    title: 'Panes',
    items: wholePanes().map(({ id, digit, title, help }) => ({
      id,
      title: `${digit ?? ' '} ${title}`,
      help: help.replace(`${title}: `, ''),
      on: null,
    })),
  }
  return { ...state, dialog: { kind: 'pick', pick, at: 0 } }
}

/** What Enter does in a list. */
export function choose(context: Context, pick: Pick, at: number): Outcome {
  const item = pick.items[at]
  const state: State = { ...context.state, dialog: null }
  if (!item) return { state }
  const id = context.table?.section.id
  switch (pick.purpose) {
    case 'sort': {
      const column = context.table?.section.columns.find((c) => c.id === item.id)
      if (id === undefined || !column) return { state }
      const sort = { by: column.id, reverse: column.descending ?? false }
      return { state: withTable(state, id, { sort }), effects: [{ do: 'sample' }] }
    }
    case 'columns': {
      if (id === undefined || !context.table) return { state }
      const picked = pick.items.filter((i) => i.on).map((i) => i.id)
      if (same(picked, [...ticked(context.table, state)])) return { state }
      const columns = same(picked, byDefault(context.table.section)) ? [] : picked
      return {
        state: withTable(state, id, { columns: columns.length > 0 ? columns : null }),
        effects: [{ do: 'save', change: { columns: { [id]: columns } } }, { do: 'sample' }],
      }
    }
    case 'group':
      return { state: withSwitches(state, { group: item.id as Switches['group'] }), effects: [{ do: 'sample' }] }
    case 'user': {
      if (id === undefined) return { state }
      const filter = item.id === '' ? '' : `user="${item.id}"`
      return { state: withTable(state, id, { filter }), effects: [{ do: 'sample' }] }
    }
    case 'signal':
    case 'nice':
      return { state: confirmAct(context, pick, item.id) }
    case 'pane':
      return goTo(state, item.id)
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id))
}

/** The users of the table's rows, to show only one's. */
export function userPick({ state, table }: Context): State {
  const pick = table && userList(table, '')
  return pick ? { ...state, dialog: { kind: 'pick', pick, at: 0 } } : state
}

/**
 * A list as it is by now: users come while the owners of all are read. The cursor stays with its user, also with one whose last
 * process ended.
 */
export function pickNow(dialog: PickDialog, table: DrawnTable | null): PickDialog {
  const { pick, at } = dialog
  if (pick.purpose !== 'user' || !table) return dialog
  const chosen = pick.items[at]?.id ?? ''
  const now = userList(table, chosen)
  return now ? { ...dialog, pick: now, at: now.items.findIndex(({ id }) => id === chosen) } : dialog
}

export type PickDialog = Extract<Dialog, { kind: 'pick' }>

function userList({ section }: DrawnTable, chosen: string): Pick | null {
  const { by, files = [] } = section.columns.find(({ id }) => id === 'user') ?? {}
  if (!by) return null
  const progress = progressOf(section, () => files)
  const users = new Set<string>(chosen === '' ? [] : [chosen])
  for (let row = 0; row < section.count; row++) {
    const user = by(row)
    if (typeof user === 'string') users.add(user)
  }
  return {
    purpose: 'user',
    title: progress ? `Only the processes of  ${progress}` : 'Only the processes of',
    table: section.id,
    items: [
      { id: '', title: 'everybody', help: 'no filter', on: null },
      ...[...users].sort().map((user) => ({ id: user, title: user, help: '', on: null })),
    ],
  }
}
