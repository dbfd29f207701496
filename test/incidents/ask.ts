import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { FindingJson } from '../../src/model/findings-json.ts'
import type { WhyJson } from '../../src/why-json.ts'
import { BIN } from '../program/whytop.ts'
import type { Net } from './scene.ts'

/** What whytop says after so many seconds. */
export async function why(seconds: number, from: From): Promise<WhyJson> {
  const child = whytop(['why', '--for', `${seconds}s`, '--json'], from)
  let text = ''
  child.stdout?.on('data', (piece: Buffer) => {
    text += piece
  })
  const [code] = await once(child, 'close')
  if (code > 1) throw new Error(`whytop why: exit ${code}`)
  return JSON.parse(text)
}

/** From which network namespace it looks, and the folder of its configuration. */
export interface From {
  readonly net?: Net
  readonly config?: string
}

export interface Change {
  readonly change: 'began' | 'confirmed' | 'worse' | 'ended'
  readonly finding: FindingJson
}

/** Each change that whytop tells, until it is stopped: the next that `is` holds of. */
export function watched(from: From): { next(is: (change: Change) => boolean): Promise<Change>; stop(): void } {
  const child = whytop(['watch', '--json', '--min', 'info'], from)
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })[Symbol.asyncIterator]()
  return {
    async next(is) {
      for (;;) {
        const { value, done } = await lines.next()
        if (done) throw new Error('whytop watch has ended')
        const change: Change = JSON.parse(value)
        if (is(change)) return change
      }
    },
    stop: () => void child.kill('SIGKILL'),
  }
}

function whytop(args: readonly string[], { net, config = '/nonexistent' }: From): ChildProcess {
  const [command, ...rest] = net ? ['nsenter', '-t', String(net.pid), '-n', BIN, ...args] : [BIN, ...args]
  return spawn(command as string, rest, {
    env: { ...process.env, XDG_CONFIG_HOME: config },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
