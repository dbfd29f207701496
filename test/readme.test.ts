import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withParts } from '../scripts/readme-parts.ts'
import { parseConfig } from '../src/config.ts'
import { processColumns } from '../src/views/processes/view.ts'

const readme = readFileSync('README.md', 'utf8')

test('README.md says what the program says (else: npm run readme)', async () => {
  expect(readme).toBe(await withParts(readme))
})

test('its config file is one that whytop takes', () => {
  const example = /## Config file[\s\S]*?```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const { config, complaints } = parseConfig(example)
  expect(complaints).toEqual([])
  const columns = [...(config.columns?.processes ?? []), config.sort?.processes?.column]
  expect(columns.length).toBeGreaterThan(1)
  expect(processColumns.map((column) => column.id)).toEqual(expect.arrayContaining(columns))
})

test('every file that a document names is there', () => {
  const named = ['README.md', 'CONTRIBUTING.md'].flatMap((document) => {
    const text = readFileSync(document, 'utf8')
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path as string)
    const files = [...text.matchAll(/`((?:src|test|scripts|bench|bin|\.ci)\/[\w./-]+)`/g)].map(
      ([, path]) => path as string,
    )
    return [...links, ...files]
  })
  expect(named.length).toBeGreaterThan(10)
  expect([...new Set(named)].filter((path) => !existsSync(path))).toEqual([])
})

test('every npm script that a document names is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  const text = ['README.md', 'CONTRIBUTING.md'].map((path) => readFileSync(path, 'utf8')).join('\n')
  const named = [...text.matchAll(/npm run (\w+)/g)].map(([, name]) => name as string)
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
})
