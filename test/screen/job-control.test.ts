import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from '../terminal/demo-bundle.ts'

/** Its own server, with no configuration of this user's. */
const SOCKET = `whytop-test-${process.pid}`
let demo = ''
let remove = () => {}

function tmux(...args: string[]): string {
  return execFileSync('tmux', ['-L', SOCKET, '-f', '/dev/null', ...args], { encoding: 'utf8' })
}

const screen = () => tmux('capture-pane', '-p')

async function until(what: string, is: () => boolean): Promise<void> {
  const late = performance.now() + 5000
  while (!is()) {
    if (performance.now() > late) throw new Error(`${what}: not seen within 5 s:\n${screen()}`)
    await new Promise((done) => setTimeout(done, 30))
  }
}

function pane(format: string): string {
  return tmux('display-message', '-p', format).trim()
}

beforeAll(async () => {
  ;[demo, remove] = await bundle(fileURLToPath(new URL('../terminal/demo.ts', import.meta.url)))
  tmux('new-session', '-d', '-x', '160', '-y', '30', 'env PS1="$ " LANG=C.UTF-8 bash --norc')
  await until('a prompt', () => screen().includes('$'))
})

afterAll(() => {
  tmux('kill-server')
  remove()
})

test.each([
  ['the key for it', () => tmux('send-keys', 'z')],
  [
    'SIGTSTP from outside',
    () => process.kill(Number(execFileSync('pgrep', ['-f', demo]).toString().split('\n', 1)[0]), 'SIGTSTP'),
  ],
])(
  'in tmux: %s stops the job with the terminal as it was, and fg brings the whole screen back',
  async (_name, stop) => {
    tmux('send-keys', `clear; stty -g; ${process.execPath} ${demo}; stty -g; echo ended $?`, 'Enter')
    await until('the first frame', () => screen().includes('whytop demo'))
    expect(pane('#{alternate_on} #{mouse_any_flag}')).toBe('1 1')
    // The whole height, and wide characters where they belong.
    expect(screen()).toContain('데이터베이스')

    stop()
    await until('the shell', () => screen().includes('Stopped'))
    expect(pane('#{alternate_on} #{mouse_any_flag} #{cursor_flag} #{wrap_flag}')).toBe('0 0 1 1')
    tmux('send-keys', 'echo still; echo alive', 'Enter')
    await until('the shell at work', () => /^still\nalive$/m.test(screen()))

    tmux('send-keys', 'fg', 'Enter')
    await until('the frame again', () => screen().includes('whytop demo'))
    expect(pane('#{alternate_on} #{mouse_any_flag}')).toBe('1 1')
    tmux('send-keys', 'w')
    await until('keys', () => /keys .*w/.test(screen()))
    expect(screen()).not.toContain('Stopped')
    expect(screen().trimEnd().split('\n')).toHaveLength(30)

    tmux('send-keys', 'q')
    await until('the end', () => screen().includes('ended 0'))
    const modes = screen().match(/^[0-9a-f]+:[0-9a-f:]{30,}(?:\n[0-9a-f:]+$)*/gm)
    expect(new Set(modes?.map((mode) => mode.replaceAll('\n', ''))).size).toBe(1)
  },
)

test('a second ^Z typed ahead does not stop it again when it comes back', async () => {
  tmux('send-keys', `clear; ${process.execPath} ${demo}`, 'Enter')
  await until('the first frame', () => screen().includes('whytop demo'))
  tmux('send-keys', 'C-z', 'C-z')
  await until('the shell', () => screen().includes('Stopped'))
  tmux('send-keys', 'clear; fg', 'Enter')
  await until('the frame again', () => screen().includes('whytop demo'))
  tmux('send-keys', 'w')
  await until('keys', () => /keys .*w/.test(screen()))
  tmux('send-keys', 'q')
  await until('the end', () => pane('#{alternate_on}') === '0')
})

test('stopped by SIGSTOP and continued: the terminal is set up again', async () => {
  tmux('send-keys', `clear; ${process.execPath} ${demo}`, 'Enter')
  await until('the first frame', () => screen().includes('whytop demo'))
  await new Promise((done) => setTimeout(done, 300))
  process.kill(Number(execFileSync('pgrep', ['-f', demo]).toString().split('\n', 1)[0]), 'SIGSTOP')
  await until('the shell', () => screen().includes('Stopped'))
  tmux('send-keys', 'fg', 'Enter')
  await until('the frame again', () => screen().includes('whytop demo') && !screen().includes('Stopped'))
  tmux('send-keys', 'w')
  await until('keys', () => /keys .*w/.test(screen()))
  tmux('send-keys', 'q')
  await until('the end', () => pane('#{alternate_on}') === '0')
})
