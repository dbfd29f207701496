import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import cannot from './ci-cannot.json' with { type: 'json' }
import { lackOf } from './needs.ts'
import tools from './tools.json' with { type: 'json' }

const lacking = (name: string) => ({ feature: { name, probe: () => false } })

test('what is there is not lacking', () => {
  expect(lackOf({ commands: ['mkfifo'], feature: { name: 'anything', probe: () => true } })).toBeNull()
})

test('a missing command fails and names its package', () => {
  const path = process.env.PATH
  try {
    process.env.PATH = '/nowhere'
    expect(lackOf({ commands: ['tmux'] })).toEqual({
      says: 'needs the command tmux: apt-get install tmux',
      skip: false,
    })
  } finally {
    process.env.PATH = path
  }
})

test('a missing feature is a skip only where it is listed', () => {
  expect(lackOf(lacking('time travel'), {})?.skip).toBe(false)
  expect(lackOf(lacking('time travel'), { 'time travel': 'No machine does.' })).toEqual({
    says: 'needs time travel. No machine does.',
    skip: true,
  })
  expect(lackOf(lacking('toString'), {})?.skip).toBe(false)
})

const SOURCES = ['test', 'bench'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.m?ts$|\.mjs$/.test(path))
    .map((path) => join(folder, path)),
)
const [self, door] = ['test/needs.test.ts', 'test/needs.ts']
const others = SOURCES.filter((path) => path !== self && path !== door)

test('no test skips itself by another way', () => {
  const skips = /\b(skipIf|runIf|\.skip\b|\.todo\b|xit\(|xdescribe\()/
  expect(others.filter((path) => skips.test(readFileSync(path, 'utf8')))).toEqual([])
})

test('every excuse and every tool is one that some test names', () => {
  const text = others.map((path) => readFileSync(path, 'utf8')).join('\n')
  const named = (name: string) => text.includes(`'${name}'`) || (name === 'root' && /root: true/.test(text))
  expect([...Object.keys(cannot), ...Object.keys(tools)].filter((name) => !named(name))).toEqual([])
})

test('CI installs the packages of those tools', () => {
  const listed = execFileSync('bash', ['.ci/run', '--packages'], { encoding: 'utf8' }).trim().split(/\s+/)
  expect(listed).toEqual(expect.arrayContaining(Object.values(tools).flatMap((names) => names.split(' '))))
})
