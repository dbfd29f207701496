import { execa } from 'execa'

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

/** Everything ethtool(8) tells of an interface, as lines; changes nothing. What it cannot tell says so in its place. */
export async function ethtool(name: string): Promise<readonly string[]> {
  // The kernel allows a name that begins so, and ethtool takes it for an option.
  if (name.startsWith('-')) return [`ethtool cannot be asked about ${name}: it would take the name for an option`]
  const answers: string[] = []
  for (const [head, option] of ASKED) {
    const { stdout, stderr, code, timedOut } = await execa('ethtool', option === null ? [name] : [option, name], {
      reject: false,
      stdin: 'ignore',
      timeout: MOST_WAIT,
      maxBuffer: MOST_OUTPUT,
      env: { LC_ALL: 'C' },
    })
    if (code === 'ENOENT') return ['ethtool is not installed: it comes in a package of that name']
    const said = linesOf(stdout)
    const trouble = timedOut ? [`  no answer in ${MOST_WAIT / 1000} s`] : linesOf(stderr).map((line) => `  ${line}`)
    answers.push(head, ...(said.length > 0 ? said : trouble), '')
    if (timedOut) break
  }
  return answers
}

/** Without the heading that repeats the name, and with blanks for tabs. */
function linesOf(output: string): readonly string[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\S.* for \S+:$/.test(line))
    .map((line) => line.replaceAll('\t', '    ').trimEnd())
}
