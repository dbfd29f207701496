import { describe, expect, test } from 'vitest'
import { descriptorCounts } from '../../../src/model/process/descriptors.ts'
import { isNear, limitUses } from '../../../src/model/process/limit-use.ts'
import { mappingGroups } from '../../../src/model/process/mappings.ts'
import { isInitial, namespacesOf } from '../../../src/model/process/namespaces.ts'
import { indexSockets } from '../../../src/model/process/socket-index.ts'
import { heldSockets, socketCounts } from '../../../src/model/process/sockets.ts'
import { parseUdp } from '../../../src/parse/net/udp.ts'
import { parseUnix } from '../../../src/parse/net/unix.ts'
import { parsePidLimits } from '../../../src/parse/pid/limits.ts'
import { parsePidLinks } from '../../../src/parse/pid/links.ts'
import { parsePidSmaps } from '../../../src/parse/pid/smaps.ts'
import { parsePidStatus } from '../../../src/parse/pid/status.ts'

const links = (...lines: string[]) => parsePidLinks(Buffer.from(`${lines.join('\n')}\n`))

describe('mappingGroups', () => {
  const mapping = (head: string, rss: number, pss: number, own: number) =>
    `${head}\nSize: 100 kB\nRss: ${rss} kB\nPss: ${pss} kB\nPrivate_Clean: 0 kB\nPrivate_Dirty: ${own} kB\nSwap: 4 kB\n`
  const smaps = parsePidSmaps(
    Buffer.from(
      mapping('1000-2000 r-xp 00000000 08:01 7 /lib/libc.so', 40, 5, 1) +
        mapping('2000-3000 rw-p 00001000 08:01 7 /lib/libc.so', 8, 8, 8) +
        mapping('3000-4000 rw-p 00000000 00:00 0 ', 50, 50, 50) +
        mapping('4000-5000 rw-s 00000000 00:01 9 /lib/libc.so', 0, 0, 0) +
        mapping('5000-6000 rw-p 00000000 00:00 0 [stack]', 4, 4, 4),
    ),
  )

  test('one row a name, biggest Pss first, everything added up', () => {
    const groups = mappingGroups(smaps)
    expect(groups.map(({ name, count, pss }) => [name, count, pss / 1024])).toEqual([
      ['[anon]', 1, 50],
      ['/lib/libc.so', 3, 13],
      ['[stack]', 1, 4],
    ])
    expect(groups[1]).toMatchObject({
      size: 300 * 1024,
      rss: 48 * 1024,
      private: 9 * 1024,
      swap: 12 * 1024,
      perms: 'rwx*',
    })
    expect(groups[2]?.perms).toBe('rw-p')
  })
})

describe('limitUses', () => {
  const limits = parsePidLimits(
    Buffer.from(
      [
        'Limit                     Soft Limit           Hard Limit           Units     ',
        'Max stack size            8388608              unlimited            bytes     ',
        'Max open files            100                  4096                 files     ',
        'Max address space         unlimited            unlimited            bytes     ',
        'Max core file size        0                    unlimited            bytes     ',
        '',
      ].join('\n'),
    ),
  )
  const status = parsePidStatus(
    Buffer.from(
      'Tgid:\t7\nPid:\t7\nPPid:\t1\nThreads:\t1\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nVmSize:\t  2584 kB\nVmStk:\t  4096 kB\n',
    ),
  )
  const of = (openFiles: number | null) => limitUses(limits, { openFiles, status, cpuTime: 1, userThreads: null })

  test('used of the soft limit; nothing where there is no limit', () => {
    expect(of(20).map(({ used, share }) => [used, share])).toEqual([
      [4096 * 1024, 0.5],
      [20, 0.2],
      [2584 * 1024, null],
      [null, null],
    ])
  })

  test('near from 80 % on', () => {
    expect(of(79).filter(isNear)).toEqual([])
    expect(
      of(80)
        .filter(isNear)
        .map(({ name }) => name),
    ).toEqual(['Max open files'])
    expect(of(null).filter(isNear)).toEqual([])
  })
})

test('descriptors by type, most first', () => {
  const all = links(
    '0 -> /dev/null',
    '1 -> socket:[5]',
    '2 -> socket:[6]',
    '3 -> anon_inode:[eventpoll]',
    '4 -> /tmp/x (deleted)',
  )
  expect([...descriptorCounts(all)]).toEqual([
    ['socket', 2],
    ['deleted', 1],
    ['device', 1],
    ['eventpoll', 1],
  ])
})

describe('namespacesOf', () => {
  const own = links('net -> net:[4026532000]', 'pid -> pid:[4026531836]', 'pid_for_children -> pid:[4026532111]')

  test('own, shared, or not known', () => {
    const init = links('net -> net:[4026531840]', 'pid -> pid:[4026531836]')
    expect(namespacesOf(own, init).map(({ type, isShared }) => [type, isShared])).toEqual([
      ['net', false],
      ['pid', true],
    ])
    expect(namespacesOf(own, null).map(({ isShared }) => isShared)).toEqual([null, null])
  })

  test('the number of the first PID namespace is fixed', () => {
    expect(namespacesOf(own, null).map(isInitial)).toEqual([false, true])
  })
})

describe('heldSockets', () => {
  const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 500 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C001 08 00000010:00000020 02:00000010 00000002     0        0 501 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:C002 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 999 1 0000000000000000 20 4 30 10 -1
`
  const HEADING = TCP.slice(0, TCP.indexOf('\n') + 1)
  const UNIX = `Num       RefCount Protocol Flags    Type St Inode Path
00000000c2e6d72f: 00000003 00000000 00000000 0001 03  700 /run/a.sock
`
  const at = (value: unknown) => ({ value, at: 1 })
  const files = new Map<string, never>([
    ['/proc/9/net/tcp', at(indexSockets(Buffer.from(TCP))) as never],
    ['/proc/9/net/tcp6', at(indexSockets(Buffer.from('  sl  broken\n   0: 1 2 3 4 5 6 7 8 12345 \n'))) as never],
    ['/proc/9/net/udp', at(parseUdp(Buffer.from(HEADING))) as never],
    ['/proc/9/net/udp6', { missing: 'absent', source: '/proc/9/net/udp6', why: 'no IPv6', remedy: null } as never],
    ['/proc/9/net/unix', at(parseUnix(Buffer.from(UNIX))) as never],
  ])
  const samples = { after: { at: 1, files, processes: null }, before: null }
  const held = links(
    '3 -> socket:[500]',
    '4 -> socket:[501]',
    '9 -> socket:[501]',
    '5 -> socket:[700]',
    '6 -> socket:[12345]',
    '7 -> /dev/null',
  )

  test('joins by inode; a dup is one socket, one of no table is other, those of others are left out', () => {
    const { sockets, missing } = heldSockets(samples, 9, held)
    expect(sockets.map(({ fds, protocol, state, local, remote }) => [fds, protocol, state, local, remote])).toEqual([
      [[3], 'tcp', 'LISTEN', '127.0.0.1:8080', null],
      [[4, 9], 'tcp', 'CLOSE-WAIT', '127.0.0.1:8080', '127.0.0.1:49153'],
      [[5], 'unix', 'ESTAB', '/run/a.sock', null],
      [[6], 'other', null, null, null],
    ])
    expect(sockets[1]).toMatchObject({ rxQueue: 32, txQueue: 16, timer: 'keepalive', retransmits: 2 })
    // Its two queues are connections, of which the file tells the first only: ss has 3 and 128 here.
    expect(sockets[0]).toMatchObject({ rxQueue: null, txQueue: null, acceptQueue: 3 })
    expect(sockets[1]).toMatchObject({ acceptQueue: null })
    expect(missing.map(({ missing, source }) => [missing, source])).toEqual([
      ['malformed', '/proc/9/net/tcp6'],
      ['absent', '/proc/9/net/udp6'],
    ])
    expect([...socketCounts(sockets).keys()]).toEqual(['other', 'tcp CLOSE-WAIT', 'tcp LISTEN', 'unix ESTAB'])
  })
})
