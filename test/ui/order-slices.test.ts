import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import { type Drawn, draw } from '../../src/ui/draw.ts'
import { visitTo } from '../../src/ui/places.ts'
import { TABLE } from '../../src/ui/state.ts'
import { wantsOf } from '../../src/wants-of.ts'
import { FakeHost } from '../sample/fake-host.ts'
import { NO_COST, NOON, stateAt } from './drawing.ts'

const STATUS = (pid: number, switches: number) =>
  `Tgid:\t${pid}\nPid:\t${pid}\nPPid:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nThreads:\t1\nvoluntary_ctxt_switches:\t${switches}\nnonvoluntary_ctxt_switches:\t0\n`

test('busy processes by a rate that is read of a few at a time: the order is that of all once a sweep has gone round', async () => {
  const pids = Array.from({ length: 90 }, (_, i) => i + 1)
  const host = new FakeHost()
  const sampler = new Sampler(host)
  const state = stateAt(visitTo('processes'), {
    tables: { processes: { ...TABLE, sort: { by: 'vcsw', reverse: true } } },
  })
  let drawn: Drawn | null = null
  let last: Parameters<typeof wantsOf>[2] = null
  host.most = 20
  for (let tick = 1; tick < 24; tick++) {
    host.at += 1e9
    // The later its pid, the more often it waits.
    for (const pid of pids)
      host.add(pid, { clock: tick * 1e6, ticks: tick, files: { status: STATUS(pid, pid * tick) } })
    last = await sampler.take(wantsOf(state, drawn, last), () => undefined)
    drawn = draw(state, new Snapshot(last, host.facts, NO_HISTORY), NO_COST, NOON, drawn)
  }
  const { section, rows } = drawn?.tables.get('processes') ?? { rows: [] }
  expect(rows.map((row) => section?.pid?.(row))).toEqual([...pids].reverse())
})
