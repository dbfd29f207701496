import { describe, expect, test } from 'vitest'
import { type Environment, terminalPlan } from '../src/terminal-plan.ts'

const BOTH = { stdin: true, stdout: true }
const PLAIN = { once: false, ascii: false, color: 'auto' } as const
const UTF8 = { TERM: 'xterm-256color', LANG: 'en_US.UTF-8' }

describe('colors', () => {
  test.each<[Environment, number]>([
    [{ TERM: 'xterm-256color' }, 256],
    [{ TERM: 'tmux-256color' }, 256],
    [{ TERM: 'screen-256color' }, 256],
    [{ TERM: 'xterm-kitty' }, 256],
    [{ TERM: 'alacritty' }, 256],
    [{ TERM: 'foot' }, 256],
    [{ TERM: 'xterm-ghostty' }, 256],
    [{ TERM: 'xterm-direct' }, 256],
    [{ TERM: 'xterm', COLORTERM: 'truecolor' }, 256],
    [{ TERM: 'xterm-16color' }, 16],
    [{ TERM: 'xterm' }, 8],
    [{ TERM: 'screen' }, 8],
    [{ TERM: 'linux' }, 8],
    [{ TERM: 'no-such-terminal' }, 8],
    [{ TERM: 'vt100' }, 0],
    [{ TERM: 'vt220' }, 0],
    [{ TERM: 'xterm-mono' }, 0],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 0],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, 256],
    [{ TERM: 'vt100', COLORTERM: 'truecolor' }, 0],
  ])('%j: %i', (env, colors) => {
    expect(terminalPlan(PLAIN, env, BOTH)).toMatchObject({ colors })
  })

  test('the command line comes before NO_COLOR and TERM', () => {
    expect(terminalPlan({ ...PLAIN, color: 16 }, { TERM: 'xterm', NO_COLOR: '1' }, BOTH)).toMatchObject({ colors: 16 })
    expect(terminalPlan({ ...PLAIN, color: 0 }, UTF8, BOTH)).toMatchObject({ colors: 0 })
  })
})

describe('plain characters', () => {
  test.each<[Environment, boolean]>([
    [{ LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'ko_KR.utf8' }, false],
    [{ LC_CTYPE: 'C.UTF-8' }, false],
    [{ LANG: 'C' }, true],
    [{}, true],
    [{ LANG: 'ko_KR.EUC-KR' }, true],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, true],
    [{ LC_ALL: 'C.UTF-8', LC_CTYPE: 'C', LANG: 'C' }, false],
    [{ LC_CTYPE: 'POSIX', LANG: 'en_US.UTF-8' }, true],
    [{ LC_ALL: '', LC_CTYPE: '', LANG: 'en_US.UTF-8' }, false],
  ])('%j: %s', (env, ascii) => {
    expect(terminalPlan(PLAIN, { TERM: 'xterm', ...env }, BOTH)).toMatchObject({ ascii })
  })

  test('when asked for', () => {
    expect(terminalPlan({ ...PLAIN, ascii: true }, UTF8, BOTH)).toMatchObject({ ascii: true })
  })
})

describe('refusals', () => {
  test.each<[Environment, { stdin: boolean; stdout: boolean }, string]>([
    [
      UTF8,
      { stdin: true, stdout: false },
      'whytop: stdout is not a terminal; type whytop --once for text, or whytop --once --json',
    ],
    [
      UTF8,
      { stdin: false, stdout: true },
      'whytop: stdin is not a terminal; type whytop --once for text, or whytop --once --json',
    ],
    [
      UTF8,
      { stdin: false, stdout: false },
      'whytop: stdin and stdout are not a terminal; type whytop --once for text, or whytop --once --json',
    ],
    [
      { TERM: 'dumb' },
      BOTH,
      'whytop: TERM=dumb cannot move the cursor; type TERM=xterm-256color whytop, or whytop --once for text',
    ],
    [{}, BOTH, 'whytop: TERM is not set; type TERM=xterm-256color whytop, or whytop --once for text'],
  ])('%j %j', (env, isTerminal, mistake) => {
    expect(terminalPlan(PLAIN, env, isTerminal)).toEqual({ mistake })
  })

  test('--once takes any terminal, and none', () => {
    const none = { stdin: false, stdout: false }
    expect(terminalPlan({ ...PLAIN, once: true }, { TERM: 'dumb', LANG: 'C.UTF-8' }, none)).toEqual({
      colors: 0,
      ascii: false,
    })
    expect(terminalPlan({ ...PLAIN, once: true, color: 8 }, {}, none)).toEqual({ colors: 8, ascii: true })
  })
})
