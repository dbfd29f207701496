import { describe, expect, test } from 'vitest'
import { pastBurst } from '../../src/findings/past-burst.ts'
import { second, type Task, tasks } from './cpu-machine.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const psi = (avg10: number, avg300: number) =>
  `some avg10=${avg10.toFixed(2)} avg60=0.00 avg300=${avg300.toFixed(2)} total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`
const load = (load1: number, load5: number, load15 = 1) =>
  second({ cpus: [{}, {}, {}, {}], load: [load1, load5, load15] }).now

/** Of the kernel, 1000 s after the boot; `ago` in seconds. */
const said = (...messages: readonly (readonly [ago: number, text: string])[]) => ({
  '/proc/uptime': '1000.00 1.00\n',
  '/dev/kmsg': messages.map(([ago, text], i) => `6,${i + 1},${(1000 - ago) * 1e6},-;${text}\n`).join(''),
})
const KILL =
  'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=make,pid=41,uid=0'
const HUNG = 'INFO: task tar:52 blocked for more than 122 seconds.'

describe('PAST-BURST', () => {
  test('a load that is over, and who has the CPU time of its children', () => {
    const shell = (pid: number, ticks: number): Task => ({ pid, stat: { comm: 'cron', cutime: ticks } })
    const found = seen(
      lookAt(pastBurst, { now: load(1, 4.2), ...tasks([shell(1, 9e6), shell(20, 5000), shell(21, 100)]) }),
    )
    expect(found).toMatchObject({ seen: 'info', value: 4.2 })
    expect(found.says).toBe(
      'The load was 4.20 over 5 minutes and is 1.00 now. It is over. Of the CPU time of ended children most belongs to those of cron 20.',
    )
    expect(found.culprits.map(({ key }) => key)).toEqual(['20:20', '21:21'])
  })

  test('at its limits, and a load that kept nobody waiting', () => {
    seen(lookAt(pastBurst, { now: load(1, 2.01) }))
    clear(lookAt(pastBurst, { now: load(1, 2) }))
    clear(lookAt(pastBurst, { now: load(0.1, 1.9) }))
  })

  test('as long as more runs than there are CPUs it goes on', () => {
    const running = (count: number) => second({ cpus: [{}, {}], load: [20, 70, 9], running: count }).now
    clear(lookAt(pastBurst, { now: running(4) }))
    seen(lookAt(pastBurst, { now: running(3) }))
  })

  test('pressure of the last minutes that is gone', () => {
    const look = (avg10: number, avg300: number) =>
      lookAt(pastBurst, { now: { ...load(0, 0), '/proc/pressure/io': psi(avg10, avg300) } })
    expect(seen(look(0, 5)).says).toBe(
      'Threads waited for disks in 5.0 % of the last 5 minutes, and in 0.0 % of the last 10 s. It is over.',
    )
    clear(look(0, 4.9))
    // It goes on.
    clear(look(20, 30))
  })

  test('a load that is over for so long that only the average of 15 minutes tells', () => {
    const found = seen(lookAt(pastBurst, { now: load(0.2, 1.4, 3) }))
    expect(found).toMatchObject({ seen: 'info', value: 3 })
    expect(found.says).toBe('The load was 3.00 over 15 minutes and 1.40 over the last 5. It is over.')
    expect(found.evidence[0]).toMatchObject({ what: 'load of 15 minutes', seen: 3, limit: 2.8 })
    seen(lookAt(pastBurst, { now: load(0.2, 1, 2.01) }))
    clear(lookAt(pastBurst, { now: load(0.2, 1, 2) }))
    clear(lookAt(pastBurst, { now: load(0, 0.1, 1.9) }))
  })

  test('after which something else begins: that is not over', () => {
    clear(lookAt(pastBurst, { now: load(2, 1, 3) }))
    const running = second({ cpus: [{}, {}], load: [0.2, 1, 9], running: 4 }).now
    clear(lookAt(pastBurst, { now: running }))
  })

  test('one burst is told once, by the average that fits it best', () => {
    const found = seen(lookAt(pastBurst, { now: load(0.5, 4.2, 9) }))
    expect(found.says).toBe('The load was 4.20 over 5 minutes and is 0.50 now. It is over.')
    expect(found.evidence.filter(({ what }) => what.startsWith('load'))).toHaveLength(1)
  })

  test('of what is over the larger is told first', () => {
    const stalls = (now: Files) => ({ ...now, '/proc/pressure/io': psi(0, 60) })
    expect(seen(lookAt(pastBurst, { now: stalls(load(0, 1, 2.2)) })).says).toContain('waited for disks in 60.0 %')
    expect(seen(lookAt(pastBurst, { now: stalls(load(0, 1, 8)) })).says).toContain('The load was 8.00 over 15 minutes')
  })

  describe('what the kernel said of it', () => {
    const burst = load(1, 4.2)

    test('a kill and a task that hung, from before whytop looked', () => {
      const found = seen(lookAt(pastBurst, { now: { ...burst, ...said([400, KILL], [300, HUNG]) } }))
      expect(found.says).toBe(
        'The load was 4.20 over 5 minutes and is 1.00 now. It is over. The kernel killed make 41 for want of memory 06:40 ago. Task tar 52 hung in the kernel 05:00 ago.',
      )
      expect(found.evidence.filter(({ from }) => from === '/dev/kmsg').map(({ what }) => what)).toEqual([
        'the kernel said, 06:40 ago',
        'the kernel said, 05:00 ago',
      ])
    })

    test('a task that hung in I/O, as newer kernels say it', () => {
      const log = said([300, 'INFO: task tar:52 blocked in I/O wait for more than 122 seconds.'])
      expect(seen(lookAt(pastBurst, { now: { ...burst, ...log } })).says).toContain('Task tar 52 hung in the kernel')
    })

    test('not what is older than the averages, nor what programs wrote there', () => {
      const log = said([901, KILL], [950, HUNG])
      expect(seen(lookAt(pastBurst, { now: { ...burst, ...log } })).says).not.toContain('kernel')
      const forged = { ...log, '/dev/kmsg': `14,1,900000000,-;${KILL}\n` }
      expect(seen(lookAt(pastBurst, { now: { ...burst, ...forged } })).says).not.toContain('killed')
    })

    test('not what came while whytop looked: OOM-KILL lists that, and D-HUNG who still hangs', () => {
      const now = { ...burst, ...said([400, KILL], [300, HUNG]) }
      const since = (seconds: number) => seen(lookAt(pastBurst, { now, at: 5000, kept: (5000 - seconds) * 1e9 }))
      expect(since(500).says).not.toContain('kernel')
      expect(since(350).says).toContain('killed make 41')
      expect(since(350).says).not.toContain('hung')
      const stuck = tasks([{ pid: 52, stat: { comm: 'tar', state: 'D' } }])
      expect(seen(lookAt(pastBurst, { now, ...stuck })).says).not.toContain('hung')
    })

    test('since when it looks is kept from look to look', () => {
      expect(lookAt(pastBurst, { now: load(1, 1), at: 50 })).toMatchObject({ clear: true, kept: 50e9 })
      expect(lookAt(pastBurst, { now: burst, at: 60, kept: 50e9 })).toMatchObject({ kept: 50e9 })
    })
  })

  test('no load average', () => {
    expect(notEvaluable(lookAt(pastBurst, { now: {} })).missing).toBe('absent')
  })
})
