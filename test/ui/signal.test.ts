import { expect, test } from 'vitest'
import type { Effect } from '../../src/effect.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { type Drawn, draw } from '../../src/ui/draw.ts'
import { visitTo } from '../../src/ui/places.ts'
import { type State, TABLE } from '../../src/ui/state.ts'
import { update } from '../../src/ui/update.ts'
import { SWITCHES } from '../../src/views/view.ts'
import { fixtureHost, frameText, looked, NO_COST, NOON, stateAt } from './drawing.ts'

const start = stateAt(visitTo('processes', SWITCHES), { columns: 100, rows: 30 })
const { snapshot: captured } = await looked(fixtureHost('load-d'), { ...start, rows: 200 })
/** The same processes, as if they were of this machine. */
const live = new Snapshot(captured.samples, { ...captured.facts, self: 1, clock: 'live' }, captured.history)

function press(keys: readonly string[], from: State = start, on: Snapshot = live) {
  let state = from
  let drawn: Drawn = draw(state, on, NO_COST, NOON, null)
  let effects: readonly Effect[] = []
  for (const key of keys) {
    const outcome = update(state, { kind: 'key', key }, drawn, on)
    state = outcome.state
    effects = outcome.effects ?? []
    drawn = draw(state, on, NO_COST, NOON, drawn)
  }
  return { state, effects, text: frameText(drawn.frame) }
}

const selected = /^› +(\d+) .*?(\S+)$/m

test('x lists the signals, TERM first; the one chosen is asked for once more, with pid, start and command', () => {
  const pid = selected.exec(press([]).text)?.[1]
  expect(press(['x']).text).toMatch(/Signal to \d+ .*\n.*› SIGTERM /)
  const asked = press(['x', 'enter'])
  expect(asked.effects).toEqual([])
  expect(asked.text).toMatch(new RegExp(`Send SIGTERM to ${pid}\\?  y: yes .*\\n ${pid}  started [\\d:d ]+ ago  \\S+`))
  expect(asked.text).toMatch(/y does it +Esc does not/)
  const done = press(['x', 'enter', 'y'])
  expect(done.effects).toEqual([
    {
      do: 'signal',
      signal: 'SIGTERM',
      targets: [{ pid: Number(pid), start: expect.any(Number), command: expect.any(String) }],
    },
  ])
  expect(done.state.dialog).toBeNull()
})

test.each(['enter', 'escape', 'space', 'n', 'x', 'Y'])('%s is no yes', (key) => {
  const { effects, state } = press(['f9', 'down', 'enter', key])
  expect([effects, state.dialog, state.notice]).toEqual([[], null, 'not done'])
})

test('the tagged processes rather than the selected one', () => {
  const { effects } = press(['space', 'space', 'down', 'x', 'down', 'enter', 'y'])
  expect(effects).toMatchObject([{ do: 'signal', signal: 'SIGKILL', targets: [{}, {}] }])
})

test('where all that were tagged have ended, that is said, and the selected one is not taken in their place', () => {
  const tables = { processes: { ...TABLE, tagged: new Set(['999999:1']) } }
  const { state } = press(['x'], { ...start, tables })
  expect([state.dialog, state.notice]).toEqual([null, 'what was tagged has ended; U untags'])
})

test('R gives a nice value, in the same manner', () => {
  expect(press(['R', 'enter']).text).toMatch(/Give nice 0 to \d+\?/)
  expect(press(['R', 'up', 'enter', 'y']).effects).toMatchObject([{ do: 'renice', nice: 1 }])
  expect(press(['R', 'end', 'enter', 'y']).effects).toMatchObject([{ do: 'renice', nice: -20 }])
  expect(press(['f7', 'home', 'enter', 'y']).effects).toMatchObject([{ do: 'renice', nice: 19, targets: [{}] }])
  expect(press(['R'], { ...start, readOnly: true }).state.dialog).toBeNull()
})

test('every nice value can be chosen, and the list says which it has now', () => {
  const { text, state } = press(['R'])
  expect(text).toMatch(/› 0 +now; as usual/)
  const items = state.dialog?.kind === 'pick' ? state.dialog.pick.items : []
  expect(items.map(({ id }) => Number(id))).toEqual(Array.from({ length: 40 }, (_, i) => 19 - i))
  const processes = live.samples.after.processes?.rows ?? []
  const [first, other] = processes.filter(({ stat }) => stat.nice === 0)
  const niced = processes.map((one) => (one === other ? { ...one, stat: { ...one.stat, nice: 7 } } : one))
  const after = { ...live.samples.after, processes: { ...live.samples.after.processes, rows: niced } as never }
  const mixed = new Snapshot({ ...live.samples, after }, live.facts, live.history)
  const tagged = new Set([first, other].map((one) => `${one?.pid}:${one?.stat.starttime}`))
  const both = press(['R'], { ...start, tables: { processes: { ...TABLE, tagged } } }, mixed)
  expect(both.text).toMatch(/ 7 +now of 1 of them/)
  expect(both.text).toMatch(/ 0 +now of 1 of them; as usual/)
})

test('y copies pid and command, of tagged processes a line each; of another table its cells', () => {
  const one = press(['y']).effects[0]
  expect(one).toMatchObject({ do: 'copy', text: expect.stringMatching(/^\d+ \S/) })
  expect(press(['space', 'space', 'y']).effects[0]).toMatchObject({ text: expect.stringMatching(/^\d+ .*\n\d+ .*$/) })
  const causes = stateAt(visitTo('load', SWITCHES), { columns: 100, rows: 30 })
  expect(press(['y'], causes).effects[0]).toMatchObject({ do: 'copy', text: expect.stringMatching(/\w/) })
})

test('refused in one line with --read-only, and of a captured machine', () => {
  const readOnly = press(['x'], { ...start, readOnly: true })
  expect([readOnly.state.dialog, readOnly.state.notice]).toEqual([null, 'started with --read-only: nothing is changed'])
  expect(press(['x'], start, captured).state.notice).toMatch(/^these are not processes of this machine/)
})
