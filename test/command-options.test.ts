import { describe, expect, test } from 'vitest'
import { COMMANDS, parseCommand } from '../src/command-options.ts'

const parse = (line: string) => parseCommand(line.split(' ').filter((word) => word !== ''))

describe('commands', () => {
  test('are the first word; anything else is an option', () => {
    expect(parse('')).toBeNull()
    expect(parse('--pane tcp')).toBeNull()
    expect(parse('--once why')).toBeNull()
    expect(parse('wat')).toBeNull()
  })

  test('why looks for ten seconds and minds warnings', () => {
    expect(parse('why')).toEqual({ command: 'why', seconds: 10, json: false, min: 'warning', root: null, since: null })
    expect(parse('why --for 3s --json --min critical --root DIR --since=was.json')).toEqual({
      command: 'why',
      seconds: 3,
      json: true,
      min: 'critical',
      root: 'DIR',
      since: 'was.json',
    })
  })

  test.each([
    ['5', 5],
    ['2.5s', 2.5],
    ['2m', 120],
  ])('--for %s is %d seconds', (given, seconds) => expect(parse(`why --for ${given}`)).toMatchObject({ seconds }))

  test('watch tells of everything', () => {
    expect(parse('watch --json')).toEqual({ command: 'watch', json: true, min: 'info' })
  })

  test('explain takes what may be several words', () => {
    expect(parse('explain load average')).toEqual({ command: 'explain', term: 'load average' })
  })

  test.each([
    ['why --fro 3', 'did you mean --for?'],
    ['why 3s', 'type whytop why'],
    ['why --for', '--for needs a value'],
    ['why --for --json', '--for needs a value'],
    ['why --for 0', '--for takes 1s to 3600s, not "0"'],
    ['why --for 9h', '--for takes 1s to 3600s, not "9h"'],
    ['why --min bad', '--min takes info, warning or critical, not "bad"'],
    ['why --json=1', '--json takes no value'],
    ['watch --root x', 'type whytop watch'],
    ['explain', 'type whytop explain DIRECT'],
  ])('%s: says what to type', (line, said) => {
    expect(parse(line)).toHaveProperty('mistake', expect.stringContaining(said))
  })

  test.each(['why --help', 'why --json --help', 'watch --help', 'explain --help'])('%s: its usage', (line) => {
    const found = COMMANDS.find(({ name }) => line.startsWith(name))
    const command = parse(line)
    if (command === null || !('text' in command)) throw new Error(`no help: ${JSON.stringify(command)}`)
    const [first, ...rest] = command.text.split('\n')
    expect(first).toBe(`Usage: whytop ${found?.usage}`)
    for (const flag of found?.usage.match(/--[a-z]+/g) ?? []) expect(rest.join('\n')).toContain(`  ${flag} `)
    for (const words of rest) expect(words.length).toBeLessThanOrEqual(80)
  })

  test('say what they do', () => {
    for (const { name, usage, help } of COMMANDS) {
      expect(usage.startsWith(name)).toBe(true)
      expect(`       whytop ${usage}`.length).toBeLessThanOrEqual(80)
      expect(help.length).toBeGreaterThan(20)
    }
  })
})
