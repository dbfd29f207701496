import { expect, test } from 'vitest'
import { oomKill } from '../../src/findings/oom-kill.ts'
import { processes, record } from '../model/record.ts'
import { capturedLook, clear, holder, lookAt, meminfoOf, notEvaluable, pairs, seen } from './looks.ts'

const machine = (kills: number, available = 300) => ({
  '/proc/vmstat': pairs({ oom_kill: kills, allocstall_normal: 0 }),
  '/proc/meminfo': meminfoOf({ MemAvailable: available }),
})

test('a single kill is critical, and stays for a quarter of an hour', () => {
  const look = seen(lookAt(oomKill, { was: machine(3), now: machine(4), seconds: 2 }))
  expect(look).toMatchObject({ seen: 'critical', value: 1 })
  expect(look.says).toContain('the machine had no memory left')
  expect(oomKill).toMatchObject({ window: 0, latch: 900 })
})

test('kills are added up while the first is still told', () => {
  const kept = (ago: number) => ({
    at: (1000 - ago) * 1e9,
    kills: 5,
    named: true,
    who: { words: '', process: null, logged: null },
  })
  expect(seen(lookAt(oomKill, { was: machine(5), now: machine(7), kept: kept(899) })).value).toBe(7)
  expect(seen(lookAt(oomKill, { was: machine(5), now: machine(7), kept: kept(900) })).value).toBe(2)
})

test('kills before anybody looked are told and raise nothing', () => {
  expect(clear(lookAt(oomKill, { was: machine(4), now: machine(4) })).evidence[1]).toMatchObject({ seen: 4 })
})

test('with memory available it was the limit of a cgroup', () => {
  expect(seen(lookAt(oomKill, { was: machine(0), now: machine(1, 9000) })).says).toContain('a cgroup was at its limit')
})

test('the largest that ended in between is most likely the victim', () => {
  const rows = [holder(5, 'small', 10), holder(6, 'big', 700), record(7)]
  const look = lookAt(oomKill, {
    was: machine(0),
    now: machine(1),
    processesWas: processes(999, rows, [0, 0, 0]),
    processes: processes(1000, rows.slice(2), [0]),
  })
  expect(seen(look).culprits).toMatchObject([{ kind: 'process', key: '6:6', name: 'big 6' }])
  expect(seen(look).says).toContain('most likely big 6 (700 MiB)')
  const small = { processesWas: processes(999, rows.slice(0, 1), [0]), processes: processes(1000, [], []) }
  expect(seen(lookAt(oomKill, { was: machine(0), now: machine(1), ...small })).culprits).toEqual([])
})

const up = (seconds: number) => ({ '/proc/uptime': `${seconds}.00 1.00\n` })

test('the kernel log says who and why, where it is read', () => {
  const cause = (constraint: string) =>
    `6,1,999500000,-;oom-kill:constraint=CONSTRAINT_${constraint},nodemask=(null),oom_memcg=/pod,task_memcg=/pod,task=app,pid=8,uid=0\n` +
    '3,2,999600000,-;Memory cgroup out of memory: Killed process 8 (app) total-vm:9kB, anon-rss:32768kB, file-rss:0kB\n'
  const said = (constraint: string, available: number) =>
    seen(
      lookAt(oomKill, {
        was: machine(0),
        now: { ...machine(1, available), ...up(1000), '/dev/kmsg': cause(constraint) },
      }),
    )
  const look = said('MEMCG', 300)
  // Whatever whytop's own clock says: the log counts from the boot.
  const old = seen(
    lookAt(oomKill, { was: machine(0), now: { ...machine(1, 300), ...up(90_000), '/dev/kmsg': cause('MEMCG') } }),
  )
  expect(old.says).not.toContain('app 8')
  expect(look.says).toBe('The kernel killed a program, app 8, because cgroup /pod was at its limit.')
  expect(look.culprits).toMatchObject([
    { kind: 'cgroup', key: '/pod' },
    { kind: 'process', name: 'app 8' },
  ])
  expect(look.scope).toEqual({ cgroups: ['/pod'] })
})

test('names the cgroup with what fills it, where its events are read', () => {
  const group = (kills: number) => ({
    ...machine(kills, 9000),
    '/sys/fs/cgroup/': 'pod\nmemory.stat\n',
    '/sys/fs/cgroup/pod/': 'memory.max\nmemory.current\nmemory.events\nmemory.stat\n',
    '/sys/fs/cgroup/pod/memory.max': `${128 * 2 ** 20}\n`,
    '/sys/fs/cgroup/pod/memory.current': `${120 * 2 ** 20}\n`,
    '/sys/fs/cgroup/pod/memory.events': `max 5\noom_kill ${kills}\n`,
    '/sys/fs/cgroup/pod/memory.stat': `anon ${10 * 2 ** 20}\nshmem ${118 * 2 ** 20}\ninactive_file 0\n`,
  })
  const look = seen(lookAt(oomKill, { was: group(0), now: group(1) }))
  expect(look.culprits[0]).toMatchObject({
    kind: 'cgroup',
    key: '/pod',
    share: 'tmpfs and shared 118 MiB, anonymous 10.0 MiB',
  })
  expect(look.scope).toEqual({ cgroups: ['/pod'] })
  expect(look.says).toContain('cgroup /pod was at its limit of 128 MiB')
  // The cgroups are listed only after the kill: the only one that ever counted one is meant.
  const kept = { at: 990e9, kills: 2, named: false, who: { words: '', process: null, logged: null } }
  const later = seen(lookAt(oomKill, { was: group(1), now: group(1), withDear: true, kept }))
  expect(later).toMatchObject({ value: 2, scope: { cgroups: ['/pod'] }, kept: { named: true } })
  clear(lookAt(oomKill, { was: group(1), now: group(1), withDear: true, kept: { ...kept, at: 989e9 } }))
  clear(lookAt(oomKill, { was: group(1), now: group(1), withDear: true, kept: { ...kept, named: true } }))
  clear(lookAt(oomKill, { was: group(1), now: group(1), withDear: true }))
})

test('one sample, or a kernel that does not count, cannot be judged', () => {
  expect(notEvaluable(lookAt(oomKill, { now: machine(4) })).missing).toBe('pending')
  const without = { '/proc/vmstat': pairs({ pgfault: 1 }) }
  expect(notEvaluable(lookAt(oomKill, { was: without, now: without })).why).toContain('oom_kill')
})

test('a captured machine that swaps has killed nobody', async () => {
  clear(await capturedLook(oomKill, 'swap-4node'))
})
