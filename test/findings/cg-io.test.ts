import { describe, expect, test } from 'vitest'
import { cgIo } from '../../src/findings/cg-io.ts'
import { parseMountinfo } from '../../src/parse/mountinfo.ts'
import { CPU_STAT, diskstatsOf, ioPressure, scannedAt, writer } from './disk-machine.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const MOUNTS = '30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n'
const FOLDER = '/sys/fs/cgroup/dump.service'
const rows = (at: number) => [writer(9, 'dump', 0, at)]

/** A group that may write 1 MB/s and wrote so much in the second. */
function limited(
  written: number,
  {
    max = '8:0 rbps=max wbps=1000000 riops=max wiops=max\n',
    stall = 0.9,
    wchan = 'submit_bio_wait',
    device = '8:0',
  } = {},
) {
  const at = (bytes: number): Files => ({
    ...CPU_STAT,
    '/proc/diskstats': diskstatsOf({
      sda: { writes: bytes / 4096, writeMs: bytes / 4096 / 10, writeSectors: bytes / 512, weightedMs: bytes },
    }),
    '/proc/self/mountinfo': MOUNTS,
    [`${FOLDER}/io.max`]: max,
    [`${FOLDER}/io.stat`]: `${device} rbytes=0 wbytes=${bytes} rios=0 wios=1 dbytes=0 dios=0\n`,
  })
  return {
    now: { ...at(written), ...ioPressure(stall, stall) },
    was: { ...at(0), ...ioPressure(stall) },
    processes: scannedAt(1000, rows(1000), { 9: wchan }),
    processesWas: scannedAt(999, rows(999), { 9: wchan }),
  }
}

describe('a cgroup at its I/O limit', () => {
  test('has programs that wait although the disk has time', () => {
    const look = seen(lookAt(cgIo, limited(970_000)))
    expect(look).toMatchObject({ seen: 'warning', hold: false, scope: { cgroups: ['/dump.service'], pids: [9] } })
    expect(look.says).toBe(
      '/dump.service may have 977 KiB/s of bytes written on sda and uses 97.0 % of that; dump 9 waits for it.',
    )
    expect(look.evidence.find(({ what }) => what.startsWith('sda itself'))?.seen).toBeCloseTo(0.1)
  })

  test('is silent at its limit', () => {
    expect(seen(lookAt(cgIo, limited(890_000))).hold).toBe(true)
    clear(lookAt(cgIo, limited(740_000)))
  })

  test('what it writes to another disk does not count, and no limit is none', () => {
    clear(lookAt(cgIo, limited(970_000, { device: '8:16' })))
    clear(lookAt(cgIo, limited(970_000, { max: '' })))
    clear(lookAt(cgIo, limited(970_000, { max: '8:0 rbps=max wbps=max riops=max wiops=max\n' })))
  })

  test('who waits for a lock is no victim', () => {
    expect(seen(lookAt(cgIo, limited(970_000, { wchan: 'do_user_addr_fault' }))).seen).toBe('info')
  })

  test('v1 has a file for each', () => {
    const { now, was, ...more } = limited(970_000)
    const v1 = '/sys/fs/cgroup/blkio/old'
    const mounts = '31 1 0:27 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio\n'
    const files = (bytes: number): Files => ({
      '/proc/self/mountinfo': mounts,
      [`${v1}/blkio.throttle.write_bps_device`]: '8:0 1000000\n',
      [`${v1}/blkio.throttle.io_service_bytes_recursive`]: `8:0 Read 0\n8:0 Write ${bytes}\nTotal ${bytes}\n`,
    })
    const old = (at: number) => {
      const [row] = rows(at)
      const cgroup = { at: at * 1e9, value: [{ id: 4, controllers: ['blkio'], path: '/old' }] }
      return scannedAt(at, row ? [{ ...row, more: { ...row.more, cgroup } }] : [], { 9: 'submit_bio_wait' })
    }
    const look = {
      ...more,
      now: { ...now, ...files(970_000) },
      was: { ...was, ...files(0) },
      processes: old(1000),
      processesWas: old(999),
    }
    expect(seen(lookAt(cgIo, look)).verify).toContain(`${v1}/blkio.throttle.write_bps_device`)
  })

  test('of many whose programs wait some are looked at now, those in trouble always; what is left clears nobody', () => {
    const names = ['dump', ...Array.from({ length: 99 }, (_, i) => `job${i}`)]
    const { now, was } = limited(970_000)
    const all = (at: number) => {
      const waiting = names.map((name, i) => writer(9 + i, name, 0, at))
      return scannedAt(at, waiting, Object.fromEntries(waiting.map(({ pid }) => [pid, 'submit_bio_wait'])))
    }
    const look = (change: object) => lookAt(cgIo, { now, was, processes: all(1000), processesWas: all(999), ...change })
    const kept = { pace: 5, troubled: new Map([['/dump.service', 995e9]]) }
    const found = seen(look({ kept }))
    expect(found).toMatchObject({ scope: { cgroups: ['/dump.service'] }, kept: { pace: 1 } })
    expect(found.evidence.at(-1)).toMatchObject({ seen: 38, limit: 100 })
    const well = limited(100)
    expect(notEvaluable(look({ now: well.now, was: well.was })).why).toMatch(/^38 of 100 cgroups are looked at now/)
    clear(look({ now: well.now, was: well.was, kept }))
    const mounts = { at: 0, value: parseMountinfo(Buffer.from(MOUNTS)) }
    const read = (second: number) => {
      const after = { at: second * 1e9, files: new Map([['/proc/self/mountinfo', mounts]]), processes: all(second) }
      const { sources = [] } = cgIo.dear?.({ after, before: null }, null) ?? {}
      return sources.filter(({ path }) => path.endsWith('io.max')).map(({ path }) => path)
    }
    expect(new Set(Array.from({ length: 33 }, (_, i) => read(i * 5)).flat()).size).toBe(100)
  })

  test('is not known where nobody tells who waits', () => {
    expect(notEvaluable(lookAt(cgIo, { now: {} })).missing).toBe('absent')
  })
})
