import { describe, expect, test } from 'vitest'
import { cpuThrottle } from '../../src/findings/cpu-throttle.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const AT = '/sys/fs/cgroup'
const MOUNTS = `30 23 0:26 / ${AT} rw shared:4 - cgroup2 cgroup2 rw\n`
const FOLDERS: Files = {
  '/proc/self/mountinfo': MOUNTS,
  [`${AT}/`]: 'cgroup.procs\ncpu.stat\nweb\nfree\n',
  [`${AT}/web/`]: 'cgroup.procs\ncpu.max\ncpu.stat\n',
  [`${AT}/free/`]: 'cgroup.procs\ncpu.max\ncpu.stat\n',
  [`${AT}/web/cpu.max`]: '50000 100000\n',
  [`${AT}/free/cpu.max`]: 'max 100000\n',
}
const stat = (usage: number, held: number, periods: number, throttled: number) =>
  `usage_usec ${usage}\nuser_usec 0\nsystem_usec 0\nnr_periods ${periods}\nnr_throttled ${throttled}\nthrottled_usec ${held}\n`
const look = (usage: number, held: number, periods = 10, throttled = 9) =>
  lookAt(cpuThrottle, {
    was: { ...FOLDERS, [`${AT}/web/cpu.stat`]: stat(0, 0, 0, 0) },
    now: { ...FOLDERS, [`${AT}/web/cpu.stat`]: stat(usage, held, periods, throttled) },
  })

describe('CPU-THROTTLE', () => {
  test('by the time it was kept from running, of all it wanted', () => {
    const found = seen(look(450_000, 50_000))
    expect(found).toMatchObject({ seen: 'warning', hold: false, scope: { cgroups: ['/web'] } })
    expect(found.value).toBeCloseTo(0.1)
    expect(found.says).toBe(
      'Everything in /web stands still in 10.0 % of the time it wants a CPU: its quota of 0.50 CPUs is used up.',
    )
    expect(found.culprits[0]).toMatchObject({ kind: 'cgroup', key: '/web' })
    expect(seen(look(450_000, 150_000)).seen).toBe('critical')
  })

  test('periods that were used up in their last moment cost nothing', () => {
    clear(look(490_000, 5_000, 10, 10))
  })

  test('holds to its exit', () => {
    expect(seen(look(460_000, 40_000)).hold).toBe(true)
    clear(look(480_000, 20_000))
  })

  test('a group that hardly wants a CPU tells nothing by a share', () => {
    clear(look(9_000, 9_000, 1, 1))
  })

  test('v1: use is counted in another file, time in ns', () => {
    const v1: Files = {
      '/proc/self/mountinfo': `31 23 0:27 / ${AT}/cpu rw shared:5 - cgroup cgroup rw,cpu,cpuacct\n`,
      [`${AT}/cpu/`]: 'cgroup.procs\njob\n',
      [`${AT}/cpu/job/`]: 'cgroup.procs\ncpu.cfs_quota_us\ncpu.cfs_period_us\ncpu.stat\ncpuacct.usage\n',
      [`${AT}/cpu/job/cpu.cfs_quota_us`]: '20000\n',
      [`${AT}/cpu/job/cpu.cfs_period_us`]: '100000\n',
    }
    const at = (usage: number, held: number, periods: number): Files => ({
      ...v1,
      [`${AT}/cpu/job/cpu.stat`]: `nr_periods ${periods}\nnr_throttled ${periods}\nthrottled_time ${held}\n`,
      [`${AT}/cpu/job/cpuacct.usage`]: `${usage}\n`,
    })
    const found = seen(lookAt(cpuThrottle, { was: at(0, 0, 0), now: at(2e8, 6e8, 10) }))
    expect(found.value).toBeCloseTo(0.75)
    expect(found.says).toContain('quota of 0.20 CPUs')
    expect(found.verify).toContain(`cat ${AT}/cpu/job/cpu.stat #`)
    expect(found.evidence.map(({ from }) => from)).toEqual([
      'cpu.stat throttled_time, cpuacct.usage',
      'cpu.stat throttled_time',
      'cpuacct.usage; cpu.cfs_quota_us',
    ])
  })

  test('no group has a quota: clear; cgroups not found yet: not evaluable', () => {
    const files = { '/proc/self/mountinfo': MOUNTS, [`${AT}/`]: 'cgroup.procs\n' }
    expect(clear(lookAt(cpuThrottle, { was: files, now: files })).evidence[0]?.seen).toBe(0)
    expect(notEvaluable(lookAt(cpuThrottle, { now: FOLDERS })).missing).toBe('pending')
    notEvaluable(lookAt(cpuThrottle, { was: {}, now: {} }))
  })

  test('cgroups that cannot be read say what is missing and what helps', () => {
    const elsewhere = { '/proc/self/mountinfo': '22 1 0:20 / / rw - ext4 /dev/vda1 rw\n' }
    const unmounted = notEvaluable(lookAt(cpuThrottle, { was: elsewhere, now: elsewhere }))
    expect(unmounted).toMatchObject({ missing: 'absent', why: 'no cgroup hierarchy is mounted here' })
    expect(unmounted.remedy).toContain('mount -t cgroup2')
    const mounts = { '/proc/self/mountinfo': MOUNTS }
    const refused = notEvaluable(lookAt(cpuThrottle, { was: mounts, now: mounts, refused: [`${AT}/`] }))
    expect(refused).toMatchObject({ missing: 'denied', source: `${AT}/`, why: `no right to read ${AT}/` })
    expect(notEvaluable(lookAt(cpuThrottle, { was: {}, now: {} }))).toMatchObject({
      missing: 'absent',
      source: `${AT}/`,
    })
  })

  test('limits or counters that cannot be read are told, and no word of a group without a quota', () => {
    const { [`${AT}/web/cpu.max`]: _, [`${AT}/free/cpu.max`]: __, ...folders } = FOLDERS
    const limits = [`${AT}/free/cpu.max`, `${AT}/web/cpu.max`]
    expect(notEvaluable(lookAt(cpuThrottle, { was: folders, now: folders, refused: limits }))).toMatchObject({
      missing: 'denied',
      source: limits[0],
    })
    const counters = [`${AT}/web/cpu.stat`]
    expect(notEvaluable(lookAt(cpuThrottle, { was: FOLDERS, now: FOLDERS, refused: counters }))).toMatchObject({
      missing: 'denied',
      source: counters[0],
    })
  })

  test('of too many groups those of now clear nobody but those that stayed in sight', () => {
    const names = Array.from({ length: 2010 }, (_, i) => `g${i}`)
    const many: Files = {
      '/proc/self/mountinfo': MOUNTS,
      [`${AT}/`]: `cgroup.procs\ncpu.stat\nweb\n${names.join('\n')}\n`,
      [`${AT}/cgroup.stat`]: 'nr_descendants 3000\nnr_dying_descendants 0\n',
      [`${AT}/web/`]: 'cgroup.procs\ncpu.max\ncpu.stat\n',
      [`${AT}/web/cpu.max`]: '50000 100000\n',
      ...Object.fromEntries(names.flatMap((name) => [[`${AT}/${name}/`, 'cgroup.procs\n']])),
    }
    const at = (held: number, periods: number): Files => ({
      ...many,
      [`${AT}/web/cpu.stat`]: stat(500_000, held, periods, periods),
    })
    const none = notEvaluable(lookAt(cpuThrottle, { was: at(0, 0), now: at(0, 0) }))
    expect(none.why).toMatch(/^1,76\d of 3,001 cgroups are looked at now/)
    const kept = { pace: 2, troubled: new Map([['/web', 995e9]]) }
    const was = { ...at(0, 0), [`${AT}/web/cpu.stat`]: stat(0, 0, 0, 0) }
    const found = seen(lookAt(cpuThrottle, { was, now: at(5e5, 9), kept }))
    expect(found.evidence.at(-1)).toMatchObject({ what: expect.stringMatching(/^cgroups looked at now/), limit: 3001 })
    expect(found.kept).toEqual({ pace: 1, troubled: new Map([['/web', 1000e9]]) })
    expect(clear(lookAt(cpuThrottle, { was, now: at(0, 0), kept })).evidence.at(-1)).toMatchObject({ limit: 3001 })
  })

  test('where use is not counted, its quota is the most it can have used', () => {
    const at = (held: number, periods: number): Files => ({
      '/proc/self/mountinfo': `31 23 0:27 / ${AT}/cpu rw shared:5 - cgroup cgroup rw,cpu\n`,
      [`${AT}/cpu/`]: 'cgroup.procs\njob\n',
      [`${AT}/cpu/job/`]: 'cgroup.procs\ncpu.cfs_quota_us\ncpu.cfs_period_us\ncpu.stat\n',
      [`${AT}/cpu/job/cpu.cfs_quota_us`]: '20000\n',
      [`${AT}/cpu/job/cpu.cfs_period_us`]: '100000\n',
      [`${AT}/cpu/job/cpu.stat`]: `nr_periods ${periods}\nnr_throttled ${periods}\nthrottled_time ${held}\n`,
    })
    expect(seen(lookAt(cpuThrottle, { was: at(0, 0), now: at(6e8, 10) })).value).toBeCloseTo(0.75)
  })
})
