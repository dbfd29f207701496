import { describe, expect, test } from 'vitest'
import { look as engineLook, NOTHING_KNOWN } from '../../src/findings/engine.ts'
import { inotify } from '../../src/findings/inotify.ts'
import { nextTurn } from '../../src/findings/wants.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Sample } from '../../src/sample/sample.ts'
import { processes, record } from '../model/record.ts'
import { clear, FACTS, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const owner = { owner: { at: 1000e9, value: 1000 } }
const WHO = processes(
  1000,
  [
    record(9, { comm: 'code', starttime: 9 }, { more: owner }),
    record(10, { comm: 'tail', starttime: 10 }, { more: owner }),
  ],
  [0, 0],
)
const info = (watches: number) =>
  `pos:\t0\nflags:\t02004000\nmnt_id:\t15\n${'inotify wd:1 ino:1 sdev:1 mask:fce\n'.repeat(watches)}`

function watching(watches: number, { max = 100, instances = 128, all = watches + 1, slab = true } = {}) {
  const now: Files = {
    '/proc/sys/fs/inotify/max_user_watches': `${max}\n`,
    '/proc/sys/fs/inotify/max_user_instances': `${instances}\n`,
    '/etc/passwd': 'joe:x:1000:1000::/home/joe:/bin/sh\n',
    ...(slab && {
      '/proc/slabinfo': `slabinfo - version: 2.1\ninotify_inode_mark ${all} ${all} 80 51 1 : tunables 0 0 0 : slabdata 1 1 0\n`,
    }),
    '/proc/9/fd/': '0 -> /dev/null\n5 -> anon_inode:inotify\n',
    '/proc/9/fdinfo/5': info(watches),
    '/proc/10/fd/': '3 -> anon_inode:inotify\n4 -> anon_inode:[eventpoll]\n',
    '/proc/10/fdinfo/3': info(1),
  }
  return { now, processes: WHO }
}

describe('inotify that runs out', () => {
  test('names the user and who has most watches', () => {
    const look = seen(lookAt(inotify, watching(84)))
    expect(look).toMatchObject({ seen: 'warning', hold: false, value: 85 })
    expect(look.says).toBe(
      'joe has 85 of 100 inotify watches; then programs get "No space left on device". code 9 has most.',
    )
    expect(look.culprits[0]?.drill?.page).toBe('files')
    expect(look.culprits.map(({ name, share }) => [name, share])).toEqual([
      ['code 9', '84 watches'],
      ['tail 10', '1 watch'],
    ])
  })

  test('at the limits', () => {
    clear(lookAt(inotify, watching(73)))
    expect(seen(lookAt(inotify, watching(78))).hold).toBe(true)
    expect(seen(lookAt(inotify, watching(97))).seen).toBe('critical')
  })

  test('evidence tells whole watches and instances: the first that is one too many', () => {
    const { evidence } = seen(lookAt(inotify, watching(84, { max: 101, instances: 128 })))
    expect(evidence.map(({ limit }) => limit)).toEqual([81, 103, 81])
    expect(seen(lookAt(inotify, watching(12, { max: 15 }))).evidence[0]?.limit).toBe(12)
  })

  test('also by descriptors', () => {
    const look = seen(lookAt(inotify, watching(3, { max: 10_000, instances: 2 })))
    expect(look.says).toContain('joe has 2 of 2 inotify instances; then programs get "Too many open files"')
  })

  test('nobody is asked while all together have too few', () => {
    const look = clear(lookAt(inotify, watching(90, { all: 70, instances: 128 })))
    expect(look.evidence).toHaveLength(1)
  })

  test('is not known without the limits, nor without slabinfo where nothing else was seen', () => {
    expect(notEvaluable(lookAt(inotify, { now: {} })).missing).toBe('absent')
    const { now } = watching(1, { slab: false })
    expect(notEvaluable(lookAt(inotify, { now })).source).toBe('/proc/slabinfo')
  })
})

/** On a machine that rests, so many seconds from look to look: when the engine has found it, and how often descriptors were listed. */
function foundAfter(pace: number, until: number, full: number) {
  let [state, last, before]: [typeof NOTHING_KNOWN, Sample | null, Sample | null] = [NOTHING_KNOWN, null, null]
  const settings = { rules: [inotify], limits: {}, all: false, brief: false }
  const listed: number[] = []
  for (let now = 1001; now <= 1001 + until; now += pace) {
    const turn = nextTurn(state, settings, last && { after: last, before })
    const { now: known } = watching(now - 1001 >= full ? 97 : 1)
    const at = now * 1e9
    const read = ({ path, parse }: (typeof turn.wants.sources)[number]) => {
      const text = known[path]
      return text === undefined ? missingFrom(path, 'ENOENT', FACTS) : { at, value: parse(Buffer.from(`${text}`)) }
    }
    if (turn.wants.sources.some(({ path }) => path === '/proc/9/fd/')) listed.push(now - 1001)
    const files = new Map(turn.wants.sources.map((one) => [one.path, read(one)]))
    const after: Sample = { at, files, processes: turn.wants.processes ? WHO : null }
    state = engineLook(state, settings, turn, new Snapshot({ after, before: last }, FACTS, NO_HISTORY))
    if (state.findings?.list.length) return { after: now - 1001, listed }
    before = last
    last = after
  }
  return { after: null, listed }
}

describe('where the machine rests', () => {
  // The look that arms it, one each for the processes and what they have open, and the one that counts their watches.
  test.each([1, 2, 5, 9, 30, 60])('it is found within four looks of the rule, samples every %d s', (pace) => {
    const { after } = foundAfter(pace, 2000, 50)
    expect(after).not.toBeNull()
    expect(after).toBeLessThan(50 + 4 * 300)
  })

  test('nobody is asked while all together have too few', () => {
    expect(foundAfter(2, 1000, 2000)).toEqual({ after: null, listed: [] })
  })
})
