import { expect, test } from 'vitest'
import { parseOptions } from '../src/options.ts'
import { firstState, printedColumns } from '../src/start.ts'
import { loadViews, wholePanes } from '../src/views/index.ts'

await loadViews()

const context = { panes: wholePanes().map(({ id }) => id), columns: [] }
const begun = (...words: readonly string[]) => {
  const options = parseOptions(['--once', ...words], context as never)
  if ('mistake' in options) throw new Error(options.mistake)
  return firstState(options, PLAN, { config: {}, complaints: [] } as never, { columns: 80, rows: 24 })
}
const PLAN = { ascii: false } as never

test.each([
  [['--pane', 'load', '--sort', 'cpu'], /^whytop: pane load .*--sort.*; type --pane processes --sort cpu$/],
  [['--pane', 'disks', '--filter', 'a=1'], /^whytop: pane disks .*--filter/],
  [['--pane', 'tcp', '--sort', 'recvv'], /^whytop: no column recvv to sort by; /],
  [['--pane', 'tcp', '--filter', 'nosuch=1'], /^whytop: --filter: no column nosuch to compare/],
  [['--sort', 'nosuch'], /^whytop: no column nosuch to sort by; type --sort with one of pid, /],
  [['--sort', 'cpu\x1b[31m'], /^whytop: no column cpu\?\[31m to sort by; /],
])('what a pane cannot sort or filter by is a mistake: %s', (words, says) => {
  expect(begun(...words)).toMatch(says)
})

test('one may begin with what is about the whole machine, digit or not', () => {
  for (const pane of ['load', 'cgroups', 'kernel-log'])
    expect(begun('--pane', pane)).toMatchObject({ tiles: [{ trail: [{ place: { view: pane } }] }] })
  expect(() => begun('--pane', 'process')).toThrow('no pane "process"')
})

test('the own tables of panes are sorted and filtered', () => {
  const tcp = begun('--pane', 'tcp', '--filter', 'state=LISTEN')
  expect(tcp).toMatchObject({ tables: { tcp: { filter: 'state=LISTEN' } } })
  // On the page where that table is.
  expect(tcp).toMatchObject({ tiles: [{ trail: [{ place: { page: 'sockets' } }] }] })
  expect(begun('--pane', 'tcp')).toMatchObject({ tiles: [{ trail: [{ place: { page: null } }] }] })
  expect(begun('--pane', 'swap', '--sort', 'uss')).toMatchObject({
    tables: { swap: { sort: { by: 'uss', reverse: true } } },
  })
})

test('of several complaints about the config file the footer has the first, and how many there are beside it', () => {
  const options = parseOptions([], context as never)
  const notice = (...complaints: readonly string[]) => {
    const state = firstState(options as never, PLAN, { config: {}, complaints } as never, { columns: 80, rows: 24 })
    return typeof state === 'string' ? state : state.notice
  }
  expect([notice(), notice('one'), notice('one', 'two', 'three')]).toEqual([null, 'one', 'one (and 2 more)'])
})

test.each([
  [undefined, undefined, 160],
  [132, '80', 132],
  [undefined, '80', 80],
  // Narrower than a screen may be: printed lines wrap, a line that asks for a wider terminal helps nobody.
  [50, undefined, 60],
  [undefined, '5', 60],
  [undefined, '-1', 160],
  [undefined, '80.5', 160],
  [undefined, 'Infinity', 160],
  [undefined, '1e9', 160],
  [undefined, '999999999', 10_000],
])('--once on a terminal %s wide, with COLUMNS=%s, prints %s columns', (terminal, asked, columns) => {
  expect(printedColumns(terminal, asked)).toBe(columns)
})
