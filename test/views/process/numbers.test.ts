import { expect, test } from 'vitest'
import { parsePidLimits } from '../../../src/parse/pid/limits.ts'
import { isMissing } from '../../../src/source.ts'
import { usesOf } from '../../../src/views/process/numbers.ts'
import type { Seen } from '../../../src/views/process/page.ts'
import { record } from '../../model/record.ts'

const LIMITS = parsePidLimits(
  Buffer.from(
    'Limit                     Soft Limit           Hard Limit           Units     \nMax processes             50                   50                   processes \n',
  ),
)

/** What is used of RLIMIT_NPROC by a process of this user, who has 41 threads. */
function processesUsed(uid: number) {
  const of = (pid: number, threads: number) => record(pid, { threads }, { more: { owner: { value: uid, at: 1 } } })
  const rows = [of(5, 40), of(6, 1)]
  const looked = {
    file: () => ({ value: LIMITS, at: 1 }),
    value: (name: string) => (name === 'owner' ? uid : null),
  }
  const uses = usesOf({ snapshot: { facts: { tick: 0.01 }, tasks: { rows } }, looked } as unknown as Seen, of(5, 40))
  return isMissing(uses) ? null : uses[0]
}

test('threads of a user count against the limit of processes, but for those of root', () => {
  expect(processesUsed(1000)).toMatchObject({ used: 41, share: 0.82 })
  expect(processesUsed(0)).toMatchObject({ used: null, share: null })
})
