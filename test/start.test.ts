import { expect, test } from 'vitest'
import { parseOptions } from '../src/options.ts'
import { firstState } from '../src/start.ts'
import { loadViews, paneIds } from '../src/views/index.ts'

await loadViews()

const context = { panes: paneIds(), columns: [] }
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
])('what a pane cannot sort or filter by is a mistake: %s', (words, says) => {
  expect(begun(...words)).toMatch(says)
})

test('the own tables of panes are sorted and filtered', () => {
  const tcp = begun('--pane', 'tcp', '--filter', 'state=LISTEN')
  expect(tcp).toMatchObject({ tables: { tcp: { filter: 'state=LISTEN' } } })
  expect(begun('--pane', 'swap', '--sort', 'uss')).toMatchObject({
    tables: { swap: { sort: { by: 'uss', reverse: true } } },
  })
})
