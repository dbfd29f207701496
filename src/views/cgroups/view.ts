import { count, roughly } from '../../format.ts'
import { cgroupSources, cgroups, type Group } from '../../model/cgroups/model.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { container } from '../../model/system/container.ts'
import type { Missing } from '../../source.ts'
import { clean, text } from '../../text.ts'
import { missingOf } from '../missing.ts'
import type { Drill, Place, TableSection, View } from '../view.ts'
import { groupColumns } from './columns.ts'
import { headLines } from './head.ts'
import { cgroupsJson } from './json.ts'
import { keptInSight, nameOf } from './marks.ts'
import { treeOf } from './tree.ts'

export const cgroupsView: View = {
  id: 'cgroups',
  terms: [
    {
      term: 'Trouble',
      help: 'groups throttled in 5 % of their periods, at 90 % of a limit, or with processes killed; the lowest group is named',
    },
    {
      term: 'Groups',
      help: 'as far as they were listed, one depth at a look; more than 2,000 are shown in turns, those with trouble and those that use most at all times; /proc/self/mountinfo, /sys/fs/cgroup',
    },
    { term: 'whytop in', help: 'the groups whytop itself is in; their limits bind it too; /proc/self/cgroup' },
  ],
  sources: (samples) => [...container.sources, ...cgroupSources(samples, keptInSight)],
  sections: (snapshot, place) => [
    { kind: 'lines', id: 'cgroups-head', priority: 2, least: 3, lines: (width) => headLines(snapshot, width) },
    groupSection(snapshot, place),
  ],
  json: cgroupsJson,
  missing: notListed,
}

/** So that nobody takes the groups for all there are. How many were left out is a number of its own. */
function notListed(snapshot: Snapshot): readonly Missing[] {
  const { groups, left, round, pending } = snapshot.get(cgroups)
  if (groups.length === 0 && !pending) return missingOf(snapshot, cgroupSources(snapshot.samples))
  if (left > 0) {
    const turns = `${count(groups.length)} of ${count(groups.length + left)} groups are shown now, the others have their turn`
    const why = `${turns}: all in about ${roughly(round)}`
    return [{ missing: 'pending', source: '/sys/fs/cgroup/', why, remedy: 'watch for as long as that' }]
  }
  if (!pending) return []
  const why = 'groups below these are there: one depth is listed at a look'
  return [{ missing: 'pending', source: '/sys/fs/cgroup/', why, remedy: 'look more often: -n 5' }]
}

function groupSection(snapshot: Snapshot, { switches }: Place): TableSection {
  const { groups } = snapshot.get(cgroups)
  const row = (at: number) => groups[at] as Group
  return {
    kind: 'table',
    id: 'cgroups',
    title: null,
    priority: 1,
    least: 5,
    count: groups.length,
    columns: groupColumns(row, switches.tree),
    sort: { by: 'cpu', reverse: true },
    id_of: (at) => row(at).path,
    key: (at) => row(at).path,
    tree: switches.tree ? treeOf(groups.map(({ path }) => path)) : null,
    drill: (at) => processesOf(row(at).path),
    empty: text`no cgroup could be listed`,
  }
}

/** Its processes and those of the groups below; the root has all. A path with a quote in it cannot be put in a filter. */
function processesOf(path: string): Drill | null {
  if (path.includes('"')) return null
  const filter = path === '/' ? '' : `cgroup="${path}" or cgroup~"${path}/"`
  return { view: 'processes', about: {}, filter, switches: { tree: false, group: 'none' }, title: clean(nameOf(path)) }
}
