import { expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import type { Sample, Samples } from '../../src/sample/sample.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import { NO_WANTS, type Wants } from '../../src/sample/wants.ts'
import { type Dump, type Source, valueOf } from '../../src/source.ts'
import { FakeHost } from './fake-host.ts'

/** A table as large as all sockets: made anew, or in the memory of one that nobody looks at. */
const dump: Dump<object> = {
  request: { ask: 'sockets', states: 1, info: false, pid: null },
  begin: (_last, spare) => ({ add: () => {}, end: () => spare ?? {} }),
}
const table: Source<object> = { path: 'table', every: 0, parse: () => ({}), dump }

/** One second a look. */
function samplerOf(asked: Source<object> = table) {
  let at = 0
  const host: Host = {
    facts: new FakeHost(true).facts,
    async collect(plan, sink) {
      at += 1e9
      sink.bytes(at, 0, '/proc/stat', Buffer.from('processes 1\n'))
      for (const { path } of plan.dumps ?? []) sink.bytes(at, 0, path, Buffer.alloc(0))
    },
    close: () => false,
  }
  const sampler = new Sampler(host)
  const wants = { ...NO_WANTS, sources: [asked] }
  return {
    take: (isFree: (sample: Sample) => boolean, wanted: Wants = wants) => sampler.take(wanted, () => undefined, isFree),
    supplement: () => sampler.supplement(wants, () => undefined),
  }
}

function machine(asked?: Source<object>) {
  return samplerOf(asked).take
}

const tableOf = ({ after }: Samples) => valueOf(after.files.get('table'))

const always = () => true

test('memory of a sample that nobody looks at is used again', async () => {
  const take = machine()
  const first = tableOf(await take(always))
  await take(always)
  await take(always)
  expect(tableOf(await take(always))).toBe(first)
})

test('one so large that it stands for three seconds is read every third', async () => {
  const take = machine({ ...table, dump: { ...dump, keeps: () => 3 } })
  const seen: unknown[] = []
  for (let i = 0; i < 7; i++) seen.push(tableOf(await take(always)))
  expect(seen.map((value) => seen.indexOf(value))).toEqual([0, 0, 0, 3, 3, 3, 6])
})

test('one that stands for two looks is not overwritten while the first of them is looked back at', async () => {
  const take = machine({ ...table, dump: { ...dump, keeps: () => 2 } })
  const first = await take(always)
  const others = (sample: Sample) => sample.at !== first.after.at
  const seen: unknown[] = []
  for (let i = 0; i < 8; i++) seen.push(tableOf(await take(others)))
  const [second, ...later] = seen.map((value) => value === tableOf(first))
  expect([second, later.includes(true)]).toEqual([true, false])
  expect(new Set(seen).size).toBeLessThan(5)
})

test('one that came into sight between two looks is not overwritten by the second', async () => {
  const { take, supplement } = samplerOf()
  await take(always)
  await take(always)
  await take(always, NO_WANTS)
  const between = await supplement()
  const next = await take(always)
  expect(between && tableOf(between)).not.toBe(tableOf(next))
})

test('who looks back further keeps its sample, also one who began to while a look was under way', async () => {
  const take = machine()
  const first = await take(always)
  await take(always)
  await take((sample) => sample.at !== first.after.at)
  expect(tableOf(await take(always))).not.toBe(tableOf(first))
})
