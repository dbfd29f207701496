import { readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, type TestContext, test } from 'vitest'
import cannot from './ci-cannot.json' with { type: 'json' }
import tools from './tools.json' with { type: 'json' }

/** What a test asks of the machine it runs on, beyond Node. */
export interface Needs {
  /** Programs on the PATH, each one listed in test/tools.json with the Debian packages that bring it. */
  readonly commands?: readonly (keyof typeof tools)[]
  readonly root?: boolean
  /** Of this process' effective set, by the name of capabilities(7): 'CAP_SYS_ADMIN'. */
  readonly capability?: keyof typeof CAPABILITIES
  /** What a kernel, a container or a configuration may lack. The probe looks and changes nothing; it must not throw. */
  readonly feature?: { readonly name: string; readonly probe: () => boolean }
}

type Declare<Body> = (name: string, body: Body, timeout?: number) => void
/** Stands for `test`; its `describe` stands for `describe`. */
export interface NeedingTest extends Declare<(context: TestContext) => unknown> {
  readonly describe: Declare<() => void>
}

/**
 * `test`, for tests that need more than Node. A command that is missing fails the test and names its Debian package. Root, a
 * capability or a feature that is missing skips it where test/ci-cannot.json lists its name with the reason, and else fails it.
 *
 * @example
 * const test = needs({ commands: ['tmux'] })
 * test('ctrl-z gives the shell back', async () => { … })
 *
 * @example
 * needs({ root: true, feature: { name: 'cgroup-v1-cpu', probe: () => existsSync('/sys/fs/cgroup/cpu') } }).describe('a CPU quota', () => {
 *   beforeAll(…) // runs only where the needs are met
 *   test('is reported', …)
 * })
 */
export function needs(wanted: Needs): NeedingTest {
  const lack = lackOf(wanted)
  if (lack === null) return withDescribe(test, describe)
  if (lack.skip) {
    const named = (name: string) => `${name} (skipped: ${lack.says})`
    return withDescribe(
      (name, body) => test.skip(named(name), body),
      (name, body) => describe.skip(named(name), body),
    )
  }
  const fail = (name: string) =>
    test(name, () => {
      throw new Error(lack.says)
    })
  return withDescribe(fail, fail)
}

export interface Lack {
  readonly says: string
  readonly skip: boolean
}

/** The first of the needs that is not met here, or null. */
export function lackOf(wanted: Needs, excused: Readonly<Record<string, string>> = cannot): Lack | null {
  const lack = (name: string) => {
    const reason = Object.hasOwn(excused, name) ? excused[name] : undefined
    if (reason !== undefined) return { says: `needs ${name}. ${reason}`, skip: true }
    return { says: `needs ${name}, which this machine lacks and test/ci-cannot.json does not list`, skip: false }
  }
  // Before the commands: those of /usr/sbin are on the PATH of root only.
  if (wanted.root === true && process.geteuid?.() !== 0) return lack('root')
  const command = wanted.commands?.find((name) => !isOnPath(name))
  if (command !== undefined) {
    return { says: `needs the command ${command}: apt-get install ${tools[command]}`, skip: false }
  }
  if (wanted.capability !== undefined && !isCapable(wanted.capability)) return lack(wanted.capability)
  if (wanted.feature !== undefined && !wanted.feature.probe()) return lack(wanted.feature.name)
  return null
}

function withDescribe(declare: Declare<(context: TestContext) => unknown>, suite: Declare<() => void>): NeedingTest {
  return Object.assign((...[name, body, timeout]: Parameters<typeof declare>) => declare(name, body, timeout), {
    describe: suite,
  })
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    const found = statSync(join(folder, command), { throwIfNoEntry: false })
    return found?.isFile() === true && (found.mode & 0o111) !== 0
  })
}

/** Bit numbers of include/uapi/linux/capability.h. */
const CAPABILITIES = {
  CAP_DAC_READ_SEARCH: 2,
  CAP_KILL: 5,
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_SYS_PTRACE: 19,
  CAP_SYS_ADMIN: 21,
  CAP_SYS_NICE: 23,
  CAP_SYS_RESOURCE: 24,
} as const

function isCapable(capability: keyof typeof CAPABILITIES): boolean {
  const set = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]
  return set !== undefined && ((BigInt(`0x${set}`) >> BigInt(CAPABILITIES[capability])) & 1n) === 1n
}
