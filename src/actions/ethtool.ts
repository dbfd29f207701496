import { closeSync, openSync } from 'node:fs'
import { execa } from 'execa'
import { shortageOf } from '../shortage.ts'

/** What is asked, in order: link, driver, rings, channels, coalescing, offloads, counters of the driver. */
const ASKED: readonly (readonly [head: string, option: string | null])[] = [
  ['Link', null],
  ['Driver', '-i'],
  ['Rings', '-g'],
  ['Channels (queues)', '-l'],
  ['Interrupt coalescing', '-c'],
  ['Offloads', '-k'],
  ['Counters of the driver', '-S'],
]
/** ms for each; a driver may hold the lock of all interfaces while its hardware resets. */
const MOST_WAIT = 3000
/** Bytes: drivers have a counter for each of hundreds of queues. */
const MOST_OUTPUT = 256 << 10

/** Descriptors that a child takes while it is started: three pipes, and what the kernel opens in between. */
const SPARE = 16

/** Everything ethtool(8) tells of an interface, as lines; changes nothing. What it cannot tell says so in its place. */
export async function ethtool(name: string): Promise<readonly string[]> {
  // The kernel allows a name that begins so, and ethtool takes it for an option.
  if (name.startsWith('-')) return [`ethtool cannot be asked about ${name}: it would take the name for an option`]
  const answers: string[] = []
  for (const [head, option] of ASKED) {
    const answer = await asked(option === null ? [name] : [option, name])
    if ('trouble' in answer) return [...answers, answer.trouble]
    const { stdout, stderr, timedOut } = answer
    const said = linesOf(stdout)
    const trouble = timedOut ? [`  no answer in ${MOST_WAIT / 1000} s`] : linesOf(stderr).map((line) => `  ${line}`)
    answers.push(head, ...(said.length > 0 ? said : trouble), '')
    if (timedOut) break
  }
  return answers
}

/** `trouble`: it was not even started. */
async function asked(
  words: readonly string[],
): Promise<{ stdout: string; stderr: string; timedOut: boolean } | { readonly trouble: string }> {
  const short = spareTrouble()
  if (short !== null) return { trouble: short }
  const options = { stdin: 'ignore', timeout: MOST_WAIT, maxBuffer: MOST_OUTPUT, env: { LC_ALL: 'C' } } as const
  try {
    const { stdout, stderr, timedOut, cause } = await execa('ethtool', words, { ...options, reject: false })
    const code = notStarted(cause)
    if (code === null) return { stdout, stderr, timedOut }
    if (code === 'ENOENT') return { trouble: 'ethtool is not installed: it comes in a package of that name' }
    return { trouble: `ethtool cannot be started: ${shortageOf(cause) ?? code}` }
  } catch (error) {
    // All descriptors went in this very moment: execa takes the child for one that has pipes.
    if (error instanceof TypeError) return { trouble: 'ethtool cannot be started: its pipes could not be opened' }
    throw error
  }
}

/** EAGAIN beside a limit of processes, EACCES of what may not be run; null: it ran. */
function notStarted(cause: unknown): string | null {
  const { syscall, code } = (cause ?? {}) as NodeJS.ErrnoException
  return syscall?.startsWith('spawn') ? (code ?? 'unknown') : null
}

/** Without room for its pipes Node emits EMFILE on a child that execa has not got yet, and both fail: so the room is tried first. */
function spareTrouble(): string | null {
  const opened: number[] = []
  try {
    for (let i = 0; i < SPARE; i++) opened.push(openSync('/dev/null', 'r'))
    return null
  } catch (error) {
    const short = shortageOf(error)
    if (short === null) throw error
    return `ethtool cannot be started: ${short}`
  } finally {
    for (const one of opened) closeSync(one)
  }
}

/** Without the heading that repeats the name, and with blanks for tabs. */
function linesOf(output: string): readonly string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\S.* for \S+:$/.test(line))
    .map((line) => line.replaceAll('\t', '    ').trimEnd())
}
