import { expect, test } from 'vitest'
import { DumpFold } from '../../src/sample/dump-fold.ts'
import { ParseError, type Reading, type Source } from '../../src/source.ts'

/** Adds up the lengths of its pieces; `!` is none. */
function source(path: string, begun: unknown[] = []): Source<unknown> {
  return {
    path,
    every: 0,
    parse: () => null,
    dump: {
      request: { ask: 'sockets', states: 1, info: false, pid: null },
      begin: (last, spare) => {
        begun.push(last, spare)
        let sum = 0
        return {
          add: (piece) => {
            if (piece[0] === 0x21) throw new ParseError('dump', piece.toString())
            sum += piece.length
          },
          end: () => sum,
        }
      },
    },
  }
}

const nothing = () => null
const END = Buffer.alloc(0)

function collector(): { readonly done: (reading: Reading<unknown>) => void; readonly readings: Reading<unknown>[] } {
  const readings: Reading<unknown>[] = []
  return { readings, done: (reading) => readings.push(reading) }
}

test('pieces of several dumps, each until its end', () => {
  const begun: unknown[] = []
  const [a, b] = [source('a', begun), source('b', begun)]
  const fold = new DumpFold(
    (path) => `last ${path}`,
    (path) => `spare ${path}`,
  )
  const { readings, done } = collector()
  fold.add(a, 5, Buffer.from('12'), done)
  fold.add(b, 6, Buffer.from('1'), done)
  fold.add(a, 5, Buffer.from('345'), done)
  expect(readings).toEqual([])
  fold.add(a, 5, END, done)
  fold.add(b, 6, END, done)
  expect(readings).toEqual([
    { value: 5, at: 5 },
    { value: 1, at: 6 },
  ])
  expect(begun).toEqual(['last a', 'spare a', 'last b', 'spare b'])
})

test('one that has no piece is empty, not missing', () => {
  const { readings, done } = collector()
  new DumpFold(nothing, nothing).add(source('a'), 5, END, done)
  expect(readings).toEqual([{ value: 0, at: 5 }])
})

test('a piece that cannot be spoils the whole: no shorter table is shown', () => {
  const { readings, done } = collector()
  const fold = new DumpFold(nothing, nothing)
  for (const piece of ['12', '!', '3', '']) fold.add(source('a'), 5, Buffer.from(piece), done)
  expect(readings).toHaveLength(1)
  expect(readings[0]).toMatchObject({ missing: 'malformed', source: 'a' })
})
