import { expect, test } from 'vitest'
import { kswapd } from '../../src/findings/kswapd.ts'
import { PF_KTHREAD } from '../../src/parse/pid/stat.ts'
import { processes, record } from '../model/record.ts'
import { capturedLook, clear, lookAt, notEvaluable, pairs, seen } from './looks.ts'

const MIB = 256

/** Scanned and freed in MiB, in a second. */
const flow = (scan: number, steal: number) => ({
  was: { '/proc/vmstat': pairs({ pgscan_kswapd: 1000, pgsteal_kswapd: 1000 }) },
  now: { '/proc/vmstat': pairs({ pgscan_kswapd: 1000 + scan * MIB, pgsteal_kswapd: 1000 + steal * MIB }) },
})

test('reclaim that finds what it looks for is told, not warned of', () => {
  expect(seen(lookAt(kswapd, flow(100, 99)))).toMatchObject({ seen: 'info', hold: false })
})

test('it warns when it looks in vain', () => {
  expect(seen(lookAt(kswapd, flow(100, 29))).seen).toBe('warning')
  expect(seen(lookAt(kswapd, flow(100, 30))).seen).toBe('info')
})

test('CPU of kswapd counts, but not while files are streamed with ease', () => {
  const thread = record(50, { comm: 'kswapd0', flags: PF_KTHREAD })
  const busy = (cpu: number) => ({
    processes: processes(1000, [thread], [cpu * 1e9]),
    processesWas: processes(999, [thread], [0]),
  })
  expect(seen(lookAt(kswapd, { ...flow(100, 60), ...busy(0.4) })).seen).toBe('warning')
  expect(seen(lookAt(kswapd, { ...flow(100, 60), ...busy(0.2) })).seen).toBe('info')
  expect(seen(lookAt(kswapd, { ...flow(2000, 1990), ...busy(0.9) })).seen).toBe('info')
})

test('below 10 MB/s nothing begins, below half of it nothing is left', () => {
  expect(seen(lookAt(kswapd, flow(9, 1))).hold).toBe(true)
  clear(lookAt(kswapd, flow(4, 1)))
})

test('one sample, or a kernel that does not count, cannot be judged', () => {
  expect(notEvaluable(lookAt(kswapd, { now: flow(1, 1).now })).missing).toBe('pending')
  expect(notEvaluable(lookAt(kswapd, { now: {} })).missing).toBe('absent')
})

test('captured machines: one reclaims, one is idle', async () => {
  seen(await capturedLook(kswapd, 'swap-4node', { exit: 0.1e6 }))
  clear(await capturedLook(kswapd, 'idle-4node'))
})
