import type { Command } from './command-options.ts'
import { EXIT } from './exit-codes.ts'
import { explain } from './explain.ts'
import type { Host } from './host/host.ts'
import { localHost } from './host/local.ts'
import { leave, unwritten } from './leave.ts'
import { openTree } from './open-tree.ts'
import { Settings } from './settings.ts'
import { clean } from './text.ts'
import { watch } from './watch.ts'
import { why } from './why.ts'

/** What runs without a terminal, from its words to its exit code. */
export async function runCommand(command: Command, out: (text: string) => Promise<void>): Promise<void> {
  let host: Host | null = null
  process.stdout.on('error', (error) => unwritten(error, host))
  if (command.command === 'help') return out(command.text)
  if (command.command === 'explain') {
    const answer = await explain(command.term)
    return 'text' in answer ? out(answer.text) : refuse(answer.mistake)
  }
  const opened = hostOf(command)
  if (typeof opened === 'string') return refuse(opened)
  host = opened
  const fail = (error: unknown) => crash(host, error)
  // Node itself would end with 1, which says that something was found.
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  const settings = await Settings.read(process.env)
  const { config, complaints } = settings
  host = settings.beside(opened)
  const error = (line: string) => void process.stderr.write(`${line}\n`)
  for (const complaint of complaints) error(`whytop: ${clean(complaint)}`)
  try {
    if (command.command === 'watch') {
      await watch(host, command, config.limits, out)
      leave(host, EXIT.fine)
    } else leave(host, await why(host, command, config.limits, { out, error }))
  } catch (error) {
    fail(error)
  }
}

/** Our bug, or a machine that was lost: told whole, and by a code that is no finding's. */
function crash(host: Host | null, error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  leave(host, EXIT.failed)
}

function hostOf(command: Command): Host | string {
  return command.command === 'why' && command.root !== null ? openTree(command.root) : localHost()
}

function refuse(line: string): void {
  process.stderr.write(`${line}\n`)
  process.exitCode = EXIT.mistake
}
