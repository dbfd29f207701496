import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import type { Process } from '../../../src/sample/process.ts'
import { loadView } from '../../../src/views/load/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { paneText } from './frames.ts'

const PLACE = placeOf(loadView)
const captured = await viewSnapshot('load-d', loadView, PLACE)
const PF_KTHREAD = 0x00200000

/** The captured machine, seen with other eyes. */
function seen(change: (row: Process) => Process | null, scanned = true): Snapshot {
  const { after, before } = captured.samples
  if (!after.processes) throw new Error('no processes')
  const rows = after.processes.rows.map(change).filter((row) => row !== null)
  return new Snapshot(
    { after: { ...after, processes: { ...after.processes, rows, scanned } }, before },
    captured.facts,
    NO_HISTORY,
  )
}

test('nothing read at all: it says so and draws', () => {
  const nothing = new Snapshot(
    { after: { at: 1, files: new Map(), processes: null }, before: null },
    captured.facts,
    NO_HISTORY,
  )
  for (const page of [null, 'threads', 'processes', 'cpus', 'chart']) {
    expect(paneText(loadView, nothing, placeOf(loadView, {}, page), 80, 20)).not.toMatch(/NaN|undefined|null/)
  }
  const json = loadView.json(nothing, PLACE)
  expect(json).toMatchObject({ load1: null, effective_cpus: null, total: null, threads: null, waiting_not_found: null })
  expect(json.tasks).toMatchObject({ on_cpu: null, d_hidden: null })
  expect(JSON.stringify(json)).not.toContain('NaN')
})

test('until all threads were looked at, no cause is claimed', () => {
  const half = seen((row) => row, false)
  expect(paneText(loadView, half, PLACE, 80, 20)).toContain('~ threads are read at the next look')
  expect(loadView.json(half, PLACE).total).toBeNull()
})

test('in a PID namespace the rest of procs_running is named, and why', () => {
  const inside = seen((row) => ((row.stat.flags & PF_KTHREAD) !== 0 || row.stat.state === 'R' ? null : row))
  const text = paneText(loadView, inside, PLACE, 160, 44)
  expect(text).toMatch(
    /Not found +2 waiting +procs_running is of the whole machine +\/proc here shows \d+ of 123 threads/,
  )
  expect(loadView.json(inside, PLACE)).toMatchObject({
    waiting_not_found: 2,
    total: 11,
    tasks: { on_cpu: 0, waiting: 2 },
  })
})

test('without rights: hidden, said once, with the remedy', () => {
  const blind = seen((row) => ({
    ...row,
    more: {
      ...row.more,
      wchan: { value: null, at: 1 },
      stack: { missing: 'denied', source: 'stack', why: 'no', remedy: null },
    },
  }))
  const text = paneText(loadView, blind, PLACE, 80, 20)
  expect(text.match(/root or their owner may know why/g)).toHaveLength(1)
  expect(text).toContain('H hidden')
  expect(loadView.json(blind, PLACE)).toMatchObject({ tasks: { d_hidden: 9, d_other: 0, d_block: 0 }, total: 11 })
  expect(loadView.missing(blind, PLACE).filter(({ missing }) => missing === 'denied')).toHaveLength(1)
})
