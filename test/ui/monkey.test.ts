import { expect, test } from 'vitest'
import { Snapshot } from '../../src/model/snapshot.ts'
import type { Outcome } from '../../src/ui/command.ts'
import { commands } from '../../src/ui/commands.ts'
import { type Drawn, draw, isTooSmall } from '../../src/ui/draw.ts'
import type { Input } from '../../src/ui/frame.ts'
import { visitTo } from '../../src/ui/places.ts'
import { type State, tableOf } from '../../src/ui/state.ts'
import { update } from '../../src/ui/update.ts'
import { wholePanes } from '../../src/views/index.ts'
import { random } from '../random.ts'
import { expectWhole, fixtureHost, frameText, lineWidth, looked, NO_COST, NOON, stateOf } from './drawing.ts'

/*
 * A monkey at the keyboard: whatever it presses, clicks, pastes and resizes, the picture stays whole, the selection in sight, and
 * one can leave. Now and then it finds itself before another machine, where nothing of what it looked at exists. It does the same
 * in every run; what it did until something was wrong is in the failure.
 */
const MACHINES = ['dirty-slow', 'idle-4node', 'load-d', 'swap-4node', 'tcp-states']
const STEPS = 120

const KEYS = [
  ...commands.flatMap(({ keys }) => keys),
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789=()"&*_äé漢',
  ...['f11', 'f12', 'delete', 'C-u', 'C-w', 'M-x'],
]
/** These lead somewhere. */
const WAYS = [
  'enter',
  'enter',
  'escape',
  'down',
  'up',
  'end',
  'w',
  '\\',
  '/',
  's',
  'c',
  'u',
  'x',
  'right',
  't',
  'b',
  'y',
]
const PASTES = ['cpu>20', 'mem>1G\r', 'user=root or (state=D', 'not', '"', 'a\nb', '\x1b[31m', '漢字'.repeat(40), '']
const SIZES = [1, 20, 59, 60, 61, 80, 120, 250].flatMap((columns) =>
  [1, 5, 14, 15, 24, 80].map((rows) => ({ columns, rows })),
)

/** What every pane has read of a machine. Its processes are taken for ours, so that they can be signalled. */
async function seen(folder: string): Promise<Snapshot> {
  const tiles = wholePanes().map(({ id }) => ({ trail: [visitTo(id)] }))
  const { snapshot } = await looked(fixtureHost(folder), stateOf('processes', { tiles, columns: 200, rows: 1000 }))
  return new Snapshot(snapshot.samples, { ...snapshot.facts, self: 1 }, snapshot.history, snapshot.findings)
}

const machines = new Map<string, Snapshot>()
for (const folder of MACHINES) machines.set(folder, await seen(folder))

test.each(MACHINES.map((folder, at) => [folder, at + 1] as const))('at %s', (folder, seed) => {
  const { below, one } = chance(seed)
  let snapshot = machines.get(folder) as Snapshot
  let state = stateOf('overview', { columns: 120, rows: 40 })
  let drawn = draw(state, snapshot, NO_COST, NOON, null)
  const done: string[] = []
  try {
    for (let step = 0; step < STEPS; step++) {
      const before = state
      const input = anything()
      done.push(input.kind === 'key' ? input.key : JSON.stringify(input))
      const outcome = update(state, input, drawn, snapshot)
      state = outcome.state
      drawn = draw(state, snapshot, NO_COST, NOON, drawn)
      expectAsked(before, input, outcome)
      expectSound(state, drawn, snapshot)
      if (below(20) === 0) {
        const other = one(MACHINES)
        done.push(`[at ${other}]`)
        snapshot = machines.get(other) as Snapshot
        drawn = draw(state, snapshot, NO_COST, NOON, drawn)
        expectSound(state, drawn, snapshot)
      }
    }
  } catch (error) {
    throw new Error(`after ${done.join(' ')}`, { cause: error })
  }

  function anything(): Input {
    const kind = below(20)
    if (kind === 0) return { kind: 'resize', ...one(SIZES) }
    if (kind === 1) return { kind: 'paste', text: one(PASTES) }
    if (kind > 3) return { kind: 'key', key: one(kind < 12 ? WAYS : KEYS) }
    const action = one(['press', 'wheel-up', 'wheel-down'] as const)
    return { kind: 'mouse', action, x: below(state.columns + 2), y: below(state.rows + 2) }
  }
})

/** Processes are touched only after a y, and a dialog changes no table but its own. */
function expectAsked(before: State, input: Input, { state, effects = [] }: Outcome): void {
  const acts = effects.some((effect) => effect.do === 'signal' || effect.do === 'renice')
  if (acts) expect([before.dialog?.kind, input]).toEqual(['confirm', { kind: 'key', key: 'y' }])
  const own = tableOf(before)
  if (own !== null) expect({ ...state.tables, [own]: null }).toEqual({ ...before.tables, [own]: null })
}

function expectSound(state: State, drawn: Drawn, snapshot: Snapshot): void {
  const press = (key: string, at = state, on = drawn) => update(at, { kind: 'key', key }, on, snapshot)
  const quits = ({ effects = [] }: Outcome) => effects.some((effect) => effect.do === 'quit')
  const { columns, rows, dialog } = state
  expect(quits(press('C-c'))).toBe(true)
  if (isTooSmall(state)) {
    expect(drawn.frame.lines.length).toBeLessThanOrEqual(rows)
    for (const line of drawn.frame.lines) expect(lineWidth(line)).toBe(columns)
    expect(quits(press('q'))).toBe(true)
    return
  }
  expectWhole(drawn.frame, columns, rows)
  expect(frameText(draw(state, snapshot, NO_COST, NOON, drawn).frame)).toBe(frameText(drawn.frame))
  for (const { index, top, height, rows } of drawn.tables.values()) {
    const isInSight = rows.length === 0 ? index === -1 : height === 0 || (index >= top && index < top + height)
    expect(isInSight && index < rows.length).toBe(true)
  }
  if (dialog?.kind === 'input' && dialog.purpose === 'filter')
    expect(state.tables[dialog.table]?.filter ?? '').toBe(dialog.text)
  const closed = dialog ? press('escape').state : state
  expect(closed.dialog).toBeNull()
  expect(quits(press('q', closed, draw(closed, snapshot, NO_COST, NOON, drawn)))).toBe(true)
}

function chance(seed: number) {
  const next = random(seed)
  const below = (end: number) => Math.floor(next() * end)
  return { below, one: <T>(list: readonly T[]): T => list[below(list.length)] as T }
}
