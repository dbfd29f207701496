import { bytesPerSecond, count, percentOf, perSecond } from '../format.ts'
import { type Interface, interfaceSources, interfaces, outside } from '../model/network/interfaces.ts'
import { netDev } from '../parse/net/dev.ts'
import type { Nanos, Rate, Share } from '../units.ts'
import { noRate } from './parts/missing.ts'
import * as told from './parts/told.ts'
import type { Culprit, Evidence, LimitValues, Rule, Severity } from './rule.ts'

/** What is remembered of an interface: its best speed, and when its link last came or went, each of the two. */
interface Link {
  readonly speed: number | null
  readonly changes: number | null
  readonly turns: readonly Nanos[]
}
type Links = ReadonlyMap<string, Link>

export const nic: Rule<Links> = {
  id: 'NIC',
  title: 'an interface loses packets, or its link is degraded',
  help: 'Errors are packets lost at the card or the cable: bad frames, and overruns, for which it had no room. Drops are lost for want of room further up, though packets of unknown protocols are counted as well. A link that comes and goes, runs at half duplex or below its speed, or is full: of other network namespaces only packets are counted. /proc/net/dev, /sys/class/net/*/{speed,duplex,carrier_changes,statistics/rx_missed_errors}',
  resource: 'network',
  namespaced: true,
  limits: {
    errors: { value: 0.01, unit: '%', why: 'of its packets: a good link has one in a billion' },
    critical: { value: 1, unit: '%', why: 'of its packets: TCP slows down to a fraction' },
    dropped: { value: 1, unit: '%', why: 'of its packets: of unknown protocols there are fewer' },
    drop_least: {
      value: 10,
      unit: '/s',
      why: 'of unknown protocols (LLDP, multicast) one or two come each second, on an idle link much of all',
    },
    least: { value: 1, unit: '/s', why: 'of fewer a share is chance' },
    full: { value: 90, unit: '%', why: 'of its speed: queues grow at every burst' },
    flaps: {
      value: 2,
      unit: '',
      why: 'times the link went and came back within the time below: once is a person at the cable',
    },
    flap_time: { value: 600, unit: 's', why: 'ten minutes' },
  },
  window: 15,
  every: 4,
  sources: (samples) => interfaceSources(samples),
  see: (snapshot, limits, kept) => {
    const all = snapshot.get(interfaces)
    const { at } = snapshot.samples.after
    const links = new Map(all.map((one) => [one.name, linkOf(one, kept?.get(one.name), at, limits('flap_time'))]))
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

function troublesOf(one: Interface, known: Link | undefined, limits: LimitValues) {
  const { name, rx, tx, utilisation, link } = one
  const { errors, dropped, isOverrun } = lossesOf(one)
  const found: Trouble[] = []
  const add = (severity: Severity, evidence: Evidence, says: string, next: string) =>
    found.push({ name, severity, value: Number(evidence.seen), says, next, evidence })
  if (errors.rate >= limits('least') && errors.share * 100 >= limits('errors'))
    add(
      errors.share * 100 >= limits('critical') ? 'critical' : 'warning',
      told.share(`errors of ${name}`, errors.share, limits('errors'), errors.from),
      isOverrun
        ? `${name} loses ${perSecond(errors.rate)} packets a second, ${percentOf(errors.share)}: most found no room at the card.`
        : `${name} has ${perSecond(errors.rate)} bad packets a second, ${percentOf(errors.share)}.`,
      isOverrun
        ? 'Raise its ring (ethtool -G), spread its queues over more CPUs; see ethtool -S for which queue it is.'
        : 'Look at its cable, port and driver (ethtool -S), and whether both ends agree on speed and duplex.',
    )
  if (dropped.rate >= limits('drop_least') && dropped.share * 100 >= limits('dropped'))
    add(
      'warning',
      told.share(`dropped by ${name}`, dropped.share, limits('dropped'), dropped.from),
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
  // It goes, and it comes: each is a change.
  const flaps = Math.floor((known?.turns.length ?? 0) / 2)
  if (flaps >= limits('flaps'))
    add(
      'warning',
      told.count(
        `times the link of ${name} went and came back`,
        flaps,
        limits('flaps'),
        `/sys/class/net/${name}/carrier_changes`,
      ),
      `The link of ${name} went and came back ${count(flaps)} times in ten minutes.`,
      'Look at the cable and the port of the switch; see the kernel log.',
    )
  return found
}

const MISSED = '/sys/class/net/*/statistics/rx_missed_errors'

/**
 * What was missed is told in `drop` of /proc/net/dev, and is lost at the card like errors. Some drivers count an overrun
 * among the errors or those missed as well: only what is beyond these is more.
 * Kernel: net/core/net-procfs.c dev_seq_printf_stats
 */
function lossesOf({ rx, tx, missed }: Interface) {
  const packets = (rx.packets ?? 0) + (tx.packets ?? 0)
  const full = missed ?? 0
  const [errs, drop] = missed === null ? ['', ''] : [`, ${MISSED}`, `, less ${MISSED}`]
  const errors = Math.max((rx.errors ?? 0) + full, rx.fifo ?? 0) + Math.max(tx.errors ?? 0, tx.fifo ?? 0)
  return {
    errors: lostOf(errors, packets, `/proc/net/dev errs, fifo${errs}`),
    dropped: lostOf(Math.max(0, (rx.dropped ?? 0) - full) + (tx.dropped ?? 0), packets, `/proc/net/dev drop${drop}`),
    isOverrun: Math.max(full, rx.fifo ?? 0) > errors / 2,
  }
}

function lostOf(rate: Rate<'packet'>, packets: Rate<'packet'>, from: string) {
  const share: Share = rate > 0 ? rate / (packets + rate) : 0
  return { rate, share, from }
}

function evidenceOf(one: Interface, limits: LimitValues): readonly Evidence[] {
  const { name, utilisation } = one
  const { errors, dropped } = lossesOf(one)
  return [
    told.share(`speed of ${name} in use`, utilisation, limits('full'), '/proc/net/dev bytes, /sys/class/net/*/speed'),
    told.share(`errors of ${name}`, errors.share, limits('errors'), errors.from),
    told.share(`dropped by ${name}`, dropped.share, limits('dropped'), dropped.from),
  ]
}

/** Each change since the last look counts; those of long ago are forgotten. */
function linkOf({ link }: Interface, known: Link | undefined, at: Nanos, memory: number): Link {
  const came =
    known?.changes != null && link.carrierChanges !== null ? Math.max(0, link.carrierChanges - known.changes) : 0
  const turns = [...(known?.turns ?? []), ...new Array<Nanos>(Math.min(came, 100)).fill(at)]
  return {
    speed: Math.max(known?.speed ?? 0, link.speed ?? 0) || null,
    changes: link.carrierChanges ?? known?.changes ?? null,
    turns: turns.filter((turn) => at - turn <= memory * 1e9),
  }
}

function culprit(name: string): Culprit {
  return { kind: 'interface', key: name, name, drill: { view: 'system', page: 'network', about: {} } }
}
