import { expect, test } from 'vitest'
import { nearest } from '../src/nearest.ts'

const WORDS = ['--interval', '--filter', '--pane', '--panes', 'cpu', 'cgroup', 'user']

test.each([
  ['--intervall', '--interval'],
  ['--intreval', '--interval'],
  ['--INTERVAL', '--interval'],
  ['--int', '--interval'],
  ['--pan', '--pane'],
  ['--panse', '--pane'],
  ['usr', 'user'],
  ['cup', 'cpu'],
  ['cg', 'cgroup'],
  ['c', null],
  ['zzz', null],
  ['', null],
  ['x'.repeat(100_000), null],
])('%s: %s', (word, meant) => {
  expect(nearest(word, WORDS)).toBe(meant)
})
