import { readdirSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'
import { message, tcpInfo } from './net/diag-message.ts'
import { netlink, rtmsg } from './net/netlink-message.ts'

type Parse = (file: Buffer) => unknown

const PROCESS = 'idle-4node/t0/proc/185'
const FILES: Readonly<Record<string, readonly (string | Buffer)[]>> = {
  parseCpuMax: [bytes('150000 100000\n'), bytes('max 100000\n')],
  parseCpuStat: ['load-d/t0/sys/fs/cgroup/cpu.stat', bytes('nr_periods 3\nnr_throttled 1\nthrottled_time 12345\n')],
  parseDiskstats: ['dirty-slow/t1/proc/diskstats'],
  parseMounts: ['load-d/t0/proc/mounts'],
  parseStatfs: [bytes('4096 66052044 59872912 20419112 16793600 16171226\n')],
  parseList: [bytes('0-3,8,10-11\n')],
  parseMmStat: [bytes(' 16777216   204800   262144 33554432   270336       12        0        3        7\n')],
  parseMemorySwapEvents: ['swap-4node/t1/sys/fs/cgroup/batch.slice/memory.swap.events'],
  parseLoadavg: ['load-d/t0/proc/loadavg'],
  parseMeminfo: ['load-d/t0/proc/meminfo'],
  parseMountinfo: [bytes('22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw,hidepid=invisible\n')],
  parseNodeDistance: [bytes('10 12 20 32\n')],
  parseNodeMeminfo: ['idle-4node/t0/sys/devices/system/node/node1/meminfo'],
  parseNodeNumastat: ['idle-4node/t0/sys/devices/system/node/node1/numastat'],
  parseNodeVmstat: ['idle-4node/t0/sys/devices/system/node/node1/vmstat'],
  parseNeighbours: [bytes('entries  allocs table_fulls\n00000003 00000010 00000000\n')],
  parseNetstat: ['tcp-states/t1/proc/net/netstat'],
  parseNfConntrack: [bytes('entries  found insert_failed drop\n00000012  00000000 0000000a 00000001\n')],
  parseNumber: [bytes('4096\n'), bytes('max\n'), bytes('-1000\n')],
  parseNumbers: [bytes('32768\t60999\n'), 'tcp-states/t1/proc/sys/net/ipv4/tcp_mem'],
  parsePasswd: [bytes('root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/false\n')],
  parsePidCgroup: [bytes('9:name=systemd:/\n4:memory:/a b\n0::/x.slice\n')],
  parsePidCmdline: [`${PROCESS}/cmdline`],
  parsePidEnviron: [bytes('HOME=/root\0EMPTY=\0broken\0')],
  parsePidIo: [`${PROCESS}/io`],
  parsePidLimits: [`${PROCESS}/limits`],
  parsePidLinks: ['idle-4node/t0/proc/1/fd.links', bytes('net -> net:[4026531833]\n3 -> socket:[17630]\n')],
  parsePidNumaMaps: [
    'swap-4node/t0/proc/194/numa_maps',
    bytes('7f0000 prefer (many)=static:0-1 huge dirty=2 N0=1 N3=1 kernelpagesize_kB=2048\n'),
  ],
  parsePidSchedstat: [`${PROCESS}/schedstat`],
  parsePidSmaps: ['idle-4node/t0/proc/1/smaps'],
  parsePidSmapsRollup: ['idle-4node/t0/proc/1/smaps_rollup'],
  parsePidSmapsSwap: ['idle-4node/t0/proc/1/smaps'],
  parsePidSockets: [bytes('3 12561\n105 4294967296\n')],
  parsePidStack: ['idle-4node/t0/proc/1/stack'],
  parsePidStat: [`${PROCESS}/stat`, 'idle-4node/t0/proc/186/stat', 'idle-4node/t0/proc/187/stat'],
  parsePidStatm: [`${PROCESS}/statm`],
  parsePidStatus: [`${PROCESS}/status`, 'load-d/t0/proc/2/status'],
  parsePidSyscall: [bytes('0 0x3 0x7f44 0x20000 0x7f 0xffffffff 0x0 0x7ffd 0x7f44a\n'), bytes('-1 0x7ffd 0x7f44\n')],
  parsePidWchan: [`${PROCESS}/wchan`],
  parsePressure: ['load-d/t0/proc/pressure/io'],
  parseSchedstat: ['load-d/t0/proc/schedstat'],
  parseSnmp: ['tcp-states/t1/proc/net/snmp'],
  parseSnmp6: ['tcp-states/t1/proc/net/snmp6'],
  parseSockDiag: [
    message({ attributes: [[2, tcpInfo(280, { 8: 204_000 })]] }),
    Buffer.concat([message({ family: 10, state: 10 }), message({ state: 6, timer: 3 })]),
  ],
  parseRoutes: [
    netlink(24, rtmsg({ bits: 16 }), [
      [1, Buffer.from([10, 9, 0, 0])],
      [8, [[13, 50]]],
    ]),
  ],
  parseTcpMetrics: [
    netlink(0x1c, Buffer.alloc(4), [
      [1, Buffer.from([10, 0, 0, 9])],
      [6, [[6, 408]]],
    ]),
  ],
  parseSocketOptions: [bytes('keepalive 1\nkeepidle 30\nkeepintvl 7\nkeepcnt 4\nuser_timeout 0\n')],
  parseSockstat: ['tcp-states/t1/proc/net/sockstat', 'tcp-states/t1/proc/net/sockstat6'],
  parseStat: ['load-d/t0/proc/stat'],
  parseSwaps: ['load-d/t0/proc/swaps'],
  parseSwitch: [bytes('Y\n'), bytes('N\n')],
  parseTcp: ['net/tcp6', 'net/tcp'],
  parseUdp: ['net/udp'],
  parseUnix: [
    'load-d/t0/proc/net/unix',
    bytes(
      'Num RefCount Protocol Flags Type St Inode Path\n00000000c2e6d72f: 00000003 00000000 00010000 0001 01  1142 /run/x\n',
    ),
  ],
  parseUptime: ['load-d/t0/proc/uptime'],
  parseZoneinfo: ['load-d/t0/proc/zoneinfo'],
  parseBuddyinfo: ['load-d/t0/proc/buddyinfo'],
  parsePagetypeinfo: ['load-d/t0/proc/pagetypeinfo'],
  parseSlabinfo: ['load-d/t0/proc/slabinfo'],
  parseDentryState: ['load-d/t0/proc/sys/fs/dentry-state'],
  parseInodeState: ['load-d/t0/proc/sys/fs/inode-state'],
  parseLruGen: [bytes('0x0007\n')],
  parseChoice: [bytes('always [madvise] never\n'), bytes('none\n')],
  parseFolder: [bytes('lo -> ../x\n')],
  parseVmstat: ['load-d/t0/proc/vmstat'],
  parseInterrupts: ['idle-4node/t0/proc/interrupts'],
  parseSoftnetStat: ['idle-4node/t0/proc/net/softnet_stat'],
  parseNetDev: ['idle-4node/t0/proc/net/dev', bytes('  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n')],
  parseUevent: [bytes('DEVTYPE=bridge\nINTERFACE=br0\n')],
  parseCacheSize: [bytes('32K\n')],
  parseKilohertz: [bytes('2600000\n')],
  parseOsRelease: [bytes('PRETTY_NAME="Debian 12"\nID=debian\n')],
  parseCgroups: [bytes('#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t4\t50\t1\n')],
  parseMemoryEvents: ['swap-4node/t0/sys/fs/cgroup/app.slice/memory.events'],
  parseFileNr: ['idle-4node/t0/proc/sys/fs/file-nr'],
  parsePrintk: [bytes('4\t4\t1\t7\n')],
  parseSoftirqs: ['load-d/t0/proc/softirqs'],
  parseCpuinfo: ['load-d/t0/proc/cpuinfo'],
  parseVersion: ['load-d/t0/proc/version'],
  parseMemoryStat: ['load-d/t0/sys/fs/cgroup/memory.stat'],
  parseWord: [bytes('vm\n')],
  parseMembers: [bytes('2\n'), bytes('3 (2)\n')],
  parseSyncCompleted: [bytes('123904 / 1046528\n'), bytes('none\n')],
  parseFdinfo: [bytes('pos:\t0\nflags:\t02004000\nmnt_id:\t15\nino:\t77\ninotify wd:1 ino:1 sdev:1 mask:fce\n')],
  parseIoMax: [
    'swap-4node/t0/sys/fs/cgroup/app.slice/io.max',
    bytes('8:16 rbps=2097152 wbps=max riops=max wiops=120\n'),
  ],
  parseBlkioLimit: [bytes('8:16 1048576\n')],
  parseIoStat: ['swap-4node/t0/sys/fs/cgroup/app.slice/io.stat'],
  parseBlkioDevices: [bytes('254:0 Read 10\n254:0 Write 20\nTotal 30\n')],
  parseKmsg: [bytes('6,339,5140900,-;NET: x\\x1b\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:02.0\n4,340,5140901,-;b\n')],
  parseNetNamespaces: [bytes('own 1\nleft 0\nrefused 0\n7 2 9 10\n')],
  parsePidsEvents: ['swap-4node/t0/sys/fs/cgroup/app.slice/pids.events'],
}

const parsers = await allParsers()

test('every parser has a file to be fuzzed from', () => {
  expect(Object.keys(FILES).sort()).toEqual([...parsers.keys()].sort())
})

describe.each([...parsers])('%s', (name, parse) => {
  const seeds = (FILES[name] ?? []).map((file) => (typeof file === 'string' ? fixture(file) : file))

  test('takes what was captured', () => {
    for (const seed of seeds) expect(wrong(parse, seed)).toBeNull()
    for (const seed of seeds) expect(() => parse(seed)).not.toThrow()
  })

  test('says nothing but a record or a ParseError, and comes to an end', () => {
    const start = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
    let seed = start
    const run = () => {
      for (const file of [
        Buffer.alloc(0),
        bytes('\n'),
        bytes(' '),
        bytes('\0'),
        ...seeds.map((s) => s.subarray(0, -1)),
      ]) {
        const fault = wrong(parse, file)
        if (fault !== null) throw new Error(`${fault} on ${JSON.stringify(file.toString('latin1', 0, 200))}`)
      }
      for (let i = 0; i < 250; i++) {
        seed = start + i
        const random = mulberry32(seed)
        const file = random() < 0.1 ? noise(random) : mutated(seeds[below(random, seeds.length)] as Buffer, random)
        const fault = wrong(parse, file)
        if (fault !== null) throw new Error(`FUZZ_SEED=${seed}: ${fault}`)
      }
    }
    // A loop without an end can't be stopped by a timer of this thread; a script's time limit can.
    try {
      runInNewContext('run()', { run }, { timeout: 10_000 })
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed}`, { cause: error })
    }
  })
})

async function allParsers(): Promise<ReadonlyMap<string, Parse>> {
  const folder = new URL('../../src/parse/', import.meta.url)
  const found = new Map<string, Parse>()
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue
    const module: Record<string, unknown> = await import(new URL(file, folder).href)
    for (const [name, value] of Object.entries(module)) {
      if (typeof value === 'function' && name.startsWith('parse')) found.set(name, (bytes) => value(bytes))
    }
  }
  return found
}

/** What the parser did that it must not, or null. */
function wrong(parse: Parse, file: Buffer): string | null {
  const before = Buffer.from(file)
  let value: unknown
  try {
    value = parse(file)
  } catch (error) {
    if (!(error instanceof ParseError)) return `threw ${String(error)}`
    return error.message.length > 700 ? 'quotes too much' : null
  }
  if (!before.equals(file)) return 'wrote into the file'
  const path = holdsNaN(value, 'value')
  return path === null ? null : `${path} is not a number`
}

function holdsNaN(value: unknown, path: string): string | null {
  if (Number.isNaN(value)) return path
  if (value instanceof Map) return holdsNaN([...value.keys(), ...value.values()], path)
  if (typeof value !== 'object' || value === null) return null
  for (const [key, inner] of Object.entries(value)) {
    const found = holdsNaN(inner, `${path}.${key}`)
    if (found !== null) return found
  }
  return null
}

type Random = () => number

/** A small seeded generator, so that a failure can be seen again. */
function mulberry32(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const below = (random: Random, limit: number) => Math.floor(random() * limit)

function noise(random: Random): Buffer {
  return Buffer.from(Array.from({ length: below(random, 400) }, () => below(random, 256)))
}

const SNIPPETS = [
  '18446744073709551615',
  '-1',
  '9'.repeat(400),
  'e5',
  '.',
  ':',
  '\n',
  '\0',
  ' ',
  '\t',
  ')',
  '(',
  '-',
  ',',
  '\x1b[31m',
  '\xff',
  'kB',
  'max',
  '%',
  '0x',
  '0-99999',
]

function mutated(seed: Buffer, random: Random): Buffer {
  let file = Buffer.from(seed)
  for (let times = 1 + below(random, 4); times > 0; times--) {
    const at = below(random, file.length + 1)
    const to = Math.min(file.length, at + below(random, 40))
    const [head, cut, tail] = [file.subarray(0, at), file.subarray(at, to), file.subarray(to)]
    const snippet = Buffer.from(SNIPPETS[below(random, SNIPPETS.length)] as string, 'latin1')
    const results = [
      () => Buffer.concat([head, tail]),
      () => Buffer.concat([head, cut, cut, tail]),
      () => Buffer.concat([head, snippet, cut, tail]),
      () => Buffer.concat([head, snippet, tail]),
      () => Buffer.concat([tail, head]),
      () => head,
      () => Buffer.concat([head, Buffer.from(cut.map(() => below(random, 256))), tail]),
    ]
    file = Buffer.from((results[below(random, results.length)] as () => Buffer)())
  }
  return file
}
