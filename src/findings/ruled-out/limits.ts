import { count, percentOf } from '../../format.ts'
import { byShare, limits, NEAR, unknownOf } from '../../model/system/limits.ts'
import { type Clearance, inPercent, number } from './clearance.ts'

/** Tables of fixed size: the fullest. */
export const limitsCleared: Clearance = {
  sources: limits.sources,
  clears(snapshot) {
    const all = snapshot.get(limits)
    const known = byShare(all).filter(({ share }) => share !== null)
    const [fullest] = known
    if (!fullest || fullest.share === null || fullest.share >= NEAR) return null
    const unknown = unknownOf(all).map(({ name }) => name)
    const rest = unknown.length === 0 ? '' : `; ${unknown.join(', ')}: not known`
    return {
      resource: 'limits',
      says: `${count(fullest.used)} of ${count(fullest.max)} ${fullest.name} (${percentOf(fullest.share)}), the fullest of ${known.length}${rest}`,
      evidence: known
        .slice(0, 3)
        .map(({ name, share, counted }) => number(name, inPercent(share ?? 0), inPercent(NEAR), '%', counted)),
    }
  },
}
