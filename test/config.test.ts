import { describe, expect, test } from 'vitest'
import { type Config, changedConfig, configPath, configText, parseConfig } from '../src/config.ts'

const FULL: Config = {
  columns: { processes: ['pid', 'cpu', 'command'] },
  sort: { processes: { column: 'cpu', reverse: true } },
  interval: 2,
  theme: 'dark',
  mouse: false,
  cpu_of: 'machine',
  clipboard: true,
  limits: { direct: { warning: 5 } },
}

test('what is written is read again', () => {
  expect(parseConfig(configText(FULL))).toEqual({ config: FULL, kept: {}, complaints: [], whole: true })
})

test('an empty file is an empty config', () => {
  expect(parseConfig(' \n')).toEqual({ config: {}, kept: {}, complaints: [], whole: true })
})

describe('complaints', () => {
  test.each([
    ['{"intervall": 2}', 'config: unknown key "intervall"; did you mean "interval"?'],
    ['{"frobnicate": {"secret": "hunter2"}}', 'config: unknown key "frobnicate"'],
    [`{"${'k'.repeat(1000)}": 1}`, `config: unknown key "${'k'.repeat(40)}..."`],
    ['{"interval": "2"}', 'config: "interval" must be a number of seconds, 0.1 to 3600'],
    ['{"interval": 0}', 'config: "interval" must be a number of seconds, 0.1 to 3600'],
    ['{"interval": null}', 'config: "interval" must be a number of seconds, 0.1 to 3600'],
    ['{"theme": "hunter2"}', 'config: "theme" must be "dark" or "light"'],
    ['{"mouse": 1}', 'config: "mouse" must be true or false'],
    ['{"cpu_of": "socket"}', 'config: "cpu_of" must be "core" or "machine"'],
    ['{"clipboard": "yes"}', 'config: "clipboard" must be true or false'],
    ['{"limits": [1]}', 'config: "limits" must be an object of {"FINDING": {"LIMIT": NUMBER}}'],
    ['{"columns": ["pid"]}', 'config: "columns" must be an object of lists of column ids'],
    ['{"columns": {"processes": [1]}}', 'config: "columns" must be an object of lists of column ids'],
    ['{"sort": {"processes": "cpu"}}', 'config: "sort" must be an object of {"column": ID, "reverse": true or false}'],
    [
      '{"sort": {"processes": {"column": "cpu"}}}',
      'config: "sort" must be an object of {"column": ID, "reverse": true or false}',
    ],
  ])('%s', (text, complaint) => {
    expect(parseConfig(text)).toMatchObject({ config: {}, complaints: [complaint], whole: true })
  })

  test('do not keep the rest from being taken', () => {
    expect(parseConfig('{"mouse": 7, "interval": 5}')).toMatchObject({ config: { interval: 5 }, kept: { mouse: 7 } })
  })

  test.each([
    ['not JSON', '{"interval": hunter2'],
    ['a list', '["hunter2"]'],
    ['null', 'null'],
    ['deep', `${'{"a":'.repeat(100)}"hunter2"${'}'.repeat(100)}`],
    ['very deep', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('%s is not a config at all, and nothing of it is repeated', (_, text) => {
    const parsed = parseConfig(text)
    expect(parsed).toMatchObject({ config: {}, kept: {}, whole: false })
    expect(parsed.complaints).toHaveLength(1)
    expect(parsed.complaints[0]).not.toMatch(/hunter2|\n/)
  })
})

describe('a rewrite', () => {
  test('keeps what it does not know, and what it could not take', () => {
    const { config, kept } = parseConfig(
      '{"later": [1, {"x": null}], "mouse": 7, "interval": 5, "__proto__": {"y": 1}}',
    )
    expect(JSON.parse(configText(changedConfig(config, { interval: 3 }), kept))).toEqual(
      JSON.parse('{"later": [1, {"x": null}], "mouse": 7, "interval": 3, "__proto__": {"y": 1}}'),
    )
    expect(JSON.parse(configText({ mouse: true }, kept))).toHaveProperty('mouse', true)
    expect('y' in config).toBe(false)
  })

  test('changes the named table only', () => {
    const sort = { load: { column: 'pid', reverse: false } }
    expect(changedConfig(FULL, { columns: { load: ['pid'] }, sort })).toEqual({
      ...FULL,
      columns: { processes: ['pid', 'cpu', 'command'], load: ['pid'] },
      sort: { ...FULL.sort, ...sort },
    })
    expect(changedConfig(FULL, { columns: { processes: [] } })).toEqual({ ...FULL, columns: {} })
    expect(changedConfig({}, { mouse: true })).toEqual({ mouse: true })
  })
})

test.each([
  [{ XDG_CONFIG_HOME: '/x', HOME: '/home/a' }, '/x/whytop/config.json'],
  [{ HOME: '/home/a' }, '/home/a/.config/whytop/config.json'],
  [{ XDG_CONFIG_HOME: '', HOME: '/home/a' }, '/home/a/.config/whytop/config.json'],
  [{ XDG_CONFIG_HOME: 'relative', HOME: '/home/a' }, '/home/a/.config/whytop/config.json'],
  [{ HOME: 'relative' }, null],
  [{}, null],
])('path from %j: %s', (env, path) => {
  expect(configPath(env)).toBe(path)
})
