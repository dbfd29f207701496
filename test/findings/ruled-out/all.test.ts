import { describe, expect, test } from 'vitest'
import { clearances } from '../../../src/findings/ruled-out/all.ts'
import type { Clearance } from '../../../src/findings/ruled-out/clearance.ts'
import { cpuCleared } from '../../../src/findings/ruled-out/cpu.ts'
import { disksCleared } from '../../../src/findings/ruled-out/disks.ts'
import { limitsCleared } from '../../../src/findings/ruled-out/limits.ts'
import { memoryCleared } from '../../../src/findings/ruled-out/memory.ts'
import { networkCleared } from '../../../src/findings/ruled-out/network.ts'
import { swapCleared } from '../../../src/findings/ruled-out/swap.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { missingFrom } from '../../../src/sample/missing.ts'
import type { Sample } from '../../../src/sample/sample.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import { snapshotOf } from '../../snapshot-of.ts'
import { FACTS, type Files, meminfoOf, pairs, pressureOf } from '../looks.ts'

/** Two samples a second apart. */
function cleared(clearance: Clearance, was: Files, now: Files) {
  const sample = (files: Files, at: number): Sample => ({
    at,
    processes: null,
    files: new Map(
      clearance.sources.map(({ path, parse }) => {
        const text = files[path]
        return [path, text === undefined ? missingFrom(path, 'ENOENT') : { value: parse(Buffer.from(text)), at }]
      }),
    ),
  })
  return clearance.clears(new Snapshot({ before: sample(was, 1e9), after: sample(now, 2e9) }, FACTS, NO_HISTORY))
}

const statOf = (busy: number, idle: number, running = 1, blocked = 0, steal = 0) =>
  `cpu  ${busy} 0 0 ${idle} 0 0 0 ${steal} 0 0\ncpu0 ${busy} 0 0 ${idle} 0 0 0 ${steal} 0 0\nintr 0\nctxt 0\nbtime 0\nprocesses 1\nprocs_running ${running}\nprocs_blocked ${blocked}\nsoftirq 0\n`

describe('cpu', () => {
  const was = { '/proc/stat': statOf(0, 0), '/proc/pressure/cpu': pressureOf(0) }
  const now = (stat: string, stall = 0): Files => ({ '/proc/stat': stat, '/proc/pressure/cpu': pressureOf(stall) })

  test('is cleared by idle time, and nobody who waits', () => {
    expect(cleared(cpuCleared, was, now(statOf(19, 81)))).toMatchObject({ says: '19.0 % busy, none waiting' })
    expect(cleared(cpuCleared, was, now(statOf(70, 30)))).toBeNull()
    expect(cleared(cpuCleared, was, now(statOf(10, 80, 1, 0, 10)))).toBeNull()
  })

  test('without PSI by the length of the queue', () => {
    const only = (running: number) => ({ '/proc/stat': statOf(19, 81, running) })
    expect(cleared(cpuCleared, { '/proc/stat': statOf(0, 0) }, only(2))).toMatchObject({ resource: 'cpu' })
    expect(cleared(cpuCleared, { '/proc/stat': statOf(0, 0) }, only(3))).toBeNull()
  })
})

describe('memory', () => {
  const vmstat = (stalls: number, kills = 0) => pairs({ allocstall_normal: stalls, oom_kill: kills })
  const at = (available: number, stalls = 0, kills = 0): Files => ({
    '/proc/meminfo': meminfoOf({ MemAvailable: available }),
    '/proc/vmstat': vmstat(stalls, kills),
    '/proc/pressure/memory': pressureOf(0),
  })

  test('is cleared by what is available, and nobody who frees', () => {
    expect(cleared(memoryCleared, at(8192), at(8192))).toMatchObject({
      says: '8.0 GiB available (50.0 %), nothing waits for it',
    })
    expect(cleared(memoryCleared, at(8192), at(1600))).toBeNull()
    expect(cleared(memoryCleared, at(8192), at(8192, 1))).toBeNull()
    expect(cleared(memoryCleared, at(8192), at(8192, 0, 1))).toBeNull()
  })

  test('is not claimed where allocstall is not known', () => {
    const files = { '/proc/meminfo': meminfoOf({ MemAvailable: 8192 }) }
    expect(cleared(memoryCleared, files, files)).toBeNull()
  })
})

describe('swap', () => {
  const at = (used: number, pages: number): Files => ({
    '/proc/meminfo': meminfoOf({ SwapTotal: 1024, SwapFree: 1024 - used }),
    '/proc/vmstat': pairs({ pswpin: pages, pswpout: 0 }),
  })

  test('is cleared by what does not move, whatever its level', () => {
    expect(cleared(swapCleared, at(900, 5), at(900, 5))).toMatchObject({
      says: 'nothing moves in or out (900 MiB of 1.0 GiB used)',
    })
    expect(cleared(swapCleared, at(1000, 0), at(1000, 32))).toBeNull()
  })

  test('where there is none', () => {
    const files = { '/proc/meminfo': meminfoOf({ SwapTotal: 0, SwapFree: 0 }) }
    expect(cleared(swapCleared, files, files)?.says).toBe('there is none')
  })
})

describe('disks', () => {
  const line = (done: number, ms: number, busy: number, inFlight = 0) =>
    `   8       0 sda ${done} 0 0 ${ms} 0 0 0 0 ${inFlight} ${busy} ${ms} 0 0 0 0 0 0\n`
  const at = (disk: string, stall = 0, blocked = 0): Files => ({
    '/proc/diskstats': disk,
    '/proc/pressure/io': pressureOf(stall),
    '/proc/stat': statOf(1, 99, 1, blocked),
  })
  const was = at(line(100, 100, 100))

  test('are cleared by short waits, and nobody who waits', () => {
    expect(cleared(disksCleared, was, at(line(200, 200, 150)))).toMatchObject({
      says: 'sda 5.0 % busy, longest await 1 ms',
    })
    expect(cleared(disksCleared, was, at(line(200, 5000, 150)))).toBeNull()
    expect(cleared(disksCleared, was, at(line(200, 200, 1000)))).toBeNull()
    expect(cleared(disksCleared, was, at(line(100, 100, 100, 1)))).toBeNull()
  })

  test('not while threads wait, though every device looks well', () => {
    const blocked = { ...at(line(200, 200, 150), 0, 1) }
    const { '/proc/pressure/io': _, ...withoutPsi } = blocked
    expect(cleared(disksCleared, was, withoutPsi)).toBeNull()
  })
})

describe('network', () => {
  const at = (sent: number, again: number, overflows = 0): Files => ({
    '/proc/net/snmp': `Tcp: OutSegs RetransSegs\nTcp: ${sent} ${again}\nUdp: RcvbufErrors\nUdp: 0\n`,
    '/proc/net/netstat': `TcpExt: ListenOverflows ListenDrops\nTcpExt: ${overflows} ${overflows}\n`,
  })

  test('is cleared by what was not sent again, and queues that did not overflow', () => {
    expect(cleared(networkCleared, at(0, 0), at(1000, 9))).toMatchObject({
      says: 'retransmitted 0.9 %, no queue overflowed',
    })
    expect(cleared(networkCleared, at(0, 0), at(1000, 10))).toBeNull()
    expect(cleared(networkCleared, at(0, 0), at(1000, 0, 1))).toBeNull()
  })

  test('is not claimed of counters that are not there', () => {
    expect(cleared(networkCleared, {}, {})).toBeNull()
  })
})

test('limits are cleared by the fullest table', () => {
  const at = (threads: number): Files => ({
    '/proc/loadavg': `0.00 0.00 0.00 1/${threads} 1\n`,
    '/proc/sys/kernel/pid_max': '1000\n',
    '/proc/sys/kernel/threads-max': '4000\n',
  })
  expect(cleared(limitsCleared, at(799), at(799))?.says).toBe('799 of 1,000 process ids (79.9 %), the fullest of 2')
  expect(cleared(limitsCleared, at(800), at(800))).toBeNull()
  expect(cleared(limitsCleared, {}, {})).toBeNull()
})

test('nothing is claimed where nothing was read', () => {
  const samples = { after: { at: 1e9, files: new Map(), processes: null }, before: null }
  const snapshot = new Snapshot(samples, FACTS, NO_HISTORY)
  expect(clearances.flatMap(({ clears }) => clears(snapshot) ?? [])).toEqual([])
})

test('an idle capture is cleared of most', async () => {
  const snapshot = await snapshotOf('idle-4node', {
    ...NO_WANTS,
    sources: clearances.flatMap(({ sources }) => sources),
  })
  const found = clearances.flatMap(({ clears }) => clears(snapshot) ?? [])
  expect(found.map(({ resource }) => resource)).toEqual(expect.arrayContaining(['cpu', 'memory', 'network', 'limits']))
  for (const { says, evidence } of found) {
    expect(says).not.toContain('NaN')
    expect(evidence.length).toBeGreaterThan(0)
  }
})
