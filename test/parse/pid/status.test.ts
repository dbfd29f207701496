import { expect, test } from 'vitest'
import { parsePidStatus } from '../../../src/parse/pid/status.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const LEAST = 'Tgid:\t5\nPid:\t5\nPPid:\t1\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nThreads:\t1\n'

test('captured', () => {
  expect(parsePidStatus(fixture('idle-4node/t0/proc/188/status'))).toEqual({
    tgid: 188,
    pid: 188,
    ppid: 182,
    threads: 1,
    ngid: 0,
    tracerPid: 0,
    fdSize: 64,
    seccomp: 0,
    uid: [0, 0, 0, 0],
    gid: [0, 0, 0, 0],
    groups: [],
    nspid: [188],
    vmPeak: 42028 * 1024,
    vmSize: 42028 * 1024,
    vmLck: 0,
    vmPin: 0,
    vmHWM: 41560 * 1024,
    vmRSS: 41560 * 1024,
    rssAnon: 40860 * 1024,
    rssFile: 700 * 1024,
    rssShmem: 0,
    vmData: 41128 * 1024,
    vmStk: 132 * 1024,
    vmExe: 556 * 1024,
    vmLib: 8 * 1024,
    vmPTE: 120 * 1024,
    vmSwap: 0,
    hugetlbPages: 0,
    coreDumping: false,
    thpEnabled: true,
    sigQ: { queued: 0, limit: 7838 },
    sigPnd: 0n,
    shdPnd: 0n,
    sigBlk: 0n,
    sigIgn: 6n,
    sigCgt: expect.any(BigInt),
    capInh: 0n,
    capPrm: 0x1ffffffffffn,
    capEff: 0x1ffffffffffn,
    capBnd: 0x1ffffffffffn,
    capAmb: 0n,
    noNewPrivs: false,
    cpusAllowedList: [0, 1, 2, 3],
    memsAllowedList: [0, 1, 2, 3],
    voluntaryCtxtSwitches: expect.any(Number),
    nonvoluntaryCtxtSwitches: expect.any(Number),
  })
})

test('a kernel thread has no memory lines, and this kernel no Kthread', () => {
  const status = parsePidStatus(fixture('load-d/t0/proc/2/status'))
  expect('vmRSS' in status).toBe(false)
  expect('kthread' in status).toBe(false)
})

test('Linux 6.12 and later, several groups, a nested PID namespace, and all of 2^64 − 1', () => {
  const status = parsePidStatus(
    bytes(
      `Name:\ta\\nPid:\t9\n${LEAST}Groups:\t4 24 27 \nNSpid:\t912\t5\nKthread:\t1\nCapEff:\tffffffffffffffff\nx86_Thread_features:\tshstk\nSigQ:\t1/18446744073709551615`,
    ),
  )
  expect(status).toMatchObject({
    pid: 5,
    uid: [1, 2, 3, 4],
    gid: [5, 6, 7, 8],
    groups: [4, 24, 27],
    nspid: [912, 5],
    kthread: true,
    capEff: 2n ** 64n - 1n,
  })
})

test.each([
  ['', /without Tgid/],
  [LEAST.replace('PPid:\t1\n', ''), /without/],
  [LEAST.replace('1\t2\t3\t4', '1\t2'), /"Uid:\\t1\\t2"/],
  [`${LEAST}VmRSS:\tmuch kB\n`, /"VmRSS:\\tmuch kB"/],
  [`${LEAST}VmRSS:\t12 MB\n`, /12 MB/],
  [`${LEAST}CapEff:\txyz\n`, /"CapEff:\\txyz"/],
  [`${LEAST}Cpus_allowed_list:\t3-1\n`, /"3-1"/],
])('refuses %j', (file, message) => {
  expect(() => parsePidStatus(bytes(file))).toThrow(ParseError)
  expect(() => parsePidStatus(bytes(file))).toThrow(message)
})
