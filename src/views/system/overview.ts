import { age, bytesLong, count, startTime } from '../../format.ts'
import { machine } from '../../model/machine.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Container, container } from '../../model/system/container.ts'
import { identity } from '../../model/system/identity.ts'
import { ownLimits } from '../../model/system/own-limits.ts'
import { type Virtualization, virtualization } from '../../model/system/virtualization.ts'
import type { Line } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { type Fact, facts, type Part } from '../facts.ts'
import { fact } from './cpus.ts'

/** What runs here, on what, and whose numbers these are. */
export function overviewFacts(snapshot: Snapshot, width: number, rows: number): readonly Line[] {
  const { release, arch, distribution, build } = snapshot.get(identity)
  const { uptime, bootTime } = snapshot.get(machine)
  const inside = snapshot.get(container)
  const { captured } = snapshot.facts
  const system = [
    clean(snapshot.facts.name),
    text`Linux ${clean(release ?? '-')}`,
    clean(arch ?? 'architecture -'),
    ...(distribution === null ? [] : [clean(distribution)]),
    ...(rows < TALL ? [] : [clean(build ?? '')]),
  ]
  const up = [
    text`${age(uptime)}`,
    text`booted ${startTime(bootTime, captured === null ? new Date() : new Date(captured))}`,
    ...(captured === null ? [] : [text`as captured`]),
  ]
  return facts(
    [
      fact(text`System`, system),
      fact(text`Up`, up),
      machineFact(snapshot.get(virtualization)),
      containerFact(inside),
      ...allowed(snapshot),
      ...(rows < SHORT && inside.inside !== true ? [] : [{ label: text`Numbers`, parts: whose(inside) }]),
    ],
    width,
  )
}

/** Rows of the pane. */
const SHORT = 14
const TALL = 30

function machineFact({ virtual, by, told, product }: Virtualization): Fact {
  const kind =
    virtual === null
      ? text`not known whether it is virtual`
      : virtual
        ? text`virtual machine, ${clean(by ?? 'hypervisor not told')}`
        : text`real hardware, or a hypervisor that hides`
  return fact(text`Machine`, [
    kind,
    ...(told.length > 0 ? [text`by ${clean(told.join(', '))}`] : []),
    ...(product === null ? [] : [clean(product)]),
  ])
}

function containerFact({ inside, manager, told }: Container): Fact {
  if (inside === null) return fact(text`Container`, [text`not known`])
  if (!inside) return fact(text`Container`, [text`no: whytop runs on the machine itself`])
  return {
    label: text`Container`,
    parts: [
      { text: text`yes${manager === null ? text`` : text`, ${clean(manager)}`}`, style: 'info' },
      { text: text`by ${clean(told.join(', '))}`, style: 'plain' },
    ],
  }
}

/** A quota or limit of its own groups binds what runs beside whytop, whatever the machine has. */
function allowed(snapshot: Snapshot): readonly Fact[] {
  const { cpus, memory, pids } = snapshot.get(ownLimits)
  const parts = [
    ...(cpus === null ? [] : [text`${clean(cpus.toFixed(2))} CPUs`]),
    ...(memory === null ? [] : [text`memory ${bytesLong(memory)}`]),
    ...(pids === null ? [] : [text`${count(pids)} pids`]),
  ]
  return parts.length === 0
    ? []
    : [{ label: text`Allowed`, parts: parts.map((part) => ({ text: part, style: 'info' })) }]
}

/** What a container sees of the machine, and what is its own. */
function whose({ inside, ownPids, hidepid, machineNet, lxcfs }: Container): readonly Part[] {
  if (inside === null) return [{ text: text`those of the captured machine`, style: 'plain' }]
  const made = lxcfs.filter((path) => path.startsWith('/proc/')).map((path) => clean(path.slice('/proc/'.length)))
  const net: Text =
    machineNet === true
      ? text`network: the machine's`
      : inside
        ? text`network: this namespace's`
        : text`network: whytop's namespace`
  const hides = hidepid !== null && hidepid !== 'off'
  const parts: Part[] = [
    { text: text`load, CPU, memory, disks, pressure: the machine's`, style: 'plain' },
    {
      text: ownPids === true ? text`processes: this PID namespace's only` : text`processes: the machine's`,
      style: ownPids === true ? 'info' : 'plain',
    },
    ...(hides
      ? [{ text: text`but for root, /proc hides others' (hidepid=${clean(hidepid)})`, style: 'info' as const }]
      : []),
    { text: net, style: machineNet === true || !inside ? 'plain' : 'info' },
  ]
  if (made.length > 0)
    parts.unshift({ text: text`made up by lxcfs from its limits: ${join(made, text` `)}`, style: 'info' })
  return parts
}
