import { describe, expect, test } from 'vitest'
import { cgMem } from '../../src/findings/cg-mem.ts'
import { cpuThrottle } from '../../src/findings/cpu-throttle.ts'
import { isClear, isSeen, type Rule } from '../../src/findings/rule.ts'
import { follow, NEW_TRACK, type Track } from '../../src/findings/track.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { crowdFile, lookOn } from '../model/cgroups/crowd.ts'
import { FACTS, limitsOf, pairs, pressureOf } from './looks.ts'

const BAD = '/s49/g98'
/** The trouble of that one of 5,051 groups begins then, in seconds. */
const FROM = 20

interface Course {
  readonly every: number
  /** When its trouble is over. */
  readonly to: number
}

/** When a rule that looks so often first said it of that group, when it did not although it had begun to, and when its episode was over. */
function followed<Kept>(
  rule: Rule<Kept>,
  { every, to }: Course,
  file: (path: string, second: number) => string | null,
) {
  let kept: Kept | null = null
  let track: Track = NEW_TRACK
  const seen: number[] = []
  const unseen: number[] = []
  let over: number | null = null
  lookOn(
    (samples) => [...rule.sources(samples, kept), ...(rule.dear?.(samples, kept).sources ?? [])],
    { every, until: to + 40 + 2 * every },
    file,
    (samples, _, second) => {
      const snapshot = new Snapshot(samples, FACTS, NO_HISTORY)
      const look = rule.see(snapshot, limitsOf(rule), kept)
      if (isSeen(look) && look.culprits[0]?.key === BAD) seen.push(second)
      else if (seen.length > 0 && second < to) unseen.push(second)
      if (isClear(look)) expect(seen.length === 0 || second >= to).toBe(true)
      if (!('missing' in look) || look.kept !== undefined) kept = (look.kept ?? null) as Kept | null
      const timing = { window: rule.window, latch: 0, least: 3, captured: null, early: false, spans: every }
      const next = follow(track, look, second * 1e9, timing)
      if (next.over) over = second
      track = next.track
    },
  )
  return { from: seen[0] ?? Number.POSITIVE_INFINITY, unseen, over }
}

const during = (second: number, to: number) => Math.max(0, Math.min(second, to) - FROM)

describe('one of 5,051 groups that has trouble', () => {
  test.each([
    { every: 5, to: 260, within: FROM + 160 },
    { every: 30, to: 1000, within: FROM + 640 },
  ])(
    'CPU-THROTTLE, every $every s: found within $within s, seen until it is well, and over soon after',
    (course) => {
      const { every, to, within } = course
      const { from, unseen, over } = followed(cpuThrottle, course, (path, second) =>
        crowdFile(path, (group, name) => {
          if (name === 'cpu.max') return group === BAD ? '20000 100000\n' : 'max 100000\n'
          if (name !== 'cpu.stat') return ''
          const held = group === BAD ? during(second, to) : 0
          return `usage_usec ${second * 200_000}\nuser_usec 0\nsystem_usec 0\nnr_periods ${second * 10}\nnr_throttled ${held * 10}\nthrottled_usec ${held * 800_000}\n`
        }),
      )
      expect(from).toBeLessThanOrEqual(within)
      expect(unseen).toEqual([])
      expect(over ?? Number.NaN).toBeLessThanOrEqual(to + 2 * cpuThrottle.window + 2 * every)
    },
    60_000,
  )

  test('CG-MEM, the same', () => {
    const course = { every: 5, to: 260 }
    const { from, unseen, over } = followed(cgMem, course, (path, second) => {
      if (path === '/proc/vmstat') return pairs({ pgscan_anon: 0, pgscan_file: 1000 * second, pgsteal_anon: 0 })
      if (path === '/proc/pressure/memory') return pressureOf(5)
      return crowdFile(path, (group, name) => {
        const isBad = group === BAD && during(second, course.to) > 0 && second <= course.to
        if (name === 'memory.max') return '1000000\n'
        if (name === 'memory.current') return isBad ? '990000\n' : '1000\n'
        return name === 'memory.events' ? `max ${group === BAD ? during(second, course.to) : 0}\n` : ''
      })
    })
    expect(from).toBeLessThanOrEqual(FROM + 160)
    expect(unseen).toEqual([])
    expect(over ?? Number.NaN).toBeLessThanOrEqual(course.to + 2 * cgMem.window + 10)
  }, 60_000)
})
