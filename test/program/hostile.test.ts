import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { actor } from '../live/actor.ts'
import { needs } from '../needs.ts'
import { plain, programs, table, text } from './whytop.ts'

/** 15 bytes are all a name has. */
const NAMES = ['a) R 1\n', '\x1b]0;PWNC\x07\x1b[7m', '\x9b7m\u0085x', '\u202egnp.exe', '{red-fg}T{/}', '✅👩‍👩‍👧']
const ARGV0 =
  'hostile\x1b]0;PWNA\x07\x1b[31mRED\u009b7m\u0090q\u202e\u2066\u200b{red-fg}TAG{/}\n\r\t\x7f👩‍👩‍👧✅e\u0301\x1b[2J\x1bPq\x1b\\'
/** What may come from whytop itself: CSI with digits, the modes it sets, and nothing else after an ESC. */
const OURS = /\x1b\[[?<>=]?[\d;]*[ -/]*[A-Za-z]/g

needs({ commands: ['gcc'] }).describe('names that would command the terminal', () => {
  const { whytop, command, end } = programs()
  let act = ''
  let remove = () => {}
  beforeAll(() => {
    ;[act, remove] = actor()
  })
  afterAll(() => remove())
  afterEach(end)

  async function bear() {
    const victims = NAMES.map((name) => command(['bash', '-c', 'exec -a "$0" "$1" name "$2"', ARGV0, act, name]))
    for (const victim of victims) await text(victim, /named/)
    return victims.map(({ pid }) => pid)
  }

  test('no byte of theirs reaches the terminal as it is, in any view', async () => {
    const pids = await bear()
    const session = whytop(['--interval', '0.3', '--filter', pids.map((pid) => `pid=${pid}`).join(' or ')], {
      columns: 180,
      rows: 45,
    })
    await session.waitFor(table)
    await text(session, /hostile/)
    const keys = [
      't',
      't',
      'H',
      'H',
      'b',
      '\x1b[B',
      '\r',
      '\r',
      '\x1b',
      '\x1b',
      'b',
      '\x1b[A',
      '\x1b[A',
      '\r',
      '/',
      'h',
      'o',
      '\r',
      '?',
      '\x1b',
    ]
    const pages = ['\r', ...Array.from({ length: 8 }, () => '\x1b[C'), '\x1b', '\x1b', '3', '\x1b[B', '\r']
    for (const key of [...keys, ...pages]) {
      session.send(key)
      await new Promise((done) => setTimeout(done, key === '\x1b' ? 120 : 90))
    }
    session.send('2')
    await text(session, /hostile|Processes/)
    const bytes = session.bytes().toString('utf8')
    const rest = bytes.replace(OURS, '')
    // What is left of ours: bracketing of one write, and nothing that begins with ESC.
    expect(rest.match(/\x1b[\s\S]{0,12}/g) ?? []).toEqual([])
    expect(rest.match(/[\u0080-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\x07\x7f]/gu) ?? []).toEqual([])
    expect(bytes).not.toMatch(/\x1b\[31mRED|\x1b\[2J.*PWN/)
    expect(bytes).not.toMatch(/👩|✅/u)
    expect(session.screen().join('')).not.toContain('PWNA\x07')
  })

  test('printed as text: the same', async () => {
    const pids = await bear()
    const { stdout } = plain(['--once', '--filter', pids.map((pid) => `pid=${pid}`).join(' or ')])
    expect(stdout).toContain('hostile')
    expect(stdout).toContain('{red-fg}TAG{/}')
    expect(stdout.match(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu) ?? []).toEqual([])
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .filter((line) => line.includes('hostile')),
    ).toHaveLength(pids.length)
  })

  test('JSON: escaped on the way, whole when it is read', async () => {
    const pids = await bear()
    const { stdout } = plain(['--once', '--json', '--pane', 'processes'])
    expect(stdout.match(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu) ?? []).toEqual([])
    const rows = JSON.parse(stdout).rows as { pid: number; comm: string; command: string }[]
    const own = pids.map((pid) => rows.find((row) => row.pid === pid))
    expect(own[0]?.comm).toBe('a) R 1\n')
    expect(own[1]?.comm).toBe('\x1b]0;PWNC\x07\x1b[7m'.slice(0, 15))
    expect(own[4]?.comm).toBe('{red-fg}T{/}')
    for (const row of own) expect(row?.command).toContain('\x1b]0;PWNA\x07')
  })
})
