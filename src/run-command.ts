import type { Command } from './command-options.ts'
import { EXIT } from './exit-codes.ts'
import { explain } from './explain.ts'
import type { Host } from './host/host.ts'
import { localHost } from './host/local.ts'
import { NotATree, treeHost } from './host/tree.ts'
import { leave } from './leave.ts'
import { Settings } from './settings.ts'
import { clean } from './text.ts'
import { watch } from './watch.ts'
import { why } from './why.ts'

/** What runs without a terminal, from its words to its exit code. */
export async function runCommand(command: Command, out: (text: string) => Promise<void>): Promise<void> {
  if (command.command === 'help') return out(command.text)
  if (command.command === 'explain') {
    const answer = await explain(command.term)
    return 'text' in answer ? out(answer.text) : refuse(answer.mistake)
  }
  const host = hostOf(command)
  if (typeof host === 'string') return refuse(host)
  const fail = (error: unknown) => crash(host, error)
  // Node itself would end with 1, which says that something was found.
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  const { config, complaints } = await Settings.read(process.env)
  const error = (line: string) => void process.stderr.write(`${line}\n`)
  for (const complaint of complaints) error(`whytop: ${clean(complaint)}`)
  try {
    if (command.command === 'watch') await watch(host, command, config.limits, out)
    else leave(host, await why(host, command, config.limits, { out, error }))
  } catch (error) {
    fail(error)
  }
}

/** Our bug, or a machine that was lost: told whole, and by a code that is no finding's. */
function crash(host: Host, error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  leave(host, EXIT.failed)
}

function hostOf(command: Command): Host | string {
  if (command.command !== 'why' || command.root === null) return localHost()
  try {
    return treeHost(command.root)
  } catch (error) {
    if (error instanceof NotATree) return `whytop: ${error.message}; --root takes a folder with proc and sys in it`
    throw error
  }
}

function refuse(line: string): void {
  process.stderr.write(`${line}\n`)
  process.exitCode = EXIT.mistake
}
