import { expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { visitTo } from '../../src/ui/places.ts'
import { fixtureHost, frameText, looked, stateAt } from '../ui/drawing.ts'

/** A captured machine where these processes have no such file, be it that they ended after they were listed. */
function without(file: string, gone: (pid: number) => boolean): Host {
  const host = fixtureHost('swap-4node')
  return {
    ...host,
    collect: (plan, sink, turn) =>
      host.collect(
        plan,
        {
          ...sink,
          pids: (...list) => sink.pids(...list),
          bytes: (at, pid, path, bytes) =>
            path === file && gone(pid) ? sink.fail(at, pid, path, 'ENOENT') : sink.bytes(at, pid, path, bytes),
          fail: (...said) => sink.fail(...said),
        },
        turn,
      ),
  }
}

async function rowOf(pid: number, view: string, host: Host): Promise<string> {
  const visit = visitTo(view)
  const there = { ...visit, place: { ...visit.place, page: 'processes' } }
  const { drawn } = await looked(host, stateAt(there, { columns: 160, rows: 60 }))
  return (
    frameText(drawn.frame)
      .split('\n')
      .find((line) => new RegExp(`^[› ]+${pid} `).test(line)) ?? ''
  )
}

test.each([
  ['numa', 'numa_maps'],
  ['disks', 'io'],
])('%s: who ended between the list and the read is not said to be without %s', async (view, file) => {
  expect(
    await rowOf(
      194,
      view,
      without(file, (pid) => pid === 194),
    ),
  ).toMatch(/^[› ]+194( R)?( +-){4}/)
})

test.each([
  ['numa', 'numa_maps'],
  ['disks', 'io'],
])('%s: a kernel that has no %s says off', async (view, file) => {
  expect(
    await rowOf(
      194,
      view,
      without(file, () => true),
    ),
  ).toMatch(/^[› ]+194( R)?( +off){4}/)
})
