import { expect, test } from 'vitest'
import { memLow } from '../../src/findings/mem-low.ts'
import { processes } from '../model/record.ts'
import { capturedLook, clear, holder, inCgroup, lookAt, meminfoOf, notEvaluable, pressureOf, seen } from './looks.ts'

const machine = (available: number, stall = 0, more: Readonly<Record<string, number>> = {}) => ({
  '/proc/meminfo': meminfoOf({ MemAvailable: available, ...more }),
  '/proc/pressure/memory': pressureOf(stall),
})

test('warns below a tenth of memory, and names who holds it', () => {
  const rows = [holder(7, 'java', 9000, inCgroup('/system.slice/app.service')), holder(8, 'sshd', 5)]
  const look = seen(lookAt(memLow, { now: machine(1500), processes: processes(1000, rows, [0, 0]) }))
  expect(look).toMatchObject({ seen: 'warning', hold: false })
  expect(look.culprits.map(({ kind, name, share }) => [kind, name, share]).slice(0, 2)).toEqual([
    ['cgroup', '/system.slice/app.service', '8.8 GiB'],
    ['process', 'java 7', '8.8 GiB'],
  ])
  expect(look.says).toContain('java 7 in /system.slice/app.service')
})

test('is silent at its limit, a tenth, and from there on holds what goes on', () => {
  expect(seen(lookAt(memLow, { now: machine(1638.4) })).hold).toBe(true)
  expect(clear(lookAt(memLow, { now: machine(1966.1) })).evidence[0]?.what).toBe('memory available')
})

test('on a large machine 2 GiB are enough', () => {
  const large = (available: number) => ({ now: machine(available, 0, { MemTotal: 512 * 1024 }) })
  expect(seen(lookAt(memLow, large(2047))).hold).toBe(false)
  clear(lookAt(memLow, large(3000)))
})

test('is critical only when somebody waits, or nobody can tell', () => {
  expect(seen(lookAt(memLow, { now: machine(400, 10) })).seen).toBe('critical')
  expect(seen(lookAt(memLow, { now: machine(400, 9.9) })).seen).toBe('warning')
  expect(seen(lookAt(memLow, { now: { '/proc/meminfo': meminfoOf({ MemAvailable: 400 }) } })).seen).toBe('critical')
})

test('who waits with memory left waits at a cgroup limit, not for the machine', () => {
  expect(seen(lookAt(memLow, { now: machine(3000, 30) })).seen).toBe('warning')
  clear(lookAt(memLow, { now: machine(8000, 30) }))
})

test('a low MemFree alone is normal', () => {
  clear(lookAt(memLow, { now: machine(8000, 0, { MemFree: 100 }) }))
})

test('no episode begins while memory is being given back', () => {
  expect(seen(lookAt(memLow, { now: machine(1500), kept: 1000 * 2 ** 20 })).hold).toBe(true)
  expect(seen(lookAt(memLow, { now: machine(1500), kept: 1490 * 2 ** 20 })).hold).toBe(false)
})

test('says what is set aside as huge pages', () => {
  expect(seen(lookAt(memLow, { now: machine(500, 0, { Hugetlb: 10_000 }) })).says).toContain('set aside as huge pages')
})

test('reckons what is available where the kernel does not tell, and cannot where the cache is not told either', () => {
  const estimated = meminfoOf({ MemFree: 600, Buffers: 0, Cached: 500, SReclaimable: 100, Shmem: 400 })
  expect(seen(lookAt(memLow, { now: { '/proc/meminfo': estimated } })).evidence[0]).toMatchObject({
    what: 'memory available (estimated)',
    seen: 800 * 2 ** 20,
  })
  expect(notEvaluable(lookAt(memLow, { now: { '/proc/meminfo': meminfoOf({}) } })).why).toContain('MemAvailable')
  expect(notEvaluable(lookAt(memLow, { now: {} })).missing).toBe('absent')
})

test('a captured machine that swaps is short of memory, an idle one is not', async () => {
  expect(seen(await capturedLook(memLow, 'swap-4node')).seen).toBe('critical')
  clear(await capturedLook(memLow, 'idle-4node'))
})
