import { constants } from 'node:os'
import { getSystemErrorName } from 'node:util'
import type { Target } from '../effect.ts'
import { eachTarget } from './each-target.ts'
import { whatBecame } from './what-became.ts'

/** What is sent to end a process; what a program makes of the others is its own affair. */
const ENDS = ['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGQUIT', 'SIGABRT']

/** Sends a signal to each; one line that says what came of it. `sent`: it was sent, and it is looked whether it ends them. */
export async function sendSignal(
  name: string,
  targets: readonly Target[],
  sent: (told: string) => void = () => {},
): Promise<string> {
  const number = (constants.signals as Readonly<Record<string, number>>)[name]
  if (number === undefined) return `${name}: this machine has no such signal`
  const { told, done } = await eachTarget(name, 'sent', targets, (pid, fd) => {
    if (fd === null) {
      process.kill(pid, name)
      return null
    }
    const errno = fd.send(number)
    return errno === 0 ? null : getSystemErrorName(-errno)
  })
  if (done.length === 0 || !ENDS.includes(name)) return told
  sent(told)
  return `${told}; ${await whatBecame(done)}`
}
