import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { commands } from '../../src/ui/commands.ts'
import { start } from '../live/ticks.ts'
import type { Session } from '../terminal/terminal.ts'
import { programs, table, text } from './whytop.ts'

const { whytop, folder, end } = programs()
afterEach(end)

/** What terminals send for the keys that are no characters. */
const BYTES: Readonly<Record<string, string>> = {
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  enter: '\r',
  escape: '\x1b',
  backspace: '\x7f',
  tab: '\t',
  'S-tab': '\x1b[Z',
  space: ' ',
  f1: '\x1bOP',
  f2: '\x1bOQ',
  f3: '\x1bOR',
  f4: '\x1bOS',
  f5: '\x1b[15~',
  f6: '\x1b[17~',
  f10: '\x1b[21~',
}
const bytesOf = (key: string) =>
  BYTES[key] ?? (/^C-[a-z]$/.test(key) ? String.fromCharCode(key.charCodeAt(2) & 31) : key)

/** The rows of the table: their pids in order, and which is selected. */
function rows(screen: readonly string[]): { readonly pids: readonly number[]; readonly selected: number | undefined } {
  const found = screen.flatMap((line) => {
    const [, mark, pid] = /^([ ›»*]*) (\d+) +[a-z_][a-z0-9_+-]* /.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), isSelected: /[›»]/.test(mark ?? '') }]
  })
  return { pids: found.map(({ pid }) => pid), selected: found.find(({ isSelected }) => isSelected)?.pid }
}

const all = (session: Session) => session.screen().join('\n')
/** In the pane of processes, behind its tab: to sort is to ask for a table. */
async function started(args: readonly string[] = [], options: Parameters<typeof whytop>[1] = {}): Promise<Session> {
  const session = whytop(args.includes('--sort') ? args : [...args, '--sort', 'cpu'], {
    columns: 140,
    rows: 40,
    ...options,
  })
  await session.waitFor(table)
  return session
}
/** The second column of all, in the picker. */
async function chooseParent(session: Session): Promise<void> {
  session.send('c')
  await text(session, /Columns/)
  session.send('\x1b[B ')
  await text(session, /\[x\] PPID/)
  session.send('\r')
  await text(session, /PPID.*COMMAND/)
}

const isSorted = (pids: readonly number[], down: boolean) =>
  pids.every((pid, i) => i === 0 || (down ? pid < (pids[i - 1] as number) : pid > (pids[i - 1] as number)))

test('every key there is, in every pane and every dialog: it goes on, and draws', async () => {
  const session = await started(['--interval', '0.3'], { rows: 30 })
  const keys = commands.filter(({ id }) => id !== 'quit' && id !== 'suspend').flatMap(({ keys: own }) => own)
  for (const [pane, after] of [
    ['2', ['down', 'enter', 'escape', 'escape']],
    ['3', ['escape']],
  ] as const) {
    session.send(pane)
    for (const key of keys) {
      for (const each of [key, ...after]) {
        session.send(bytesOf(each))
        // One at a time: many characters in one read are a paste, and a lone ESC is known by the silence after it.
        await new Promise((done) => setTimeout(done, each === 'escape' ? 56 : 6))
      }
    }
  }
  session.send('2')
  await session.waitFor((screen) => screen[0]?.startsWith(' whytop ') === true)
  session.send('\x1b[21~')
  expect(await session.ended).toEqual({ code: 0, signal: 0 })
  expect(session.bytes().toString('latin1')).not.toMatch(/Error:|\n\s+at /)
}, 60_000)

describe('order', () => {
  test('a column, the other way round, the one beside it', async () => {
    const session = await started(['--sort', 'pid'])
    await session.waitFor((screen) => rows(screen).pids.length > 10 && isSorted(rows(screen).pids, false))
    session.send('r')
    await session.waitFor((screen) => isSorted(rows(screen).pids, true))
    session.send('>')
    await text(session, /USER *[▲▼]/)
    session.send('<')
    await text(session, /PID[▲▼]/)
    session.send('s')
    await text(session, /Sort by/)
    session.send('\x1b[F')
    session.send('\r')
    await text(session, /COMMAND *[▲▼]/)
  })

  test('the selection stays on its process when the order changes', async () => {
    const session = await started(['--interval', '0.2'])
    await session.waitFor((screen) => rows(screen).pids.length > 10)
    for (let i = 0; i < 4; i++) session.send('\x1b[B')
    await session.waitFor((screen) => rows(screen).pids.indexOf(rows(screen).selected ?? 0) >= 4)
    const { selected } = rows(session.screen())
    for (const key of ['>', 'r', '>', 'r']) {
      session.send(key)
      await new Promise((done) => setTimeout(done, 150))
      expect(rows(session.screen()).selected).toBe(selected)
    }
  })
})

describe('search', () => {
  test('filter: narrows while it is typed, says what is wrong, Esc gives all back', async () => {
    const [one, two] = [start('sleep', '4321'), start('sleep', '4322')]
    try {
      const session = await started(['--interval', '0.3'])
      for (const key of '\\sleep 432') {
        session.send(key)
        await new Promise((done) => setTimeout(done, 10))
      }
      await session.waitFor((screen) => rows(screen).pids.length === 2)
      session.send('1')
      await session.waitFor((screen) => `${rows(screen).pids}` === `${one.pid}`)
      session.send('\r')
      await text(session, /sleep 4321/)
      session.send('\x1b')
      await session.waitFor((screen) => rows(screen).pids.length > 5)
      session.send('\\')
      for (const key of 'cpu>>>') {
        session.send(key)
        await new Promise((done) => setTimeout(done, 10))
      }
      await text(session, /cpu>>>/)
      expect(all(session)).toMatch(/cpu>>>[\s\S]*?(type|expected|number|not|\?)/i)
      session.send('\x1b')
      await session.waitFor((screen) => rows(screen).pids.length > 5)
    } finally {
      await Promise.all([one.end(), two.end()])
    }
  })

  test('find: n and N go round', async () => {
    // A fraction of a second: no name of another program has it.
    const sleepers = ['600.4321', '600.4322', '600.4323'].map((seconds) => start('sleep', seconds))
    try {
      const session = await started(['--interval', '0.5', '--sort', 'pid'])
      session.send('/')
      for (const key of '600.432') {
        session.send(key)
        // Four in one read would be a paste, and right after the first frame there is much to load.
        await new Promise((done) => setTimeout(done, 50))
      }
      session.send('\r')
      // The arguments of rows that nobody sees come in with the next looks.
      const first = performance.now() + 5000
      while (rows(session.screen()).selected !== sleepers[0]?.pid && performance.now() < first) {
        session.send('n')
        await new Promise((done) => setTimeout(done, 100))
      }
      const [a, b, c] = sleepers.map(({ pid }) => pid)
      const at = (pid?: number) => session.waitFor((screen) => rows(screen).selected === pid)
      await at(a)
      session.send('n')
      await at(b)
      session.send('n')
      await at(c)
      session.send('N')
      await at(b)
    } finally {
      await Promise.all(sleepers.map((each) => each.end()))
    }
  })
})

describe('views of the table', () => {
  test('tree, threads, kernel threads, groups and into one', async () => {
    const session = await started(['--interval', '0.5', '--sort', 'pid'])
    expect(all(session)).not.toMatch(/\[kthreadd\]/)
    session.send('K')
    await text(session, /\[kthreadd\]/)
    session.send('K')
    await session.waitFor((screen) => !/\[kthreadd\]/.test(screen.join('\n')))
    session.send('t')
    await text(session, /[├└]/)
    session.send('t')
    await session.waitFor((screen) => !/[├└]/.test(screen.join('\n')))
    session.send('H')
    await text(session, /TID/)
    session.send('H')
    await session.waitFor((screen) => !/TID/.test(screen.join('\n')))
    session.send('b')
    await text(session, /Group by/)
    session.send('\x1b[B')
    session.send('\r')
    await session.waitFor((screen) => !screen.some((line) => /^ +PID\W/.test(line)))
    session.send('\r')
    await session.waitFor(table)
    // The filter was the group's: it goes with the step.
    session.send('\x1b')
    await session.waitFor((screen) => !screen.some((line) => /^ +PID\W/.test(line)))
  })

  test('tag, follow, pause, interval, help, panes', async () => {
    const session = await started(['--interval', '1'])
    session.send(' ')
    await text(session, /[*+•] *\d+ [a-z]|tagged/)
    session.send('U')
    session.send('f')
    await text(session, /^»/m)
    session.send('p')
    await text(session, /PAUSED|paused/)
    const shown = session.screen().slice(2)
    await new Promise((done) => setTimeout(done, 1300))
    expect(session.screen().slice(2)).toEqual(shown)
    session.send('p')
    await session.waitFor((screen) => !/PAUSED|paused/.test(screen.join('\n')))
    session.send('-')
    await text(session, /every 0\.5 s/)
    session.send('+')
    await text(session, /every 1 s/)
    session.send('?')
    await text(session, /Help: Processes/)
    session.send('\x1b')
    await session.waitFor((screen) => !/Help: Processes/.test(screen.join('\n')))
    session.send('0')
    await text(session, /Panes/)
    session.send('3')
    await text(session, /\[3 Load|3 Load/)
  })

  test('columns that are chosen are kept in a file of the owner alone, and read again', async () => {
    const config = folder()
    const env = { XDG_CONFIG_HOME: config }
    const first = await started([], { env })
    expect(all(first)).not.toMatch(/PPID/)
    await chooseParent(first)
    first.send('q')
    expect((await first.ended).code).toBe(0)
    const path = `${config}/whytop/config.json`
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(path, 'utf8')).columns.processes).toContain('ppid')
    const second = await started([], { env })
    await text(second, /PPID.*COMMAND/)
  })

  test('with --read-only they hold until the end, and the file is not written', async () => {
    const config = folder()
    const session = await started(['--read-only'], { env: { XDG_CONFIG_HOME: config } })
    await chooseParent(session)
    await text(session, /not saved, with --read-only/)
    session.send('q')
    expect((await session.ended).code).toBe(0)
    expect(readdirSync(config)).toEqual([])
  })
})

describe('input', () => {
  test('what is pasted does nothing, bracketed or not', async () => {
    const session = await started(['--interval', '5'])
    session.send('\x1b[200~q\x03tKH\x1b[201~')
    await text(session, /pasted/)
    session.send('qqtttKKq and so on')
    await new Promise((done) => setTimeout(done, 300))
    expect(table(session.screen())).toBe(true)
    session.send('\x1b[200~never ends q')
    await new Promise((done) => setTimeout(done, 2300))
    session.send('q')
    expect((await session.ended).code).toBe(0)
  })

  test('a sequence that comes in pieces is one key', async () => {
    const session = await started(['--interval', '5', '--sort', 'pid'])
    await session.waitFor((screen) => rows(screen).selected === rows(screen).pids[0])
    for (const byte of '\x1b[B') {
      session.send(byte)
      await new Promise((done) => setTimeout(done, 20))
    }
    await session.waitFor((screen) => rows(screen).selected === rows(screen).pids[1])
  })

  test('Ctrl-L: what another program wrote over it is gone, also under the help', async () => {
    const session = await started(['--interval', '60'])
    for (const [key, shows] of [
      ['p', /PAUSED/],
      ['?', /Help: Processes/],
    ] as const) {
      session.send(key)
      await text(session, shows)
      writeFileSync(readlinkSync(`/proc/${session.pid}/fd/1`), '\x1b[5;1HBroadcast message from root')
      await text(session, /Broadcast/)
      session.send('\x0c')
      await session.waitFor((screen) => !/Broadcast/.test(screen.join('\n')))
      expect(all(session)).toMatch(shows)
    }
  })

  test('mouse: a row, a column head, the wheel; nothing of it with --no-mouse', async () => {
    const session = await started(['--interval', '5', '--sort', 'pid'])
    await session.waitFor((screen) => rows(screen).pids.length > 10)
    expect(session.modes().mouse).not.toBe('none')
    const press = (x: number, y: number, button = 0) =>
      session.send(`\x1b[<${button};${x + 1};${y + 1}M\x1b[<${button};${x + 1};${y + 1}m`)
    const head = session.screen().findIndex((line) => /^ +PID\W/.test(line))
    press(20, head + 4)
    await session.waitFor((screen) => rows(screen).selected === rows(screen).pids[3])
    press(5, head)
    await session.waitFor((screen) => isSorted(rows(screen).pids, true))
    const { selected } = rows(session.screen())
    press(20, head + 5, 65)
    await session.waitFor((screen) => rows(screen).selected !== selected)
    const without = await started(['--no-mouse'])
    expect(without.modes().mouse).toBe('none')
    expect(without.bytes().toString('latin1')).not.toMatch(/\x1b\[\?100[0236]h/)
  })

  test('keys typed before the first frame count', async () => {
    const session = whytop([], { columns: 120 })
    session.send('q')
    expect(await session.ended).toEqual({ code: 0, signal: 0 })
    expect(session.modes()).toMatchObject({ alternate: false, mouse: 'none' })
  })
})
