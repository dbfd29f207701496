import { expect, test } from 'vitest'
import { look, NOTHING_KNOWN } from '../../src/findings/engine.ts'
import { oomNear } from '../../src/findings/oom-near.ts'
import { nextTurn } from '../../src/findings/wants.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Sample, Samples } from '../../src/sample/sample.ts'
import type { Reading, Source } from '../../src/source.ts'
import { processes } from '../model/record.ts'
import {
  capturedLook,
  clear,
  FACTS,
  type Files,
  holder,
  lookAt,
  meminfoOf,
  notEvaluable,
  pairs,
  pressureOf,
  seen,
} from './looks.ts'

const MIB = 2 ** 20

function machine(available: number, { swap = 0, swapFree = 0, stalls = 0, full = 0, anon = 15_000 } = {}) {
  const at = (stalled: number) => ({
    '/proc/meminfo': meminfoOf({
      MemAvailable: available,
      SwapTotal: swap,
      SwapFree: swapFree,
      AnonPages: anon,
      Shmem: 0,
      SUnreclaim: 0,
    }),
    '/proc/vmstat': pairs({ allocstall_normal: stalled }),
    '/proc/pressure/memory': pressureOf(full, full),
  })
  return { was: at(0), now: at(stalls), at: 1000 }
}

function sampleOf(sources: readonly Source<unknown>[], files: Files, at: number): Sample {
  const read = new Map<string, Reading<unknown>>()
  for (const { path, parse } of sources) {
    const text = files[path]
    read.set(path, text === undefined ? missingFrom(path, 'ENOENT') : { at, value: parse(Buffer.from(text)) })
  }
  return { at, files: read, processes: null }
}

/** Anonymous memory, MiB, a point each ten seconds, the last at 1,000 s. */
const past = (...mebibytes: readonly number[]) =>
  mebibytes.map((amount, i) => ({ at: (1000 - 10 * (mebibytes.length - i)) * 1e9, bytes: amount * MIB }))

test('memory and swap gone, and programs that must free memory', () => {
  expect(seen(lookAt(oomNear, machine(400, { stalls: 1 })))).toMatchObject({ seen: 'critical', hold: false })
  expect(seen(lookAt(oomNear, machine(400, { full: 10 }))).hold).toBe(false)
  expect(seen(lookAt(oomNear, machine(400, { stalls: 1, swap: 2000, swapFree: 50 }))).hold).toBe(false)
})

test('silent with memory at its limit, with swap left, and when nobody waits', () => {
  expect(seen(lookAt(oomNear, machine(492, { stalls: 1 }))).hold).toBe(true)
  clear(lookAt(oomNear, machine(820, { stalls: 1 })))
  clear(lookAt(oomNear, machine(400, { stalls: 1, swap: 2000, swapFree: 200 })))
  expect(seen(lookAt(oomNear, machine(400))).hold).toBe(true)
})

test('growth that uses up what is left within a minute', () => {
  const grow = { anon: 12_000, swap: 100, swapFree: 100 }
  const look = seen(lookAt(oomNear, { ...machine(3000, grow), kept: past(9000, 10_000, 11_000) }))
  expect(look.hold).toBe(false)
  expect(look.evidence[3]).toMatchObject({ what: 'time until none is left', seen: expect.closeTo(31, 1) })
  clear(lookAt(oomNear, { ...machine(3000, grow), kept: past(10_800, 11_200, 11_600) }))
})

test('a program that starts grows fast and has room', () => {
  clear(lookAt(oomNear, { ...machine(6000, { anon: 12_000 }), kept: past(3000, 6000, 9000) }))
})

test('two points are no line', () => {
  clear(lookAt(oomNear, { ...machine(3000, { anon: 12_000 }), kept: past(3000) }))
})

test('beside 10,000 threads growth is told in time, and nobody goes through processes before', () => {
  const settings = { rules: [oomNear], limits: {}, all: false, brief: false }
  let state = NOTHING_KNOWN
  let samples = null as Samples | null
  const asked: number[] = []
  const told: number[] = []
  for (let at = 1; at <= 40; at++) {
    const turn = nextTurn(state, settings, samples)
    if (turn.wants.processes) asked.push(at)
    const grown = 100 * Math.max(0, at - 20)
    const files = {
      ...machine(3000 - grown, { anon: 12_000 + grown }).now,
      '/proc/loadavg': '9.00 9.00 9.00 9/10000 5\n',
    }
    samples = { after: sampleOf(turn.wants.sources, files, at * 1e9), before: samples?.after ?? null }
    state = look(state, settings, turn, new Snapshot(samples, FACTS, NO_HISTORY))
    if (state.findings?.list.length) told.push(at)
  }
  expect(told[0]).toBeLessThanOrEqual(34)
  expect(asked[0]).toBeGreaterThan(20)
  expect(asked[0]).toBeLessThanOrEqual((told[0] ?? 0) + 1)
})

test('says whom the kernel would choose', () => {
  const rows = [
    holder(5, 'db', 9000, { oom_score: { value: 900, at: 0 } }),
    holder(6, 'sh', 1, { oom_score: { value: 2, at: 0 } }),
  ]
  const look = seen(lookAt(oomNear, { ...machine(400, { stalls: 1 }), processes: processes(1000, rows, [0, 0]) }))
  expect(look.says).toContain('would most likely kill db 5')
  expect(look.culprits.at(-1)).toMatchObject({ key: '5:5', share: 'likely victim' })
})

test('cannot be told without its numbers', () => {
  notEvaluable(lookAt(oomNear, { now: { '/proc/meminfo': meminfoOf({ MemAvailable: 100 }) } }))
  notEvaluable(lookAt(oomNear, { now: {} }))
})

test('a captured machine with swap left is not there yet', async () => {
  clear(await capturedLook(oomNear, 'swap-4node'))
})
