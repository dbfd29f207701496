import { bytesLong, bytesPerSecond, count, percentOf, perSecond } from '../../format.ts'
import { cgroupSummary } from '../../model/cgroups/summary.ts'
import { machine } from '../../model/machine.ts'
import { cpuInterrupts } from '../../model/network/cpus.ts'
import { counted, type Interface, interfaces } from '../../model/network/interfaces.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { identity } from '../../model/system/identity.ts'
import { byShare, limits, NEAR, unknownOf } from '../../model/system/limits.ts'
import { storage } from '../../model/system/storage.ts'
import { topology } from '../../model/system/topology.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { orderColumn, words } from '../column.ts'
import type { Column, Drill, TableSection } from '../view.ts'
import { shapeOf } from './cpus.ts'
import { openWeaknesses, slowClock, taintParts } from './kernel.ts'
import { sum } from './network.ts'

/** One part of the machine in a line; Enter goes there. */
interface Area {
  readonly id: string
  readonly title: string
  readonly says: Text
  /** Something of it wants a look. */
  readonly wrong: boolean
  readonly to: Drill
}

/** What there is, area by area. */
export function areaSection(snapshot: Snapshot, priority: number): TableSection {
  const all = areas(snapshot)
  const row = (at: number) => all[at] as Area
  return {
    kind: 'table',
    id: 'system',
    title: null,
    priority,
    least: 6,
    count: all.length,
    columns: areaColumns(row),
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).id,
    key: (at) => row(at).id,
    drill: (at) => row(at).to,
    empty: text`nothing`,
  }
}

function areas(snapshot: Snapshot): readonly Area[] {
  return [cpus, memory, cgroups, network, interrupts, limit, kernel, messages, disks, filesystems].map((of) =>
    of(snapshot),
  )
}

const page = (id: string, title: Text): Drill => ({ view: 'system', page: id, about: {}, title })

function cpus(snapshot: Snapshot): Area {
  const { cpuModel } = snapshot.get(identity)
  const { cpus: online, caches } = snapshot.get(topology)
  const last = caches.at(-1)
  const parts = [
    text`${count(online.length || null)} online`,
    shapeOf(snapshot),
    clean(cpuModel ?? 'model -'),
    ...(last ? [text`${clean(last.name)} ${bytesLong(last.total)}`] : []),
  ]
  return area('cpus', 'CPUs', parts, false, page('cpus', text`CPUs`))
}

function memory(snapshot: Snapshot): Area {
  const { memTotal } = snapshot.get(machine)
  const nodes = new Set(snapshot.get(topology).cpus.map(({ node }) => node)).size || null
  const parts = [text`${bytesLong(memTotal)} usable`, text`CPUs on ${count(nodes)} ${nodes === 1 ? NODE : NODES}`]
  return area('memory', 'Memory', parts, false, { view: 'memory', about: {}, title: text`Memory` })
}

const NODE = text`NUMA node`
const NODES = text`NUMA nodes`
const DISKS: Drill = { view: 'disks', about: {}, title: text`Disks` }

function disks(snapshot: Snapshot): Area {
  const found = snapshot.get(storage).disks
  const parts = found ? [...found].map(([kind, many]) => text`${count(many)} ${clean(kind)}`) : [text`-`]
  return area('disks', 'Block devices', parts.length > 0 ? parts : [text`none`], false, DISKS)
}

function filesystems(snapshot: Snapshot): Area {
  const found = snapshot.get(storage).filesystems
  const parts = found
    ? [
        text`${count(found.devices)} on devices`,
        text`${count(found.remote)} over a network or from a program`,
        text`${count(found.memory)} in memory`,
      ]
    : [text`-`]
  return area('filesystems', 'File systems', parts, false, DISKS)
}

function network(snapshot: Snapshot): Area {
  const all = snapshot.get(interfaces)
  const shown = counted(all)
  const grows = (one: Interface) =>
    (sum(one.rx.errors, one.tx.errors) ?? 0) + (sum(one.rx.dropped, one.tx.dropped) ?? 0) > 0
  const bad = all.filter(grows)
  const up = shown.filter(({ link }) => link.state === 'up')
  const rest = all.length - Math.min(3, up.length)
  const parts = [
    ...bad.map(({ name }) => text`${clean(name)} loses packets now`),
    ...up
      .slice(0, 3)
      .map(
        ({ name, rx, tx }) => text`${clean(name)} up, in ${bytesPerSecond(rx.bytes)} out ${bytesPerSecond(tx.bytes)}`,
      ),
    ...(rest > 0 ? [others(rest, up.length > 0, all)] : []),
    ...(all.length === 0 ? [text`-`] : []),
  ]
  const shares = all.filter(({ utilisation }) => (utilisation ?? 0) >= NEAR)
  const wrong = bad.length > 0 || shares.length > 0
  return area('network', 'Network', parts, wrong, page('network', text`Network`))
}

function others(many: number, beside: boolean, all: readonly Interface[]): Text {
  if (beside) return text`${count(many)} ${many === 1 ? OTHER : OTHERS}`
  const words = text`${count(many)} ${many === 1 ? INTERFACE : INTERFACES}`
  return all.some(({ link }) => link.state === null) ? text`${words}, up or down: -` : text`${words}, none of them up`
}

const OTHER = text`other`
const OTHERS = text`others`
const INTERFACE = text`interface`
const INTERFACES = text`interfaces`

function interrupts(snapshot: Snapshot): Area {
  const all = snapshot.get(cpuInterrupts)
  const total = (of: (one: (typeof all)[number]) => number | null) =>
    all.length === 0 || all.some((one) => of(one) === null) ? null : all.reduce((sum, one) => sum + (of(one) ?? 0), 0)
  const lost = total(({ net }) => net?.dropped ?? null)
  const squeezed = total(({ net }) => net?.squeezed ?? null)
  const parts = [
    ...((lost ?? 0) > 0 ? [text`the network backlog drops ${perSecond(lost)}/s`] : []),
    text`${perSecond(total(({ hard }) => hard))}/s hard`,
    text`${perSecond(total(({ soft }) => soft))}/s soft`,
    text`backlog dropped ${perSecond(lost)}/s squeezed ${perSecond(squeezed)}/s`,
  ]
  return area('interrupts', 'Interrupts', parts, (lost ?? 0) > 0, page('interrupts', text`Interrupts`))
}

function limit(snapshot: Snapshot): Area {
  const all = snapshot.get(limits)
  const known = byShare(all).filter(({ share }) => share !== null)
  const unknown = unknownOf(all).map(({ name }) => text`${clean(name)} -`)
  const near = known.filter(({ share }) => (share ?? 0) >= NEAR)
  const shown = near.length > 0 ? near : known.slice(0, 2)
  const parts = shown.map(({ name, share, max }) => text`${clean(name)} ${percentOf(share)} of ${count(max)}`)
  const says = near.length > 0 ? parts : [text`none near`, ...parts, ...unknown]
  return area('limits', 'Limits', known.length > 0 ? says : [text`-`], near.length > 0, page('limits', text`Limits`))
}

const LAYOUTS = {
  v1: text`version 1`,
  v2: text`version 2`,
  hybrid: text`hybrid: version 1, and 2 beside it`,
  none: text`not mounted here`,
} as const

function cgroups(snapshot: Snapshot): Area {
  const { layout, groups, controllers } = snapshot.get(cgroupSummary)
  const parts = [
    LAYOUTS[layout],
    ...(groups === null ? [] : [manyGroups(groups, layout === 'v2')]),
    ...(controllers.length > 0 ? [text`v1: ${clean(controllers.join(' '))}`] : []),
  ]
  const to: Drill = { view: 'cgroups', about: {}, switches: { tree: true }, title: text`Cgroups` }
  return area('cgroups', 'Cgroups', parts, false, to)
}

/** /proc/cgroups counts groups that are gone and still hold memory. */
function manyGroups(groups: number, exact: boolean): Text {
  const words = text`${count(groups)} ${groups === 1 ? GROUP : GROUPS}`
  return exact ? words : text`${words}, dying ones too`
}

const GROUP = text`group`
const GROUPS = text`groups`

function kernel(snapshot: Snapshot): Area {
  const taint = taintParts(snapshot).map((part) => part.text)
  const slow = slowClock(snapshot)
  const { clock } = snapshot.get(identity)
  const parts = [
    ...(slow ? [text`slow clock source`] : []),
    join(taint, text` `),
    openWeaknesses(snapshot),
    text`clock ${clean(clock?.now ?? '-')}`,
  ]
  const wrong = slow || taintParts(snapshot).some(({ style }) => style === 'warning')
  return area('kernel', 'Kernel', parts, wrong, page('kernel', text`Kernel`))
}

function messages(): Area {
  const to: Drill = { view: 'kernel-log', about: {}, title: text`Kernel log` }
  return area('kernel-log', 'Kernel log', [text`what the kernel said, by level and by what it means`], false, to)
}

function area(id: string, title: string, parts: readonly Text[], wrong: boolean, to: Drill): Area {
  const says = join(parts, text` · `)
  return { id, title, says: wrong ? text`▲ ${says}` : says, wrong, to }
}

function areaColumns(row: (at: number) => Area): readonly Column[] {
  return [
    words(
      { id: 'area', title: 'PART', help: 'a part of the machine; Enter goes there', width: 13, priority: 1 },
      (at) => row(at).title,
    ),
    words(
      {
        id: 'says',
        title: 'WHAT IS THERE',
        help: '▲: something of it wants a look',
        width: 30,
        priority: 1,
        grow: true,
        sentence: true,
      },
      (at) => row(at).says,
      (at) => (row(at).wrong ? { text: row(at).says, style: 'warning' } : row(at).says),
    ),
    orderColumn('the order in which parts are listed'),
  ]
}

/** As declared, for help. */
export const AREA_COLUMNS = areaColumns(() => {
  throw new Error('a declared column has no rows')
})
