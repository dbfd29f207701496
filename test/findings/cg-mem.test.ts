import { expect, test } from 'vitest'
import { cgMem } from '../../src/findings/cg-mem.ts'
import { capturedLook, clear, lookAt, notEvaluable, pairs, pressureOf, seen } from './looks.ts'

const MIB = 2 ** 20
const ROOT = '/sys/fs/cgroup'

interface Pod {
  readonly hits?: number
  readonly highs?: number
  readonly kills?: number
  /** MiB of 100. */
  readonly usage?: number
  readonly idle?: number
  readonly limit?: string
  readonly stall?: number
}

/** What happened in the interval in /a/pod, of the v2 hierarchy. */
function machine({ hits = 0, highs = 0, kills = 0, usage = 50, idle = 0, limit = `${100 * MIB}`, stall = 0 }: Pod) {
  const at = (times: number) => ({
    '/proc/vmstat': pairs({
      nr_dirty_threshold: 1,
      pgscan_anon: 0,
      pgscan_file: 1000 * times,
      pgsteal_anon: 0,
      pgsteal_file: 900 * times,
      pgscan_kswapd: 0,
      pgscan_direct: 0,
      pgsteal_kswapd: 0,
      pgsteal_direct: 0,
    }),
    '/proc/pressure/memory': pressureOf(stall),
    [`${ROOT}/`]: 'a\n',
    [`${ROOT}/a/`]: 'pod\nmemory.max\nmemory.events\n',
    [`${ROOT}/a/memory.max`]: 'max\n',
    [`${ROOT}/a/memory.events`]: `high ${highs * times}\nmax ${hits * times}\noom_kill ${kills * times}\n`,
    [`${ROOT}/a/pod/`]: 'memory.max\nmemory.high\nmemory.current\nmemory.events\nmemory.stat\nmemory.pressure\n',
    [`${ROOT}/a/pod/memory.max`]: `${limit}\n`,
    [`${ROOT}/a/pod/memory.high`]: highs > 0 ? `${80 * MIB}\n` : 'max\n',
    [`${ROOT}/a/pod/memory.current`]: `${usage * MIB}\n`,
    [`${ROOT}/a/pod/memory.events`]: `high ${highs * times}\nmax ${hits * times}\noom_kill ${kills * times}\n`,
    [`${ROOT}/a/pod/memory.stat`]: `anon ${30 * MIB}\nshmem ${10 * MIB}\ninactive_file ${idle * MIB}\n`,
    [`${ROOT}/a/pod/memory.pressure`]: pressureOf(stall),
  })
  return { was: at(0), now: at(1) }
}

test('a group that runs into its limit with what it uses', () => {
  const look = seen(lookAt(cgMem, machine({ hits: 5, usage: 95 })))
  expect(look).toMatchObject({ seen: 'warning', value: 95, scope: { cgroups: ['/a/pod'] } })
  expect(look.culprits[0]).toMatchObject({
    kind: 'cgroup',
    key: '/a/pod',
    share: 'anonymous 30.0 MiB, tmpfs and shared 10.0 MiB',
  })
})

test('a group whose tasks wait, however little it uses without idle cache', () => {
  expect(seen(lookAt(cgMem, machine({ hits: 5, usage: 95, idle: 60, stall: 10 }))).seen).toBe('warning')
})

test('page cache alone at the limit is healthy', () => {
  expect(seen(lookAt(cgMem, machine({ hits: 5, usage: 99, idle: 60, stall: 9 }))).seen).toBe('info')
})

test('a full group in which nobody waits is told', () => {
  expect(seen(lookAt(cgMem, machine({ usage: 95 }))).seen).toBe('info')
  clear(lookAt(cgMem, machine({ usage: 94 })))
})

test('memory.high slows on purpose: it takes harm', () => {
  expect(seen(lookAt(cgMem, machine({ highs: 3, stall: 20 }))).seen).toBe('warning')
  clear(lookAt(cgMem, machine({ highs: 3, stall: 19 })))
})

test('a kill is critical, and so is the limit for a minute after it', () => {
  const look = seen(lookAt(cgMem, machine({ hits: 1, kills: 1, usage: 95 })))
  expect(look.seen).toBe('critical')
  expect(look.kept).toEqual({ signed: 1000e9, kill: { path: '/a/pod', at: 1000e9 }, turns: null })
  const later = (ago: number) =>
    seen(
      lookAt(cgMem, {
        ...machine({ hits: 1, usage: 95 }),
        kept: { signed: null, kill: { path: '/a/pod', at: (1000 - ago) * 1e9 }, turns: null },
      }),
    ).seen
  expect([later(59), later(60)]).toEqual(['critical', 'warning'])
})

test('a group without a limit is none of it', () => {
  notEvaluable(lookAt(cgMem, machine({ hits: 5, usage: 99, limit: 'max' })))
})

test('counts in v1 by failures at the limit', () => {
  const { was, now } = machine({})
  const v1 = (failures: number) => ({
    '/proc/self/mountinfo': '30 1 0:26 / /cg rw - cgroup cgroup rw,memory\n',
    '/cg/': 'job\n',
    '/cg/job/': 'memory.limit_in_bytes\nmemory.usage_in_bytes\nmemory.failcnt\nmemory.oom_control\nmemory.stat\n',
    '/cg/job/memory.limit_in_bytes': `${100 * MIB}\n`,
    '/cg/job/memory.usage_in_bytes': `${98 * MIB}\n`,
    '/cg/job/memory.failcnt': `${failures}\n`,
    '/cg/job/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 0\n',
    '/cg/job/memory.stat': `total_rss ${90 * MIB}\ntotal_inactive_file 0\n`,
  })
  const only = (files: typeof now) => ({
    '/proc/vmstat': files['/proc/vmstat'],
    '/proc/pressure/memory': pressureOf(0),
  })
  const look = seen(lookAt(cgMem, { was: { ...only(was), ...v1(0) }, now: { ...only(now), ...v1(7) } }))
  expect(look).toMatchObject({ seen: 'warning', value: 98 })
  expect(look.evidence[2]).toMatchObject({ seen: 7, from: 'memory.failcnt of /job' })
  expect(look.verify).toBe('cat /cg/job/memory.failcnt /cg/job/memory.oom_control')
})

test('of too many groups those of now clear nobody but those that stayed in sight', () => {
  const names = Array.from({ length: 2010 }, (_, i) => `g${i}`)
  const crowded = (pod: Pod) => {
    const { was, now } = machine(pod)
    const more = {
      [`${ROOT}/`]: `a\n${names.join('\n')}\n`,
      ...Object.fromEntries(names.map((name) => [`${ROOT}/${name}/`, 'cgroup.procs\n'])),
    }
    return { was: { ...was, ...more }, now: { ...now, ...more } }
  }
  const { was, now } = crowded({ usage: 50 })
  const one = machine({ usage: 50 })
  clear(lookAt(cgMem, one))
  expect(notEvaluable(lookAt(cgMem, { was, now })).why).toMatch(/^1,76\d of at least 2,013 cgroups are looked at now/)
  const turns = { pace: 1, troubled: new Map([['/a/pod', 995e9]]) }
  const kept = { signed: null, kill: null, turns }
  const well = clear(lookAt(cgMem, { was, now, kept }))
  expect(well.evidence.at(-1)).toMatchObject({ limit: 2013 })
  const full = seen(lookAt(cgMem, { ...crowded({ usage: 96 }), kept }))
  expect(full.kept).toMatchObject({ turns: { pace: 1, troubled: new Map([['/a/pod', 1000e9]]) } })
})

test('while nothing is freed for a limit and nobody waits, no cgroup is looked at', () => {
  const { was, now } = machine({ usage: 99 })
  const quiet = { '/proc/vmstat': was['/proc/vmstat'] }
  expect(clear(lookAt(cgMem, { was, now: { ...now, ...quiet } })).evidence[0]).toMatchObject({ seen: 0 })
})

test('they are looked at for a while after the last sign', () => {
  const { was, now } = machine({ usage: 99 })
  const quiet = { was, now: { ...now, '/proc/vmstat': was['/proc/vmstat'] }, withDear: true }
  seen(lookAt(cgMem, { ...quiet, kept: { signed: 990e9, kill: null, turns: null } }))
  clear(lookAt(cgMem, { ...quiet, kept: { signed: 989e9, kill: null, turns: null } }))
})

test('one sample that tells of no harm yet cannot be judged', () => {
  expect(notEvaluable(lookAt(cgMem, { now: machine({ stall: 5 }).now })).missing).toBe('pending')
  expect(notEvaluable(lookAt(cgMem, { now: machine({}).now })).missing).toBe('pending')
  expect(notEvaluable(lookAt(cgMem, { now: {} })).missing).toBe('off')
})

test('a captured machine is silent', async () => {
  clear(await capturedLook(cgMem, 'idle-4node'))
})
