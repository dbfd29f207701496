import { expect, test } from 'vitest'
import { slab } from '../../src/findings/slab.ts'
import { capturedLook, clear, lookAt, meminfoOf, notEvaluable, seen } from './looks.ts'

const MIB = 2 ** 20
const slabinfo = [
  'slabinfo - version: 2.1',
  '# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>',
  'kmalloc-4k        800000 800000   4096    8    8 : tunables    0    0    0 : slabdata 100000 100000      0',
  'dentry             10     10    192   21    1 : tunables    0    0    0 : slabdata      1      1      0',
  '',
].join('\n')

const machine = (fixed: number, loose = 100, total = 16_384) => ({
  now: {
    '/proc/meminfo': meminfoOf({ MemTotal: total, SUnreclaim: fixed, SReclaimable: loose }),
    '/proc/slabinfo': slabinfo,
  },
})
/** Watched since, in seconds before now. */
const since = (mebibytes: number, ago: number) => [{ at: (1000 - ago) * 1e9, bytes: mebibytes * MIB }]

test('warns of much that cannot be reclaimed, and names the caches', () => {
  const look = seen(lookAt(slab, machine(2458)))
  expect(look).toMatchObject({ seen: 'warning', hold: false })
  expect(look.culprits[0]).toMatchObject({ key: 'kmalloc-4k', share: '3.1 GiB' })
})

test('silent at its limit, and on a small machine below a GiB', () => {
  expect(seen(lookAt(slab, machine(2457))).hold).toBe(true)
  clear(lookAt(slab, machine(1900)))
  clear(lookAt(slab, machine(800, 10, 4096)))
})

test('growth warns after five minutes', () => {
  // 1 % of memory a minute is 164 MiB.
  expect(seen(lookAt(slab, { ...machine(1330), kept: since(500, 300) })).hold).toBe(false)
  clear(lookAt(slab, { ...machine(1000), kept: since(500, 300) }))
  expect(notEvaluable(lookAt(slab, { ...machine(1330), kept: since(500, 299) })).why).toContain('299 s were watched')
})

test('names of files are told: they are given back', () => {
  expect(seen(lookAt(slab, machine(100, 4096))).seen).toBe('info')
  expect(seen(lookAt(slab, machine(100, 4000))).hold).toBe(true)
  clear(lookAt(slab, machine(100, 3000)))
})

test('a short look says that growth was not watched, a missing file why', () => {
  expect(clear(lookAt(slab, machine(100))).kept).toHaveLength(1)
  expect(notEvaluable(lookAt(slab, { ...machine(100), kept: since(100, 2) })).missing).toBe('pending')
  notEvaluable(lookAt(slab, { now: {} }))
})

test('a captured machine is silent', async () => {
  clear(await capturedLook(slab, 'idle-4node'))
})
