import { count, percentOf } from '../../format.ts'
import { byShare, limits, NEAR } from '../../model/system/limits.ts'
import { type Clearance, inPercent, number } from './clearance.ts'

/** Tables of fixed size: the fullest. */
export const limitsCleared: Clearance = {
  sources: limits.sources,
  clears(snapshot) {
    const known = byShare(snapshot.get(limits)).filter(({ share }) => share !== null)
    const [fullest] = known
    if (!fullest || fullest.share === null || fullest.share >= NEAR) return null
    return {
      resource: 'limits',
      says: `${count(fullest.used)} of ${count(fullest.max)} ${fullest.name} (${percentOf(fullest.share)}), the fullest of ${known.length}`,
      evidence: known
        .slice(0, 3)
        .map(({ name, share, counted }) => number(name, inPercent(share ?? 0), inPercent(NEAR), '%', counted)),
    }
  },
}
