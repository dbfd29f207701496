import { bytesLong, bytesPerSecond, percentOf } from '../format.ts'
import { type Point, withPoint } from '../model/memory/demand.ts'
import { parts } from '../model/memory/parts.ts'
import { slab as slabs } from '../model/slab.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { meminfo } from '../parse/meminfo.ts'
import { slabinfo } from '../parse/slabinfo.ts'
import { seconds } from '../rates.ts'
import type { Missing } from '../source.ts'
import { notTold } from './parts/missing.ts'
import { amount, share } from './parts/told.ts'
import type { Clear, Culprit, Rule } from './rule.ts'

const GIB = 2 ** 30
const HALF_AN_HOUR = 1800
const STEP = 60

/** `kept`: unreclaimable slab of the last half hour, a point a minute. */
export const slab: Rule<readonly Point[]> = {
  id: 'SLAB',
  title: 'kernel objects',
  help: 'Memory of kernel objects: what cannot be reclaimed and grows is a leak of the kernel or of a driver, or of what holds its objects (sockets, files, cgroups). SUnreclaim and SReclaimable of /proc/meminfo, /proc/slabinfo.',
  resource: 'memory',
  limits: {
    warning: { value: 15, unit: '%', why: 'of memory: a healthy machine has a few percent' },
    least: { value: GIB, unit: 'B', why: 'on a small machine the share alone says little' },
    reclaimable: { value: 25, unit: '%', why: 'names and inodes of files: given back on demand, but slowly' },
    growth: { value: 1, unit: '%/min', why: 'of memory: in half an hour a third of it would be gone' },
    watched: { value: 300, unit: 's', why: 'for less, growth is the start of a program' },
    exit: { value: 80, unit: '%', of: 'each', why: 'of each limit: ends clearly below where it begins' },
  },
  window: 10,
  every: 5,
  sources: () => [meminfo],
  sign: (snapshot, limits) => isLarge(snapshot, limits('exit') * 0.5, limits('warning'), limits('reclaimable')),
  dear: () => ({ sources: [slabinfo] }),
  see: (snapshot, limits, kept) => {
    const known = snapshot.get(parts)
    const [fixed, loose] = [known?.parts.slab_unreclaimable ?? null, known?.parts.slab_reclaimable ?? null]
    if (!known || fixed === null) return notTold(snapshot, meminfo, 'SUnreclaim')
    const { total } = known
    const { at } = snapshot.samples.after
    const points = withPoint(kept ?? [], { at, bytes: fixed }, HALF_AN_HOUR, STEP)
    const first = points[0] ?? { at, bytes: fixed }
    const watched = seconds(first.at, at)
    const growth = watched >= limits('watched') ? ((fixed - first.bytes) / total / watched) * 60 : null
    const evidence = [
      share(
        'of memory kernel objects that cannot be reclaimed',
        fixed / total,
        limits('warning'),
        '/proc/meminfo SUnreclaim',
      ),
      amount('that is', fixed, limits('least'), '/proc/meminfo SUnreclaim'),
      share(
        'of memory that can be',
        loose === null ? null : loose / total,
        limits('reclaimable'),
        '/proc/meminfo SReclaimable',
      ),
      {
        what: 'growth',
        seen: growth === null ? null : growth * 100,
        limit: limits('growth'),
        unit: '%/min',
        from: '/proc/meminfo SUnreclaim',
      },
    ]
    const times = limits('exit') / 100
    const level = (fixed / total) * 100
    const isLevel = (by: number) => level >= limits('warning') * by && fixed > limits('least') * by
    const grows = (by: number) => growth !== null && growth * 100 >= limits('growth') * by
    const isCache = (by: number) => loose !== null && (loose / total) * 100 >= limits('reclaimable') * by
    if (!isLevel(times) && !grows(times) && !isCache(times))
      return nothing(evidence, points, kept, growth, watched, limits('watched'))
    const isLeak = isLevel(times) || grows(times)
    const culprits = largest(snapshot)
    const names = culprits.map(({ key }) => key).join(', ')
    const by = names === '' ? '' : `, most of it ${names}`
    const pace = growth !== null && growth > 0 ? `, growing by ${bytesPerSecond((growth * total) / 60)}` : ''
    return {
      seen: isLeak ? 'warning' : 'info',
      hold: !isLevel(1) && !grows(1) && !(isCache(1) && !isLeak),
      value: isLeak ? level : ((loose ?? 0) / total) * 100,
      says: isLeak
        ? `Kernel objects take ${bytesLong(fixed)} (${percentOf(fixed / total)} of memory) that cannot be reclaimed${pace}${by}.`
        : `Names and inodes of files take ${bytesLong(loose)} (${percentOf((loose ?? 0) / total)} of memory); the kernel gives them back on demand${by}.`,
      evidence,
      culprits,
      next: isLeak
        ? 'See in the slab page which cache grows, and what makes its objects: sockets, files, threads, cgroups, a driver.'
        : 'Find what walks over so many files (backup, find, updatedb).',
      caution: 'ZFS ARC, page tables and drivers’ own pages are not in it.',
      verify: 'slabtop -o -s c | head -15',
      kept: points,
    }
  },
}

/** While growth was not watched for long enough nobody can say that there is none. */
function nothing(
  evidence: Clear['evidence'],
  points: readonly Point[],
  kept: readonly Point[] | null,
  growth: number | null,
  watched: number,
  needed: number,
): Clear | Missing {
  if (growth !== null || kept === null) return { clear: true, evidence, kept: points }
  return {
    missing: 'pending',
    source: meminfo.path,
    why: `growth shows over ${needed} s, and ${Math.floor(watched)} s were watched`,
    remedy: 'watch for longer',
  }
}

function isLarge(snapshot: Snapshot, percent: number, fixed: number, loose: number): boolean {
  const known = snapshot.get(parts)
  const share = (bytes: number | null | undefined) => ((bytes ?? 0) / (known?.total ?? 1)) * 100
  const by = percent / 100
  return share(known?.parts.slab_unreclaimable) >= fixed * by || share(known?.parts.slab_reclaimable) >= loose * by
}

function largest(snapshot: Snapshot): readonly Culprit[] {
  return [...snapshot.get(slabs).slabs]
    .sort((a, b) => b.size - a.size)
    .slice(0, 3)
    .map(({ name, size }) => ({
      kind: 'setting',
      key: name,
      name: `slab cache ${name}`,
      share: bytesLong(size),
      drill: { view: 'memory', page: 'slab', about: { cache: name } },
    }))
}
