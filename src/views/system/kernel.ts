import { count, sign } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { SLOW_CLOCKS } from '../../model/system/clock.ts'
import { identity } from '../../model/system/identity.ts'
import { kernelState, type Vulnerability } from '../../model/system/kernel-state.ts'
import type { Line, Style } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { words } from '../column.ts'
import { type Fact, facts, type Part } from '../facts.ts'
import type { Column, TableSection } from '../view.ts'
import { fact } from './cpus.ts'

/** Taint, log levels, clock. */
export function kernelFacts(snapshot: Snapshot, width: number): readonly Line[] {
  const { release, build, clock } = snapshot.get(identity)
  const { printk } = snapshot.get(kernelState)
  return facts(
    [
      fact(text`Kernel`, [clean(release ?? '-'), clean(build ?? '')]),
      { label: text`Taint`, parts: taintParts(snapshot) },
      fact(
        text`Printk`,
        printk
          ? [
              text`to the console below ${levelOf(printk.console)}`,
              text`by default ${levelOf(printk.byDefault)}`,
              text`least ${levelOf(printk.least)}`,
              text`at boot ${levelOf(printk.atBoot)}`,
            ]
          : [text`-`],
      ),
      clockFact(snapshot, clock),
    ],
    width,
  )
}

const LEVELS = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'] as const

/** `4 warning`; 8 is beyond debug: all of it. */
function levelOf(level: number): Text {
  const name = LEVELS[level]
  return name === undefined
    ? level >= LEVELS.length
      ? text`${count(level)} (all)`
      : count(level)
    : text`${count(level)} ${name as Text}`
}

export function taintParts(snapshot: Snapshot): readonly Part[] {
  const { taints, tainted } = snapshot.get(kernelState)
  if (taints === null) return [{ text: text`-`, style: 'plain' }]
  if (taints.length === 0) return [{ text: text`not tainted`, style: 'ok' }]
  return [
    { text: text`${count(tainted)}:`, style: 'plain' },
    ...taints.map(
      ({ letter, means, bad }): Part => ({
        text: text`${clean(letter)} ${clean(means)}`,
        style: bad ? 'warning' : 'plain',
      }),
    ),
  ]
}

function clockFact(snapshot: Snapshot, clock: ReturnType<typeof clockOf>): Fact {
  if (!clock) return fact(text`Clock`, [text`-`])
  const slow = slowClock(snapshot)
  return {
    label: text`Clock`,
    parts: [
      { text: clean(clock.now), style: slow ? 'warning' : 'plain' },
      {
        text: clock.others.length > 0 ? text`others: ${clean(clock.others.join(' '))}` : text`no other`,
        style: 'plain',
      },
      ...(slow
        ? [
            {
              text: text`each look at the time is slow: the kernel found tsc unstable, or it was set so`,
              style: 'warning' as const,
            },
          ]
        : []),
    ],
  }
}

function clockOf(snapshot: Snapshot) {
  return snapshot.get(identity).clock
}

export function slowClock(snapshot: Snapshot): boolean {
  const clock = clockOf(snapshot)
  return clock !== null && SLOW_CLOCKS.has(clock.now)
}

/** Weaknesses of the processor, open ones first. */
export function vulnerabilitySection(snapshot: Snapshot, priority: number): TableSection {
  const all = snapshot.get(kernelState).vulnerabilities ?? []
  const row = (at: number) => all[at] as Vulnerability
  return {
    kind: 'table',
    id: 'system-vulnerabilities',
    title: text`Weaknesses of the processor`,
    priority,
    least: 5,
    count: all.length,
    columns: columns(row),
    sort: { by: 'kind', reverse: true },
    id_of: (at) => row(at).name,
    key: (at) => row(at).name,
    style: (at) => (row(at).kind === 'safe' ? 'dim' : 'plain'),
    empty: text`this kernel does not tell (before Linux 4.15), or was not asked`,
  }
}

const KINDS = {
  safe: { order: 0, says: text`not affected`, style: 'dim' },
  mitigated: { order: 1, says: text`mitigated`, style: 'ok' },
  unknown: { order: 2, says: text`unknown`, style: 'info' },
  partly: { order: 3, says: text`in part`, style: 'info' },
  vulnerable: { order: 4, says: text`vulnerable`, style: 'warning' },
} as const satisfies Record<Vulnerability['kind'], { order: number; says: Text; style: Style }>

function columns(row: (at: number) => Vulnerability): readonly Column[] {
  return [
    words(
      {
        id: 'name',
        title: 'WEAKNESS',
        help: 'as its file is named; /sys/devices/system/cpu/vulnerabilities',
        width: 27,
        priority: 1,
      },
      (at) => row(at).name,
    ),
    {
      ...words(
        {
          id: 'kind',
          title: 'STATE',
          help: 'vulnerable: nothing is done; in part: mitigated, and something is left',
          width: 12,
          priority: 1,
        },
        () => null,
        (at) => {
          const { missing, kind } = row(at)
          if (missing !== null) return { text: sign(missing), style: 'dim' }
          const { says, style } = KINDS[kind]
          return { text: says, style }
        },
      ),
      unit: 'count',
      descending: true,
      by: (at) => KINDS[row(at).kind].order,
    },
    words(
      {
        id: 'says',
        title: 'THE KERNEL SAYS',
        help: 'its own words; Documentation/admin-guide/hw-vuln',
        width: 20,
        priority: 1,
        grow: true,
        sentence: true,
      },
      (at) => row(at).says,
    ),
  ]
}

/** `2 of 19 open`. */
export function openWeaknesses(snapshot: Snapshot): Text {
  const all = snapshot.get(kernelState).vulnerabilities
  if (!all) return text`weaknesses -`
  const open = all.filter(({ kind }) => kind === 'vulnerable')
  const untold = all.find(({ missing }) => missing !== null)?.missing
  if (open.length === 0 && untold) return text`weaknesses ${sign(untold)}`
  return open.length === 0
    ? text`no weakness of ${count(all.length)} is open`
    : text`${count(open.length)} of ${count(all.length)} weaknesses open: ${join(
        open.slice(0, 3).map(({ name }) => clean(name)),
        text`, `,
      )}`
}

/** As declared, for help. */
export const VULNERABILITY_COLUMNS = columns(() => {
  throw new Error('a declared column has no rows')
})
