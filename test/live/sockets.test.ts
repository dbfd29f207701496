import { chmodSync, readdirSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { bundle } from '../terminal/demo-bundle.ts'
import { type Net, ownNet } from './net-actor.ts'
import type { Child } from './ticks.ts'

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const commands = ['unshare', 'nsenter', 'ip', 'ss', 'setpriv'] as const

needs({ commands, root: true }).describe('every socket of a network namespace of its own, beside `ss -tan`', () => {
  let net: Net
  let program: string
  let remove: () => void
  let client: Child

  beforeAll(async () => {
    net = await ownNet()
    ;[program, remove] = await bundle(fileURLToPath(new URL('sockets-print.ts', import.meta.url)))
    chmodSync(dirname(program), 0o755)
    await net.act('hold', '127.0.0.1', 4001, 7)
    await net.act('hold', '::1', 4006, 7)
    await net.act('close', '127.0.0.1', 4002, 7)
    client = await net.act('connect', '127.0.0.1', 4001, 3)
    await net.act('connect', '::1', 4006, 2)
    await net.act('finish', '127.0.0.1', 4001, 4)
    await net.act('finish', '127.0.0.1', 4002, 5)
  }, 30_000)
  afterAll(async () => {
    remove()
    await net.end()
  })

  const print = (native: boolean, user: readonly string[], ...args: readonly string[]) =>
    net.run(...run(native, user), program, ...args)
  const run = (native: boolean, user: readonly string[]): [string, ...string[]] => [
    'env',
    `NODE_PATH=${MODULES}`,
    `WHYTOP_NO_NATIVE=${native ? 0 : 1}`,
    ...user,
    process.execPath,
  ]
  /** Rows of ss in its own spelling, without what only one of the two says. */
  const ss = () =>
    net
      .run('ss', '-Htan')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).slice(0, 5).join(' ').replaceAll('[::]:', '*:'))
      .sort()
  const rows = (printed: string) => printed.trim().split('\n').sort()
  const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

  describe.each([
    ['by sock_diag', true, []],
    ['by sock_diag, as nobody', true, NOBODY],
    ['from /proc/net/tcp', false, []],
    ['from /proc/net/tcp, as nobody', false, NOBODY],
  ] as const)('%s', (_, native, user) => {
    test('states, queues, addresses and ports are the same', () => {
      const before = ss()
      const seen = rows(print(native, user))
      const after = ss()
      // What closes meanwhile is in only one of the two.
      expect(before).toEqual(after)
      // The files do not say how many connections may wait.
      const said = native ? before : before.map((row) => row.replace(/^(LISTEN \d+) \d+/, '$1 0'))
      expect(seen).toEqual(said.sort())
      expect(new Set(seen.map((row) => row.split(' ')[0]))).toEqual(
        new Set(['LISTEN', 'ESTAB', 'TIME-WAIT', 'FIN-WAIT-2', 'CLOSE-WAIT']),
      )
    })
  })

  test('one socket: tcp_info as `ss -ti` says it, and the keepalive its program has set', () => {
    const seen = JSON.parse(print(true, [], ...one()))
    // The client holds several connections, and windows of each are its own.
    const said = net.run('ss', '-Htin', 'state', 'established', 'sport', '=', `:${one()[0]}`)
    const value = (name: string) => new RegExp(` ${name}:([\\d.]+)`).exec(said)?.[1]
    expect(seen.from).toBe('sock_diag')
    expect(seen.rto / 1000).toBe(Number(value('rto')))
    expect(seen.info.rto).toBe(seen.rto)
    expect(seen.info.cwnd).toBe(Number(value('cwnd')))
    expect(seen.info.advmss).toBe(Number(value('advmss')))
    expect(seen.info.pmtu).toBe(Number(value('pmtu')))
    expect(said).toContain(` ${seen.congestion} `)
    expect(seen.memory.receiveBuffer).toBeGreaterThan(0)
    expect(seen.options).toMatchObject({ keepalive: true, idle: 60, userTimeout: null })
  })

  test('without koffi, or without the right to trace, it says so', () => {
    expect(JSON.parse(print(false, [], ...one()))).toMatchObject({
      from: 'proc',
      info: null,
      options: 'absent',
    })
    expect(JSON.parse(print(true, NOBODY, ...one()))).toMatchObject({ options: 'denied' })
  })

  /** A connection of the client: local port, pid and descriptor. */
  function one(): readonly string[] {
    const fds = readdirSync(`/proc/${client.pid}/fd`)
    const [fd, port] = fds.map((name) => [name, tcpPortOf(client.pid, name)]).find(([, local]) => local !== null) ?? []
    return [port, client.pid, fd].map(String)
  }

  /** Its local port; null: not a TCP socket of the namespace's own table, as node holds others too. */
  function tcpPortOf(pid: number, fd: string): number | null {
    const inode = /^socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1]
    const row = net
      .run('cat', '/proc/net/tcp')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .find((fields) => inode !== undefined && fields[9] === inode)
    return row ? Number.parseInt(row[1]?.split(':')[1] as string, 16) : null
  }
})
