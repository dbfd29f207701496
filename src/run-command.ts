import type { Command } from './command-options.ts'
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
  if (command.command === 'explain') {
    const answer = await explain(command.term)
    return 'text' in answer ? out(answer.text) : refuse(answer.mistake)
  }
  const host = hostOf(command)
  if (typeof host === 'string') return refuse(host)
  const { config, complaints } = await Settings.read(process.env)
  const error = (line: string) => void process.stderr.write(`${line}\n`)
  for (const complaint of complaints) error(`whytop: ${clean(complaint)}`)
  if (command.command === 'watch') await watch(host, command, config.limits, out)
  else leave(host, await why(host, command, config.limits, { out, error }))
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
  process.exitCode = 2
}
