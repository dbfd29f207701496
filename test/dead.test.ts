import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const FILES = within('src').map((path) => join('src', path))

/** Delete freely: a source, a model or a view that nothing reaches any more goes. Types count, a docstring's mention does not. */
test('every file is reached from main', () => {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    for (const [, to] of readFileSync(path, 'utf8').matchAll(/(?:\bfrom |^import |\bimport\()'(\.[^']+\.ts)'/gm)) {
      visit(join(dirname(path), to as string))
    }
  }
  visit('src/main.ts')
  expect(FILES.filter((path) => !reached.has(path))).toEqual([])
})

test('every parser has its test, and every test there its subject', () => {
  const inSource = within('src/parse')
  const tests = within('test/parse').filter((path) => path.endsWith('.test.ts') && path !== 'fuzz.test.ts')
  const parsers = inSource.filter((path) => /\bsource\(/.test(readFileSync(join('src/parse', path), 'utf8')))
  expect(parsers.filter((path) => !tests.includes(path.replace(/\.ts$/, '.test.ts')))).toEqual([])
  expect(tests.filter((path) => !inSource.includes(path.replace(/\.test\.ts$/, '.ts')))).toEqual([])
})

function within(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
}
