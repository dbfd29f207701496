import { expect, test } from 'vitest'
import { loadD } from '../../../src/findings/load-d.ts'
import { mayBeStuck, stuckThreads } from '../../../src/model/load/stuck.ts'
import { SOME_PROCESSES, snapshotOf } from '../../snapshot-of.ts'

/** expected: which threads of the captured machine are in D, by ps. */
test('the captured machine: programs in D, kernel threads left out', async () => {
  const dear = loadD.dear?.(null)
  const snapshot = await snapshotOf('load-d', {
    sources: [...loadD.sources(null), ...(dear?.sources ?? [])],
    processes: { ...SOME_PROCESSES, ...dear?.processes },
  })
  const found = stuckThreads(snapshot) ?? []
  expect(found.length).toBeGreaterThan(2)
  expect(found.every(({ thread }) => thread.look.state === 'D' && (thread.look.flags & 0x00200000) === 0)).toBe(true)
  expect(found.filter(({ isVfork }) => isVfork).map(({ thread }) => thread.wchan)).toEqual(
    found.filter(({ thread }) => /kernel_clone|do_fork/.test(thread.wchan ?? '')).map(({ thread }) => thread.wchan),
  )
  expect(mayBeStuck(snapshot)).toBe(true)
})
