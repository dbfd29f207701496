import { count, percentOf, perSecond } from '../format.ts'
import { type Neighbours, neighbourSources, neighbours } from '../model/tcp/neighbours.ts'
import { arpCache } from '../parse/net/stat/neighbours.ts'
import { isMissing } from '../source.ts'
import type { Nanos } from '../units.ts'
import { noRate } from './parts/missing.ts'
import * as told from './parts/told.ts'
import type { Rule } from './rule.ts'

/** `kept`: when a neighbour last found no room. */
export const neigh: Rule<Nanos> = {
  id: 'NEIGH',
  title: 'the neighbour table is full',
  help: 'The kernel keeps the hardware address of every host on its links; when gc_thresh3 are in use, new ones get no entry and packets to them are not sent (ENOBUFS). /proc/net/stat/arp_cache and ndisc_cache table_fulls, of the whole machine; arp(7)',
  resource: 'network',
  limits: {
    fill: { value: 90, unit: '%', why: 'of gc_thresh3: a scan of the network fills the rest' },
    exit: { value: 80, unit: '%', why: 'clearly below where it began' },
    refused: { value: 0, unit: '/s', why: 'each is a packet that was not sent' },
    stay: { value: 20, unit: 's', why: 'a program tries again after a while: between two refusals it is not over' },
  },
  window: 10,
  every: 4,
  sources: () => neighbourSources,
  see: (snapshot, limits, kept) => {
    const tables = neighbours(snapshot.samples)
    if (isMissing(tables)) return tables
    const [worst] = [...tables].sort((a, b) => (b.refused ?? 0) - (a.refused ?? 0) || (b.fill ?? 0) - (a.fill ?? 0))
    const isFilling = (worst?.fill ?? 0) * 100 >= limits('exit')
    if (!worst || (worst.refused === null && !isFilling)) return noRate(snapshot, arpCache, 'table_fulls')
    const evidence = tables.flatMap(evidenceOf(limits('refused')))
    const now = snapshot.samples.after.at
    const last = (worst.refused ?? 0) > limits('refused') ? now : kept
    const isFull = last !== null && now - last <= limits('stay') * 1e9
    if (!isFull && !isFilling) return { clear: true, evidence, kept: last }
    const name = `net.${worst.family.toLowerCase()}.neigh.default.gc_thresh3`
    return {
      seen: isFull ? 'critical' : 'warning',
      hold: !isFull && (worst.fill ?? 0) * 100 < limits('fill'),
      value: (worst.fill ?? 1) * 100,
      says: `The ${worst.family} neighbour table holds ${count(worst.entries)} of at most ${count(worst.most)} hosts (${percentOf(worst.fill)})${isFull ? `: ${perSecond(worst.refused)} packets a second to others are not sent` : ''}.`,
      evidence,
      culprits: [{ kind: 'setting', key: name, name, share: count(worst.most) }],
      next: `Raise ${name} with gc_thresh1 and gc_thresh2, and see who talks to so many hosts of the same network (a scan, a very large subnet, containers).`,
      caution: 'The table and its limits are of the whole machine, containers included.',
      verify: 'lnstat -f arp_cache -c 1; ip -s neigh | wc -l',
      kept: last,
    }
  },
}

function evidenceOf(limit: number) {
  return ({ family, entries, most, refused, path }: Neighbours) => [
    told.count(`${family} neighbours`, entries, most, `${path} entries, gc_thresh3`),
    told.events(`${family}: no room for one`, refused, limit, `${path} table_fulls`),
  ]
}
