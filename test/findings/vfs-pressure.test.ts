import { expect, test } from 'vitest'
import { vfsPressure } from '../../src/findings/vfs-pressure.ts'
import { capturedLook, clear, lookAt, notEvaluable, pairs, seen } from './looks.ts'

/** Objects scanned a second, and percent of CPU time in the kernel. */
function machine(scanned: number, system: number, pressure = 200) {
  const at = (times: number) => ({
    '/proc/vmstat': pairs({ slabs_scanned: scanned * times }),
    '/proc/stat': `cpu  0 0 ${system * times} ${(100 - system) * times} 0 0 0 0 0 0\ncpu0 0 0 ${system * times} ${(100 - system) * times} 0 0 0 0 0 0\nintr 1\nctxt 1\nbtime 1\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n`,
    '/proc/sys/vm/vfs_cache_pressure': `${pressure}\n`,
    '/proc/sys/fs/dentry-state': '5000000\t4900000\t45\t0\t0\t0\n',
    '/proc/sys/fs/inode-state': '1\t0\t0\t0\t0\t0\t0\n',
  })
  return { was: at(0), now: at(1) }
}

test('names are scanned too hard, and it costs CPU', () => {
  expect(seen(lookAt(vfsPressure, machine(150_000, 40)))).toMatchObject({ seen: 'warning', hold: false })
})

test('silent at its limits', () => {
  expect(seen(lookAt(vfsPressure, machine(99_999, 40))).hold).toBe(true)
  expect(seen(lookAt(vfsPressure, machine(150_000, 29))).hold).toBe(true)
  clear(lookAt(vfsPressure, machine(49_999, 40)))
  clear(lookAt(vfsPressure, machine(150_000, 20)))
})

test('at 100 it is the fair share', () => {
  clear(lookAt(vfsPressure, machine(150_000, 40, 100)))
  seen(lookAt(vfsPressure, machine(150_000, 40, 101)))
})

test('one sample, or a missing setting, cannot be judged', () => {
  const { was, now } = machine(150_000, 40)
  expect(notEvaluable(lookAt(vfsPressure, { now })).missing).toBe('pending')
  const { '/proc/sys/vm/vfs_cache_pressure': _, ...rest } = now
  expect(notEvaluable(lookAt(vfsPressure, { was, now: rest })).source).toBe('/proc/sys/vm/vfs_cache_pressure')
})

test('a captured machine is silent', async () => {
  clear(await capturedLook(vfsPressure, 'swap-4node'))
})
