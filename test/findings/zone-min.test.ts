import { expect, test } from 'vitest'
import { zoneMin } from '../../src/findings/zone-min.ts'
import { capturedLook, clear, lookAt, notEvaluable, pairs, seen, zoneinfoOf } from './looks.ts'

function machine(free: number, { stalls = 0, runs = 1, managed = 1_000_000 } = {}) {
  const at = (times: number) => ({
    '/proc/vmstat': pairs({ pageoutrun: runs * times, allocstall_normal: stalls * times }),
    '/proc/zoneinfo': zoneinfoOf({ name: 'DMA32', free: 900_000 }, { free, managed }),
  })
  return { was: at(0), now: at(1) }
}

test('below low kswapd frees memory, below min programs do', () => {
  expect(seen(lookAt(zoneMin, machine(1250))).seen).toBe('info')
  expect(seen(lookAt(zoneMin, machine(1000))).seen).toBe('warning')
  expect(seen(lookAt(zoneMin, machine(1000, { stalls: 1 }))).seen).toBe('critical')
})

test('names the zone', () => {
  expect(seen(lookAt(zoneMin, machine(900))).culprits).toMatchObject([{ kind: 'zone', key: '0 Normal' }])
  expect(seen(lookAt(zoneMin, machine(900))).scope).toEqual({ nodes: [0] })
})

test('silent above low, and where kswapd does not run', () => {
  clear(lookAt(zoneMin, machine(1251)))
  clear(lookAt(zoneMin, machine(900, { runs: 0 })))
})

test('a zone that is small stands at its watermark for good', () => {
  clear(lookAt(zoneMin, machine(900, { managed: 50_000 })))
})

test('one sample, or no zones, cannot be judged', () => {
  expect(notEvaluable(lookAt(zoneMin, { now: machine(900).now })).missing).toBe('pending')
  const { was, now } = machine(900)
  const without = { was: { '/proc/vmstat': was['/proc/vmstat'] }, now: { '/proc/vmstat': now['/proc/vmstat'] } }
  expect(notEvaluable(lookAt(zoneMin, without)).source).toBe('/proc/zoneinfo')
})

test('a captured machine that is idle is silent', async () => {
  clear(await capturedLook(zoneMin, 'idle-4node'))
})
