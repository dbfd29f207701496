import { constants } from 'node:os'
import { getSystemErrorName } from 'node:util'
import type { Target } from '../effect.ts'
import { eachTarget } from './each-target.ts'

/** Sends a signal to each; one line that says what came of it. */
export async function sendSignal(name: string, targets: readonly Target[]): Promise<string> {
  const number = (constants.signals as Readonly<Record<string, number>>)[name]
  if (number === undefined) return `${name}: this machine has no such signal`
  return eachTarget(name, 'sent', targets, (pid, fd) => {
    if (fd === null) {
      process.kill(pid, name)
      return null
    }
    const errno = fd.send(number)
    return errno === 0 ? null : getSystemErrorName(-errno)
  })
}
