import { version } from '../package.json'
import { parseCommand } from './command-options.ts'
import type { Config } from './config.ts'
import type { Effect } from './effect.ts'
import { EXIT } from './exit-codes.ts'
import type { Host } from './host/host.ts'
import { localHost, NoProc } from './host/local.ts'
import { leave, unwritten } from './leave.ts'
import { keepSmall } from './native/keep-small.ts'
import { isTerminal, terminalSize } from './native/terminal.ts'
import { openTree } from './open-tree.ts'
import { helpText, type Options, parseOptions } from './options.ts'
import { curved } from './screen/curves.ts'
import { openScreen } from './screen/screen.ts'
import { Session } from './session.ts'
import { Settings } from './settings.ts'
import { shortageOf, spawnShortageOf } from './shortage.ts'
import { firstPanes, firstState, printedColumns } from './start.ts'
import { terminalPlan } from './terminal-plan.ts'
import { clean } from './text.ts'
import type { State } from './ui/state.ts'
import { loadViews, wholePanes } from './views/index.ts'
import { wait } from './wait.ts'

/** Room for every row of a pane that is printed. */
const ONCE_ROWS = 1_000_000
/** ms that what was chosen may take to be kept, after the terminal was given back. */
const MOST_SAVING = 500
/** As a shell tells a death by signal. Who does not listen to the last two dies of them, and the terminal would stay as it is. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143, SIGUSR1: 138, SIGUSR2: 140 } as const

/** argv → host → frames without a terminal, or the refresh loop on one. */
async function main(): Promise<void> {
  // Node's own answer is a debugger that anybody on this machine may join. On a terminal there is more to do: interactive().
  process.on('SIGUSR1', () => process.listenerCount('SIGUSR1') === 1 && process.exit(SIGNALS.SIGUSR1))
  const context = { panes: wholePanes().map(({ id }) => id) }
  let host: Host | null = null
  const command = parseCommand(process.argv.slice(2))
  if (command !== null) {
    if ('mistake' in command) return refuse(command.mistake)
    // Loaded late: what draws the first frame comes first.
    return (await import('./run-command.ts')).runCommand(command, print)
  }
  const options = parseOptions(process.argv.slice(2), context)
  if ('mistake' in options) return refuse(options.mistake)
  const toPrint = (words: string) => {
    if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', (error) => unwritten(error, host))
    return print(words)
  }
  if (options.show === 'help') return toPrint(helpText(context))
  if (options.show === 'version') return toPrint(`whytop ${version}\n`)
  const { env } = process
  const plan = terminalPlan(options, env, { stdin: isTerminal(0), stdout: isTerminal(1) })
  if ('mistake' in plan) return refuse(plan.mistake)
  const opened = openHost(options)
  if (typeof opened === 'string') return refuse(opened)
  host = opened
  await loadViews(firstPanes(options))
  const settings = await Settings.read(env, options.readOnly)
  host = settings.beside(opened)
  const terminal = terminalSize()
  const size = options.once
    ? { columns: printedColumns(terminal?.columns, env.COLUMNS), rows: ONCE_ROWS }
    : { columns: terminal?.columns || 80, rows: terminal?.rows || 24 }
  const state = firstState(options, plan, settings, size)
  if (typeof state === 'string') {
    refuse(state)
    leave(host, EXIT.mistake)
  }
  if (!options.once) return interactive(host, state, plan.colors, options, settings)
  for (const complaint of settings.complaints) process.stderr.write(`whytop: ${clean(complaint)}\n`)
  const { once } = await import('./once.ts')
  await once(host, state, { frames: options.frames, json: options.json, limits: settings.config.limits ?? {} }, toPrint)
  leave(host, 0)
}

function openHost({ root, frames }: Options): Host | string {
  if (root === null) return localHost()
  const host = openTree(root)
  const isOne = typeof host === 'string' || host.facts.clock === 'live' || frames === 1
  return isOne ? host : 'whytop: a capture has two instants, which make one frame; type --once without -n'
}

async function interactive(
  host: Host,
  state: State,
  colors: 0 | 8 | 16 | 256,
  options: Options,
  settings: Settings,
): Promise<void> {
  const screen = openScreen(
    {
      colors,
      theme: options.theme ?? settings.config.theme ?? 'dark',
      mouse: options.mouse ?? settings.config.mouse ?? true,
      inside: process.env.TMUX ? 'tmux' : process.env.STY ? 'screen' : null,
    },
    (input) => {
      if (input.kind === 'key' && input.key === 'hangup') return quit(SIGNALS.SIGHUP)
      session.input(input)
    },
  )
  let saving: Promise<void> | null = null
  const quit = (code: number) => {
    session.end()
    screen.close()
    if (saving === null) leave(host, code)
    // A save that hangs (a home folder on a dead server) would hold up the exit as a blocked read does.
    const late = wait(MOST_SAVING).then(() => leave(host, code, true))
    void Promise.race([saving.then(() => leave(host, code)), late])
  }
  const fail = (error: unknown) => {
    session.end()
    screen.close()
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    leave(host, EXIT.failed)
  }
  // Nothing was begun that is half done: what is looked at goes on.
  const failUnlessShort = (error: unknown) => {
    const short = shortageOf(error)
    if (short === null) fail(error)
    else session.tell(`it could not be done: ${short}`)
  }
  const effect = (wanted: Effect) => {
    if (wanted.do === 'quit') quit(0)
    else if (wanted.do === 'suspend') screen.suspend()
    else if (wanted.do === 'repaint') screen.repaint()
    else if (wanted.do === 'copy')
      settings.config.clipboard === false
        ? session.tell('copying is switched off: "clipboard" in the config file')
        : screen.copy(wanted.text)
    else if (wanted.do === 'ethtool') ask(wanted.interface)
    else if (wanted.do === 'signal')
      import('./actions/signal.ts')
        .then(({ sendSignal }) => sendSignal(wanted.signal, wanted.targets, (told) => session.tell(told)))
        .then((told) => session.tell(told), failUnlessShort)
    else if (wanted.do === 'renice')
      import('./actions/renice.ts')
        .then(({ renice }) => renice(wanted.nice, wanted.targets))
        .then((told) => session.tell(told), failUnlessShort)
    else if (wanted.do === 'save') saving = save(wanted.change, saving)
  }
  const ask = (name: string) => {
    if (options.root !== null) return session.tell('ethtool asks this machine, which is not the one you look at')
    session.tell(`asking ethtool about ${name}`)
    // Loaded late: execa is a third of all code.
    import('./actions/ethtool.ts')
      .then(({ ethtool }) => ethtool(name))
      .then((lines) => session.answer(`ethtool ${name}`, lines), failUnlessShort)
  }
  const save = (change: Partial<Config>, last: Promise<void> | null): Promise<void> =>
    Promise.resolve(last)
      .then(() => settings.save(change))
      .then((trouble) => {
        if (trouble !== null) session.tell(trouble)
      }, fail)
  const watcher = async () => {
    const { loadRules } = await import('./findings/index.ts')
    const rules = await loadRules(true)
    return new (await import('./watcher.ts')).Watcher(rules, host.facts, settings.config.limits)
  }
  const paint = curved((frame) => screen.paint(frame), fail)
  const session = new Session({ host, paint, effect, fail, watcher }, state)
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => quit(code))
  process.on('SIGTSTP', () => screen.suspend())
  process.on('uncaughtException', (error) => (spawnShortageOf(error) === null ? fail(error) : failUnlessShort(error)))
  process.on('unhandledRejection', fail)
  await session.start()
  keepSmall()
}

/** Until a pipe has taken all of it: process.exit() drops what still waits. What is not taken ends the program: leave.ts. */
function print(words: string): Promise<void> {
  return new Promise((taken) => process.stdout.write(words, (error) => (error ? undefined : taken())))
}

/** One line that says what to type instead. */
function refuse(mistake: string): void {
  process.stderr.write(`${mistake}\n`)
  process.exitCode = EXIT.mistake
}

main().catch((error: unknown) => {
  const words = error instanceof NoProc ? `whytop: ${error.message}` : error instanceof Error ? error.stack : error
  process.stderr.write(`${words}\n`)
  process.exitCode = EXIT.failed
})
