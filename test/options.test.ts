import { describe, expect, test } from 'vitest'
import { FLAGS, helpText, type Options, parseOptions } from '../src/options.ts'

const CONTEXT = { panes: ['processes', 'load'] }

function parsed(...argv: string[]): Options {
  const options = parseOptions(argv, CONTEXT)
  if ('mistake' in options) throw new Error(options.mistake)
  return options
}

function refused(...argv: string[]): string {
  const options = parseOptions(argv, CONTEXT)
  return 'mistake' in options ? options.mistake : `taken: ${JSON.stringify(options)}`
}

test('a pane named twice is refused', () => {
  expect(refused('--panes', 'load,load')).toBe('whytop: pane "load" is named twice; type --panes processes,load')
})

test('nothing asked for: all panes, and what config or default say', () => {
  expect(parsed()).toEqual({
    panes: null,
    interval: null,
    sort: null,
    filter: null,
    root: null,
    once: false,
    frames: 1,
    json: false,
    ascii: false,
    color: 'auto',
    theme: null,
    mouse: null,
    readOnly: false,
    show: null,
  })
})

test.each<[string[], Partial<Options>]>([
  [['--pane', 'load'], { panes: ['load'] }],
  [['--panes', 'load,processes'], { panes: ['load', 'processes'] }],
  [['--interval', '0.1'], { interval: 0.1 }],
  [['--interval=3600'], { interval: 3600 }],
  [['--interval', '1.5s'], { interval: 1.5 }],
  [['--interval', '500ms'], { interval: 0.5 }],
  [['--sort', 'CPU'], { sort: 'cpu' }],
  [['--filter', 'cpu>20 and not state=S'], { filter: 'cpu>20 and not state=S' }],
  [['--filter=--x=1'], { filter: '--x=1' }],
  [['--filter', '-x'], { filter: '-x' }],
  [['--root', '/captures/a=b'], { root: '/captures/a=b' }],
  [['--once', '-n', '3'], { once: true, frames: 3 }],
  [['--once', '-n3'], { once: true, frames: 3 }],
  [['--json', '--once'], { once: true, json: true }],
  [['--ascii', '--no-mouse', '--read-only'], { ascii: true, mouse: false, readOnly: true }],
  [['--color', 'never'], { color: 0 }],
  [['--color=16'], { color: 16 }],
  [['--color', 'auto'], { color: 'auto' }],
  [['--theme', 'light'], { theme: 'light' }],
  [['--version'], { show: 'version' }],
  [['--help', '--json'], { show: 'help', json: true }],
  [['--interval', '1', '--interval', '5'], { interval: 5 }],
])('%j', (argv, options) => {
  expect(parsed(...argv)).toMatchObject(options)
})

test.each<[string[], string]>([
  [['--intervall', '2'], 'whytop: no option --intervall; did you mean --interval?'],
  [['--intreval=2'], 'whytop: no option --intreval; did you mean --interval?'],
  [['--read'], 'whytop: no option --read; did you mean --read-only?'],
  [['--frobnicate'], 'whytop: no option --frobnicate; type whytop --help for the list'],
  [['-h'], 'whytop: no option -h; did you mean --help?'],
  [['-x'], 'whytop: no option -x; type whytop --help for the list'],
  [['-bn1'], 'whytop: no option -bn1; did you mean --once?'],
  [['-d1'], 'whytop: no option -d1; did you mean --interval?'],
  [['-o', '%MEM'], 'whytop: no option -o; did you mean --sort?'],
  [['-p', '1'], 'whytop: no option -p; did you mean --filter pid=N?'],
  [['--pid=1'], 'whytop: no option --pid; did you mean --filter pid=N?'],
  [['-u', 'root'], 'whytop: no option -u; did you mean --filter user=NAME?'],
  [['--csv'], 'whytop: no option --csv; did you mean --once --json?'],
  [['--tree'], 'whytop: no option --tree; press t on the screen'],
  [['-H'], 'whytop: no option -H; press H on the screen'],
  [['help'], 'whytop: "help" is no option; did you mean --help?'],
  [['top'], 'whytop: "top" is no option; did you mean --pane processes?'],
  [['--pane', 'cpu'], 'whytop: no pane "cpu", did you mean load? There are processes, load; type --pane processes'],
  [['--pane', 'ss'], 'whytop: no pane "ss". There are processes, load; type --pane processes'],
  [['laod'], 'whytop: "laod" is no option; did you mean --pane load?'],
  [['/proc'], 'whytop: "/proc" is no option; type whytop --help for the list'],
  [[''], 'whytop: "" is no option; type whytop --help for the list'],
  [['--pane', 'laod'], 'whytop: no pane "laod", did you mean load? There are processes, load; type --pane processes'],
  [['--panes', 'load,,x'], 'whytop: no pane "". There are processes, load; type --panes processes,load'],
  [['--interval'], 'whytop: --interval needs a value; type --interval 2'],
  [['--interval', '--once'], 'whytop: --interval needs a value; type --interval 2'],
  [['--interval='], 'whytop: --interval needs a value; type --interval 2'],
  [['--interval', '0.05'], 'whytop: --interval takes 0.1 to 3600 seconds, not "0.05"; type --interval 2'],
  [['--interval', '3601'], 'whytop: --interval takes 0.1 to 3600 seconds, not "3601"; type --interval 2'],
  [['--interval', '1e1'], 'whytop: --interval takes 0.1 to 3600 seconds, not "1e1"; type --interval 2'],
  [['--interval', '-1'], 'whytop: --interval takes 0.1 to 3600 seconds, not "-1"; type --interval 2'],
  [['--once', '-n', '0'], 'whytop: -n takes a whole number from 1, not "0"; type --once -n 3'],
  [['--once', '-n', '1.5'], 'whytop: -n takes a whole number from 1, not "1.5"; type --once -n 3'],
  [['-n', '3'], 'whytop: -n goes with --once; type whytop --once -n 3'],
  [['--json'], 'whytop: --json goes with --once; type whytop --once --json'],
  [['--pane', 'load', '--panes', 'load'], 'whytop: --pane and --panes exclude each other; type --panes A,B'],
  [['--color', 'always'], 'whytop: --color takes auto, never, 8, 16 or 256, not "always"; type --color 256'],
  [['--color', 'toString'], 'whytop: --color takes auto, never, 8, 16 or 256, not "toString"; type --color 256'],
  [['--theme', 'solarized'], 'whytop: --theme takes dark or light, not "solarized"; type --theme light'],
  [['--ascii=yes'], 'whytop: --ascii takes no value; type --ascii'],
  [['--\x1b[31m'], 'whytop: no option --?[31m; type whytop --help for the list'],
])('%j is refused in one line', (argv, line) => {
  expect(refused(...argv)).toBe(line)
})

describe('help', () => {
  test('names every flag and every pane, and fits 80 columns', () => {
    const help = helpText({ panes: ['processes', 'load'] })
    for (const flag of FLAGS) expect(help).toContain(flag.help)
    expect(help).toContain('Panes: processes load\n')
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('examples are taken as they stand', () => {
    for (const flag of FLAGS) {
      const argv = (flag.example.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''))
      expect(refused(...argv), flag.example).toMatch(/^taken|goes with --once/)
    }
  })
})
