import { count, percentOf, perSecond } from '../format.ts'
import { type Conntrack, conntrackSources, conntrack as tracked } from '../model/tcp/conntrack.ts'
import { nfConntrackCount } from '../parse/sys/net/netfilter.ts'
import { reading } from '../sample/sample.ts'
import { isMissing } from '../source.ts'
import { settingCulprit } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import * as told from './parts/told.ts'
import type { Evidence, Rule, Seen } from './rule.ts'

export const conntrack: Rule = {
  id: 'CONNTRACK',
  title: 'table of followed connections nearly full',
  help: 'The firewall and NAT keep an entry for each connection; when nf_conntrack_max is reached, packets of new ones are dropped. Where two of them want the same entry, which is a clash, a packet is dropped as well. /proc/sys/net/netfilter/nf_conntrack_count, of one network namespace; /proc/net/stat/nf_conntrack',
  resource: 'network',
  namespaced: true,
  limits: {
    warning: {
      value: 80,
      unit: '%',
      why: 'a burst of short connections fills the rest: closed ones stay for two minutes',
    },
    critical: { value: 95, unit: '%', why: 'packets of new connections are about to be dropped' },
    exit: { value: 70, unit: '%', why: 'clearly below where it began' },
    clashes: {
      value: 1,
      unit: '/s',
      why: 'each is a lost packet, of a DNS query five seconds of waiting; fewer are chance',
    },
  },
  window: 5,
  every: 2,
  sources: () => conntrackSources(null),
  see: (snapshot, limits) => {
    const table = tracked(snapshot.samples, null)
    // Without the module nothing is followed, and nothing can be full.
    if (isMissing(table)) return table.missing === 'absent' ? { clear: true, evidence: [NOT_LOADED] } : table
    const { entries, most, fill, insertFailed, earlyDrop } = table
    if (fill === null) return notTold(snapshot, nfConntrackCount, 'how many there are')
    // Elsewhere than in the own network namespace there is no such setting.
    const counted = !isMissing(reading(snapshot.samples.after, nfConntrackCount))
    const countFrom = counted ? nfConntrackCount.path : '/proc/net/stat/nf_conntrack entries'
    const drop = dropsOf(table)
    // What is dropped while there is room has another cause: a packet that the tracker of its protocol refuses.
    const isDropping = ((drop ?? 0) > 0 || (earlyDrop ?? 0) > 0) && fill * 100 >= limits('exit')
    const clashes = insertFailed ?? 0
    const isClashing = clashes >= limits('clashes')
    const evidence = [
      told.share('of the table in use', fill, limits('warning'), countFrom),
      told.count('connections followed', entries, most, '/proc/sys/net/netfilter/nf_conntrack_max'),
      told.events('packets dropped without a clash', drop, 0, '/proc/net/stat/nf_conntrack drop, less insert_failed'),
      told.events('thrown out early', earlyDrop, 0, '/proc/net/stat/nf_conntrack early_drop'),
      told.events('could not be put in', insertFailed, limits('clashes'), '/proc/net/stat/nf_conntrack insert_failed'),
    ]
    if (!isDropping && fill * 100 < limits(isClashing ? 'warning' : 'exit'))
      return isClashing ? clashing(clashes, evidence) : { clear: true, evidence }
    return {
      seen: isDropping || fill * 100 >= limits('critical') ? 'critical' : 'warning',
      hold: !isDropping && fill * 100 < limits('warning'),
      value: fill * 100,
      says: `The firewall follows ${count(entries)} of at most ${count(most)} connections (${percentOf(fill)})${isDropping ? ` and drops ${perSecond((drop ?? 0) + (earlyDrop ?? 0))} a second` : ': new ones will be dropped when it is full'}.`,
      evidence,
      culprits: [settingCulprit('net.netfilter.nf_conntrack_max', count(most), 'tcp')],
      next: 'Raise net.netfilter.nf_conntrack_max (about 300 B each), shorten its timeouts, or have the firewall not follow what needs no NAT (notrack).',
      caution: 'Each network namespace has its own count and the same maximum.',
      verify: 'conntrack -C; conntrack -S',
    }
  },
}

/**
 * At least so many for want of room: since Linux 4.7 a packet lost to a clash counts as both.
 * Kernel: net/netfilter/nf_conntrack_core.c nf_ct_resolve_clash()
 */
function dropsOf({ drop, insertFailed }: Conntrack): Conntrack['drop'] {
  return drop === null ? null : Math.max(0, drop - (insertFailed ?? 0))
}

/** There is room: two connections were given one address and port, and the second packet is dropped. net/netfilter/nf_conntrack_core.c __nf_conntrack_confirm() */
function clashing(clashes: number, evidence: readonly Evidence[]): Seen {
  return {
    seen: 'warning',
    value: clashes,
    says: `${perSecond(clashes)} packets a second are lost at the NAT: two new connections want the same entry, and one packet is dropped.`,
    evidence,
    culprits: [],
    next: 'See who sends two packets at once from one socket (A and AAAA queries of DNS: single-request-reopen, a cache on the machine), and give the NAT more ports (--random-fully).',
    verify: 'conntrack -S # insert_failed',
  }
}

const NOT_LOADED: Evidence = {
  what: 'connections followed',
  seen: 'none: conntrack is not loaded',
  limit: null,
  unit: '',
  from: nfConntrackCount.path,
}
