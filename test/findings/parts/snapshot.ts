import type { Rule } from '../../../src/findings/rule.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { type Look, lookAt } from '../looks.ts'

/** What a rule with these sources would be given of a made-up machine. */
export function snapshotWith(sources: Rule['sources'], look: Look<unknown>): Snapshot {
  let seen: Snapshot | null = null
  const rule: Rule = {
    ...{ id: 'X', title: 'x', help: 'x', resource: 'kernel', limits: {}, window: 0, sources },
    see(snapshot) {
      seen = snapshot
      return { clear: true, evidence: [] }
    },
  }
  lookAt(rule, look)
  if (!seen) throw new Error('the rule was not asked')
  return seen
}
