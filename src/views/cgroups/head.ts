import { count, percentOf, roughly } from '../../format.ts'
import { cgroups, type Group } from '../../model/cgroups/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { container } from '../../model/system/container.ts'
import type { Line } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { type Fact, facts, type Part } from '../facts.ts'
import { nameOf, nearLimit, nearPids, STALLED, THROTTLED } from './marks.ts'

/** What is wrong in any group, then what there is. */
export function headLines(snapshot: Snapshot, width: number): readonly Line[] {
  const { layout, controllers, groups, left, round, pending } = snapshot.get(cgroups)
  const own = snapshot.get(container).groups
  const paths = [...new Set((own ?? []).map(({ path }) => path).filter((path) => path !== '/'))]
  const notes: Part[] = [
    ...(left > 0
      ? [{ text: text`${count(left)} others have their turn: all in about ${roughly(round)}`, style: 'dim' as const }]
      : []),
    ...(pending ? [{ text: text`~ more are being listed`, style: 'dim' as const }] : []),
  ]
  return facts(
    [
      { label: text`Trouble`, parts: trouble(groups, pending, left > 0) },
      {
        label: text`Groups`,
        parts: [
          plain(text`${count(groups.length)}`),
          plain(LAYOUTS[layout]),
          ...(controllers.length > 0 ? [plain(text`v1: ${clean(controllers.join(' '))}`)] : []),
          ...notes,
        ],
      },
      ...(own === null ? [] : [ownFact(paths)]),
    ],
    width,
  )
}

const LAYOUTS = {
  v1: text`cgroup version 1`,
  v2: text`cgroup version 2`,
  hybrid: text`hybrid: controllers in version 1, version 2 beside them`,
  none: text`no cgroup hierarchy is mounted here`,
} as const

/** Groups named at most for each kind of trouble. */
const NAMED = 3

/** What, whose, by how much (nothing where that says no more), and how that is shown. */
type Kind = readonly [Text, (group: Group) => boolean, (group: Group) => number | null, (value: number | null) => Text]

function trouble(groups: readonly Group[], isPart: boolean, isTurn: boolean): readonly Part[] {
  const kinds: readonly Kind[] = [
    [text`throttled`, ({ throttled }) => (throttled ?? 0) >= THROTTLED, ({ throttled }) => throttled, percentOf],
    [text`near its memory limit`, nearLimit, () => null, () => text``],
    [text`near its pids limit`, nearPids, () => null, () => text``],
    [text`processes were killed`, ({ oomKills }) => (oomKills ?? 0) > 0, ({ oomKills }) => oomKills, count],
    [
      text`waits for memory`,
      ({ pressure }) => (pressure.memory?.some ?? 0) >= STALLED,
      ({ pressure }) => pressure.memory?.some ?? null,
      percentOf,
    ],
  ]
  const found = kinds.flatMap(([what, is, much, show]): readonly Part[] => {
    const some = groups.filter(is)
    // What holds of a group holds of those above it: the lowest are named.
    const lowest = some.filter(
      ({ path }) => !some.some((other) => other.path.startsWith(`${path === '/' ? '' : path}/`) && other.path !== path),
    )
    if (lowest.length === 0) return []
    const worst = [...lowest].sort((a, b) => (much(b) ?? 0) - (much(a) ?? 0)).slice(0, NAMED)
    const named = worst.map((group) => join([clean(nameOf(group.path)), show(much(group))], text` `).trimEnd() as Text)
    const more = lowest.length > NAMED ? [text`and ${count(lowest.length - NAMED)} more`] : []
    return [...named, ...more].map((words, i) => ({
      text: i === 0 ? text`▲ ${what}: ${words}` : words,
      style: 'warning' as const,
    }))
  })
  if (found.length > 0) return found
  if (groups.length === 0 && !isPart) return [{ text: text`- no group could be looked at`, style: 'dim' }]
  if (isTurn) return [{ text: text`~ none found in those whose turn it is`, style: 'dim' }]
  return isPart
    ? [{ text: text`~ none found yet`, style: 'dim' }]
    : [{ text: text`✓ none throttled, none near a limit, none killed`, style: 'ok' }]
}

function ownFact(paths: readonly string[]): Fact {
  return {
    label: text`whytop in`,
    parts: paths.length === 0 ? [plain(text`the root of all`)] : paths.map((path) => plain(clean(path))),
  }
}

function plain(words: Text): Part {
  return { text: words, style: 'plain' }
}
