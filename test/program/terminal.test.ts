import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { BIN, drawn, plain, programs, table, text } from './whytop.ts'

const { whytop, command, folder, end } = programs()
afterEach(end)

needs({ commands: ['pgrep'] }).describe('the end', () => {
  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
    ['SIGUSR1', 138],
    ['SIGUSR2', 140],
  ])('%s: %i, and the terminal as it was', async (signal, code) => {
    const front = command([
      'bash',
      '-c',
      `trap : INT QUIT HUP TERM; stty -g; ${BIN} --interval 0.5 --sort cpu; echo ended $?; stty -g`,
    ])
    await front.waitFor(table)
    const child = execFileSync('pgrep', ['-P', `${front.pid}`], { encoding: 'utf8' })
      .trim()
      .split('\n')
    for (const each of child) process.kill(Number(each), signal)
    await text(front, new RegExp(`ended ${code}`))
    await front.ended
    const modes = front
      .bytes()
      .toString('latin1')
      .match(/[0-9a-f]+(?::[0-9a-f]+){20,}/g)
    expect(modes).toHaveLength(2)
    expect(modes?.[0]).toBe(modes?.[1])
    expect(front.modes()).toMatchObject({ alternate: false, mouse: 'none', paste: false, wraps: true })
    expect(front.bytes().toString('latin1')).not.toContain('Debugger')
  })

  test('SIGUSR1 opens no debugger where there is no terminal either', async () => {
    const session = command(['sh', '-c', `exec ${BIN} --once -n 1000 --pane swap 2>&1 | cat; echo ended`])
    await text(session, /whytop .* Swap/)
    for (const pid of pgrep(`^node .*${BIN} --once -n 1000`)) process.kill(Number(pid), 'SIGUSR1')
    await text(session, /ended/)
    await session.ended
    expect(session.bytes().toString('latin1')).not.toContain('Debugger')
  })

  test('the terminal is gone: so is whytop, within a second', async () => {
    const session = whytop(['--interval', '0.5', '--sort', 'cpu'])
    await session.waitFor(table)
    const from = performance.now()
    session.hangUp()
    // Node itself aborts where it cannot give a terminal back that is gone.
    expect(await session.ended).toMatchObject({ code: 129, signal: 0 })
    expect(performance.now() - from).toBeLessThan(1000)
  })

  test('the terminal is gone and no signal comes: EIO tells', async () => {
    const session = command(['setsid', '--wait', 'sh', '-c', `trap '' HUP; exec ${BIN} --interval 0.3 --sort cpu`])
    await session.waitFor(table)
    const pids = () => pgrep(`${BIN} --interval 0.3`)
    expect(pids()).not.toEqual([])
    session.hangUp()
    const late = performance.now() + 2000
    while (pids().length > 0 && performance.now() < late) await new Promise((done) => setTimeout(done, 50))
    expect(pids()).toEqual([])
  })
})

describe('size', () => {
  test('a storm of sizes, and the last one is drawn', async () => {
    const session = whytop(['--interval', '0.5', '--sort', 'cpu'], { columns: 100, rows: 30 })
    await session.waitFor(table)
    for (let i = 0; i < 60; i++) {
      const [columns, rows] = [
        [1, 1],
        [200, 60],
        [59, 14],
        [2, 40],
        [160, 3],
        [60, 15],
      ][i % 6] as [number, number]
      session.resize(columns, rows)
      await new Promise((done) => setTimeout(done, 12))
    }
    session.resize(120, 40)
    await session.waitFor((screen) => table(screen) && screen.length === 40 && /quit/.test(screen[39] ?? ''))
    expect(session.screen().filter((line) => line.startsWith(' whytop '))).toHaveLength(1)
  })

  test('too small: one line says so, and larger is drawn again', async () => {
    const session = whytop([], { columns: 59, rows: 14 })
    await text(session, /whytop needs 60x15, this is 59x14/)
    session.resize(60, 15)
    await session.waitFor(drawn)
    session.resize(1, 1)
    await session.waitFor((screen) => screen.length === 1)
    session.send('q')
    expect((await session.ended).code).toBe(0)
  })
})

describe('kinds of terminals', () => {
  test.each([
    'xterm',
    'xterm-256color',
    'screen',
    'screen-256color',
    'tmux-256color',
    'linux',
    'vt100',
    'foot',
    'xterm-kitty',
    'unheard-of',
  ])('TERM=%s', async (TERM) => {
    const session = whytop(['--interval', '0.3', '--sort', 'cpu'], { env: { TERM }, columns: 100 })
    await session.waitFor(table)
    const bytes = session.bytes().toString('latin1')
    expect(bytes).not.toMatch(/Error|plab_norm|Setulc/)
    if (TERM === 'vt100') expect(bytes).not.toMatch(/\x1b\[[\d;]*(3[0-7]|4[0-7]|9[0-7]|38;5)[\d;]*m/)
    session.send('q')
    expect((await session.ended).code).toBe(0)
  })

  test.each(['dumb', 'unknown'])('TERM=%j is refused in one line', async (TERM) => {
    const session = whytop([], { env: { TERM } })
    expect((await session.ended).code).toBe(2)
    const lines = session.screen().filter((line) => line !== '')
    expect(lines.join('')).toMatch(/^whytop: .*TERM.*--once/)
    expect(session.bytes().toString('latin1')).not.toContain('\x1b')
  })

  test.each([
    [['--ascii'], { LANG: 'C.UTF-8' }],
    [[], { LANG: 'C' }],
    [[], { LANG: 'C.UTF-8', LC_ALL: 'POSIX' }],
  ])('%j %j: nothing but ASCII is written', async (args, env) => {
    const session = whytop([...args, '--interval', '0.3', '--sort', 'cpu'], { env, columns: 120, rows: 40 })
    await session.waitFor(table)
    for (const key of ['t', 'c', '\x1b', '?', '\x1b', '3', '2', '\r']) {
      session.send(key)
      await new Promise((done) => setTimeout(done, 120))
    }
    expect([...session.bytes()].filter((byte) => byte > 0x7e)).toEqual([])
  })

  const SGR = /\x1b\[([\d;]*)m/g
  const colours = (bytes: Buffer) =>
    new Set(
      [...bytes.toString('latin1').matchAll(SGR)].flatMap(([, list]) =>
        /38;5|48;5/.test(list ?? '') ? ['256'] : (list ?? '').split(';').filter((n) => /^(3|4|9|10)[0-7]$/.test(n)),
      ),
    )
  test.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }, (c: Set<string>) => c.size === 0],
    ['--color never', ['--color', 'never'], {}, (c: Set<string>) => c.size === 0],
    ['--color 8', ['--color', '8'], {}, (c: Set<string>) => c.size > 0 && [...c].every((n) => /^[34]\d$/.test(n))],
    ['--color 16', ['--color', '16'], {}, (c: Set<string>) => c.size > 0 && !c.has('256')],
    ['--color 256', ['--color', '256'], {}, (c: Set<string>) => c.has('256')],
  ])('%s', async (_name, args, env, holds) => {
    const session = whytop([...args, '--interval', '0.3', '--sort', 'cpu'], { env, columns: 120 })
    await session.waitFor(table)
    session.send('3')
    await text(session, /\[3 Load|Load/)
    const found = colours(session.bytes())
    expect(holds(found), [...found].join()).toBe(true)
  })
})

describe('mistakes: one line that says what to type instead, exit 2', () => {
  test.each([
    ['--pain', 'processes'],
    ['--pane', 'proceses'],
    ['--pane'],
    ['--interval', 'x'],
    ['--interval', '0'],
    ['--sort', 'cpuu'],
    ['--color', 'pink'],
    ['--theme', 'blue'],
    ['--root', '/nowhere'],
    ['-n', '3'],
    ['--json'],
    ['--filter', 'cpu>'],
    ['extra'],
    ['--panes', 'a,b'],
  ])('%s %s', async (...args: string[]) => {
    const session = whytop(args)
    const { code } = await session.ended
    const bytes = session.bytes().toString('utf8')
    expect([code, bytes]).toEqual([2, expect.stringMatching(/^whytop: [^\r\n]+\r?\n$/)])
    expect(bytes).not.toContain('\x1b')
  })

  test('stdin or stdout is no terminal', () => {
    for (const args of [[], ['--pane', 'load']]) {
      const { code, stderr, stdout } = plain(args)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^whytop: .*not a terminal.*--once.*\n$/)
    }
  })

  test('a config file that is no JSON, or has what nobody knows, is told and does no harm', async () => {
    for (const [words, told] of [
      ['{"interval": 3, "wibble": 1}', /wibble/],
      ['{', /config/],
      ['{"interval": "soon", "columns": 7, "sort": {"processes": 1}}', /interval|columns|sort/],
    ] as const) {
      const config = folder()
      mkdirSync(`${config}/whytop`, { mode: 0o700 })
      writeFileSync(`${config}/whytop/config.json`, words, { mode: 0o600 })
      const session = whytop(['--sort', 'cpu'], { env: { XDG_CONFIG_HOME: config }, columns: 140 })
      await session.waitFor(table)
      await text(session, told)
      session.send('q')
      expect((await session.ended).code).toBe(0)
    }
  })
})

needs({ commands: ['tmux'] }).describe('in tmux', () => {
  const socket = `whytop-program-${process.pid}`
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' })
  const screen = () => tmux('capture-pane', '-p')
  const until = async (what: string, is: () => boolean) => {
    const late = performance.now() + 5000
    while (!is()) {
      if (performance.now() > late) throw new Error(`${what}: not seen within 5 s:\n${screen()}`)
      await new Promise((done) => setTimeout(done, 30))
    }
  }
  beforeAll(() => void tmux('new-session', '-d', '-x', '120', '-y', '30', 'env PS1="$ " LANG=C.UTF-8 bash --norc'))
  afterAll(() => void tmux('kill-server'))

  test('Ctrl-Z, the shell, fg: the whole screen again, and no spike', async () => {
    await until('a prompt', () => screen().includes('$'))
    tmux('send-keys', `clear; ${BIN} --interval 0.5 --sort cpu`, 'Enter')
    await until('a frame', () => /^ +PID\W/m.test(screen()))
    tmux('send-keys', 'C-z')
    await until('the shell', () => /Stopped/.test(screen()))
    tmux('send-keys', 'echo still; echo here', 'Enter')
    await until('the shell at work', () => /^still\nhere$/m.test(screen()))
    await new Promise((done) => setTimeout(done, 1500))
    tmux('send-keys', 'fg', 'Enter')
    await until('a frame', () => /^ +PID\W/m.test(screen()) && !/Stopped/.test(screen()))
    const rates = () => [...screen().matchAll(/(\d+\.\d) +\d+\.\d +\d+:\d\d\.\d\d/g)].map(([, cpu]) => Number(cpu))
    await until('rates', () => rates().length > 5)
    expect(Math.max(...rates())).toBeLessThanOrEqual(250)
    tmux('send-keys', 'q')
    await until('the end', () => tmux('display-message', '-p', '#{alternate_on} #{mouse_any_flag}').trim() === '0 0')
  })
})

function pgrep(words: string): string[] {
  try {
    return execFileSync('pgrep', ['-f', words], { encoding: 'utf8' }).trim().split('\n')
  } catch (error) {
    if (Object(error).status === 1) return []
    throw error
  }
}
