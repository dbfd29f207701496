import { bytesPerSecond, count, percentOf, perSecond } from '../format.ts'
import { type Interface, interfaceSources, interfaces, outside } from '../model/network/interfaces.ts'
import { netDev } from '../parse/net/dev.ts'
import type { Nanos, Rate, Share } from '../units.ts'
import { noRate } from './parts/missing.ts'
import * as told from './parts/told.ts'
import type { Culprit, Evidence, LimitValues, Rule, Severity } from './rule.ts'

/** What is remembered of an interface: its best speed, and when its link last came or went. */
interface Link {
  readonly speed: number | null
  readonly changes: number | null
  readonly flaps: readonly Nanos[]
}
type Links = ReadonlyMap<string, Link>

export const nic: Rule<Links> = {
  id: 'NIC',
  title: 'an interface loses packets, or its link is degraded',
  help: 'Errors (bad frames, overruns) are packets lost at the card or the cable; drops are lost for want of room, though packets of unknown protocols are counted as well. A link that comes and goes, runs at half duplex or below its speed, or is full: of other network namespaces only packets are counted. /proc/net/dev, /sys/class/net/*/{speed,duplex,carrier_changes}',
  resource: 'network',
  namespaced: true,
  limits: {
    errors: { value: 0.01, unit: '%', why: 'of its packets: a good link has one in a billion' },
    critical: { value: 1, unit: '%', why: 'of its packets: TCP slows down to a fraction' },
    dropped: { value: 1, unit: '%', why: 'of its packets: of unknown protocols there are fewer' },
    dropLeast: {
      value: 10,
      unit: '/s',
      why: 'of unknown protocols (LLDP, multicast) one or two come each second, on an idle link much of all',
    },
    least: { value: 1, unit: '/s', why: 'of fewer a share is chance' },
    full: { value: 90, unit: '%', why: 'of its speed: queues grow at every burst' },
    flaps: {
      value: 2,
      unit: '',
      why: 'times the link came or went within the time below: once is a person at the cable',
    },
    flapTime: { value: 600, unit: 's', why: 'ten minutes' },
  },
  window: 15,
  every: 4,
  sources: (samples) => interfaceSources(samples),
  see: (snapshot, limits, kept) => {
    const all = snapshot.get(interfaces)
    const { at } = snapshot.samples.after
    const links = new Map(all.map((one) => [one.name, linkOf(one, kept?.get(one.name), at, limits('flapTime'))]))
    const looked = outside(all)
    if (all.length === 0 || looked.some(({ rx }) => rx.packets === null)) return noRate(snapshot, netDev, 'interfaces')
    const troubles = looked.flatMap((one) => troublesOf(one, links.get(one.name), limits))
    const [worst] = troubles.sort((a, b) => RANK.indexOf(b.severity) - RANK.indexOf(a.severity))
    const evidence = looked.slice(0, 4).flatMap((one) => evidenceOf(one, limits))
    if (!worst) return { clear: true, evidence, kept: links }
    return {
      seen: worst.severity,
      value: worst.value,
      says: troubles.map(({ says }) => says).join(' '),
      evidence: [worst.evidence, ...evidence.filter(({ what }) => what !== worst.evidence.what)],
      culprits: troubles.map(({ name }) => culprit(name)),
      scope: { devices: [...new Set(troubles.map(({ name }) => name))] },
      next: worst.next,
      verify: `ip -s -s link show dev ${worst.name}; ethtool -S ${worst.name}; ethtool ${worst.name}`,
      kept: links,
    }
  },
}

const RANK: readonly Severity[] = ['info', 'warning', 'critical']

interface Trouble {
  readonly name: string
  readonly severity: Severity
  readonly value: number
  readonly says: string
  readonly next: string
  readonly evidence: Evidence
}

function troublesOf({ name, rx, tx, utilisation, link }: Interface, known: Link | undefined, limits: LimitValues) {
  const found: Trouble[] = []
  const add = (severity: Severity, evidence: Evidence, says: string, next: string) =>
    found.push({ name, severity, value: Number(evidence.seen), says, next, evidence })
  const packets = (rx.packets ?? 0) + (tx.packets ?? 0)
  const errors = lostOf(rx.errors, tx.errors, packets)
  if (errors.rate >= limits('least') && errors.share * 100 >= limits('errors'))
    add(
      errors.share * 100 >= limits('critical') ? 'critical' : 'warning',
      told.share(`errors of ${name}`, errors.share, limits('errors'), '/proc/net/dev errs'),
      `${name} has ${perSecond(errors.rate)} bad packets a second, ${percentOf(errors.share)}.`,
      'Look at its cable, port and driver (ethtool -S), and whether both ends agree on speed and duplex.',
    )
  const dropped = lostOf(rx.dropped, tx.dropped, packets)
  if (dropped.rate >= limits('dropLeast') && dropped.share * 100 >= limits('dropped'))
    add(
      'warning',
      told.share(`dropped by ${name}`, dropped.share, limits('dropped'), '/proc/net/dev drop'),
      `${name} drops ${perSecond(dropped.rate)} packets a second, ${percentOf(dropped.share)}.`,
      'Raise its ring (ethtool -G), spread its queues over more CPUs; of a virtual one compare the MTU of both ends. Rule out packets of unknown protocols first.',
    )
  if (utilisation !== null && utilisation * 100 >= limits('full'))
    add(
      'warning',
      told.share(`speed of ${name} in use`, utilisation, limits('full'), '/proc/net/dev bytes, /sys/class/net/*/speed'),
      `${name} is full: ${bytesPerSecond(Math.max(rx.bytes ?? 0, tx.bytes ?? 0))} are ${percentOf(utilisation)} of its ${count(link.speed)} Mbit/s.`,
      'See who sends or receives so much; limit it, or use a faster link.',
    )
  if (link.duplex === 'half' && link.state === 'up')
    add(
      'warning',
      told.count(`half duplex of ${name}`, 1, 0, `/sys/class/net/${name}/duplex`),
      `${name} runs at half duplex: it and the switch did not agree.`,
      'Set both ends to negotiate (autoneg on), and change the cable.',
    )
  if (link.speed !== null && known?.speed && link.speed < known.speed && link.state === 'up')
    add(
      'warning',
      told.count(`speed of ${name} in Mbit/s`, link.speed, known.speed, `/sys/class/net/${name}/speed`),
      `${name} fell from ${count(known.speed)} to ${count(link.speed)} Mbit/s.`,
      'Change the cable; see the log of the switch and of the kernel.',
    )
  if (known && known.flaps.length >= limits('flaps'))
    add(
      'warning',
      told.count(
        `times the link of ${name} came or went`,
        known.flaps.length,
        limits('flaps'),
        `/sys/class/net/${name}/carrier_changes`,
      ),
      `The link of ${name} came or went ${count(known.flaps.length)} times in ten minutes.`,
      'Look at the cable and the port of the switch; see the kernel log.',
    )
  return found
}

function lostOf(rx: Rate<'packet'> | null, tx: Rate<'packet'> | null, packets: number): { rate: number; share: Share } {
  const rate = (rx ?? 0) + (tx ?? 0)
  return { rate, share: rate > 0 ? rate / (packets + rate) : 0 }
}

function evidenceOf({ name, rx, tx, utilisation }: Interface, limits: LimitValues): readonly Evidence[] {
  const packets = (rx.packets ?? 0) + (tx.packets ?? 0)
  return [
    told.share(`speed of ${name} in use`, utilisation, limits('full'), '/proc/net/dev bytes, /sys/class/net/*/speed'),
    told.share(
      `errors of ${name}`,
      lostOf(rx.errors, tx.errors, packets).share,
      limits('errors'),
      '/proc/net/dev errs',
    ),
    told.share(
      `dropped by ${name}`,
      lostOf(rx.dropped, tx.dropped, packets).share,
      limits('dropped'),
      '/proc/net/dev drop',
    ),
  ]
}

/** Each change since the last look counts; those of long ago are forgotten. */
function linkOf({ link }: Interface, known: Link | undefined, at: Nanos, memory: number): Link {
  const came =
    known?.changes != null && link.carrierChanges !== null ? Math.max(0, link.carrierChanges - known.changes) : 0
  const flaps = [...(known?.flaps ?? []), ...new Array<Nanos>(Math.min(came, 100)).fill(at)]
  return {
    speed: Math.max(known?.speed ?? 0, link.speed ?? 0) || null,
    changes: link.carrierChanges ?? known?.changes ?? null,
    flaps: flaps.filter((flap) => at - flap <= memory * 1e9),
  }
}

function culprit(name: string): Culprit {
  return { kind: 'interface', key: name, name, drill: { view: 'system', page: 'network', about: {} } }
}
