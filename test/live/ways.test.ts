import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { needs } from '../needs.ts'
import { BIN } from '../program/whytop.ts'
import { type Net, ownNet } from './net-actor.ts'

interface Json {
  readonly routes:
    | readonly {
        readonly to: string
        readonly device: string | null
        readonly rto_min_seconds: number | null
        readonly metrics: Readonly<Record<string, number | string>>
        readonly locked: readonly string[]
      }[]
    | null
  readonly tcp_metrics:
    | readonly {
        readonly peer: string
        readonly source: string | null
        readonly age_seconds: number
        readonly rtt_seconds: number
        readonly rttvar_seconds: number
        readonly cwnd: number
      }[]
    | null
  readonly namespaces: readonly {
    readonly inode: number
    readonly own: boolean
    readonly pid: number | null
    readonly comm: string | null
    readonly processes: number
    readonly established: number
    readonly time_wait: number
    readonly other_tcp: number
  }[]
  readonly missing: readonly { readonly source: string; readonly why: string; readonly remedy: string | null }[]
}

needs({ commands: ['unshare', 'nsenter', 'ip', 'ss'], root: true }).describe(
  'routes and what is remembered of peers, beside ip(8)',
  () => {
    let net: Net
    const whytop = (...env: readonly string[]): Json =>
      JSON.parse(net.run('env', ...env, BIN, '--once', '--json', '--pane', 'tcp'))

    beforeAll(async () => {
      net = await ownNet()
      net.run('ip', 'route', 'add', '10.9.0.0/16', 'dev', 'lo', 'rto_min', '50ms')
      net.run('ip', 'route', 'add', '10.7.0.0/16', 'dev', 'lo')
      const others = [
        'mtu',
        'lock',
        '1400',
        'rtt',
        '30ms',
        'rttvar',
        '20ms',
        'initcwnd',
        '20',
        'features',
        'ecn',
        'congctl',
        'reno',
      ]
      net.run('ip', 'route', 'add', '10.8.0.0/16', 'dev', 'lo', ...others)
      net.run('ip', '-6', 'route', 'add', '2001:db8::/32', 'dev', 'lo', 'rto_min', '120ms')
      await net.act('close', '127.0.0.1', 7001, 64)
      await net.act('finish', '127.0.0.1', 7001, 20)
      await net.act('close', '::1', 7002, 64)
      await net.act('finish', '::1', 7002, 20)
      await net.act('hold', '127.0.0.1', 7003, 64)
      await net.act('connect', '127.0.0.1', 7003, 3)
    }, 30_000)
    afterAll(async () => {
      await net?.end()
    })

    test('rto_min and the other metrics of each route', () => {
      const said = [...net.run('ip', 'route', 'show').split('\n'), ...net.run('ip', '-6', 'route', 'show').split('\n')]
      const { routes } = whytop()
      for (const { to, device, rto_min_seconds, locked } of routes ?? []) {
        const line = said.find((line) => line.startsWith(`${to} `)) ?? ''
        expect(line, to).toContain(`dev ${device}`)
        const [, lock, rto] = / rto_min (lock )?(\d+)ms/.exec(line) ?? []
        expect([to, rto_min_seconds, locked.includes('rto_min')]).toEqual([
          to,
          rto ? Number(rto) / 1000 : null,
          lock !== undefined,
        ])
      }
      expect(routes?.map(({ to, rto_min_seconds }) => [to, rto_min_seconds])).toEqual([
        ['10.7.0.0/16', null],
        ['10.8.0.0/16', null],
        ['10.9.0.0/16', 0.05],
        ['2001:db8::/32', 0.12],
      ])
      const full = said.find((line) => line.startsWith('10.8.0.0/16')) ?? ''
      const { metrics = {}, locked = [] } = routes?.find(({ to }) => to === '10.8.0.0/16') ?? {}
      expect(Object.keys(metrics)).toEqual(['mtu', 'rtt', 'rttvar', 'initcwnd', 'features', 'congctl'])
      for (const [name, value] of Object.entries(metrics))
        expect(full).toContain(
          `${name} ${locked.includes(name) ? 'lock ' : ''}${value}${name.startsWith('rtt') ? 'ms' : ''}`,
        )
    })

    test('rtt, rttvar, cwnd and age of each peer', () => {
      const said = () =>
        net
          .run('ip', 'tcp_metrics', 'show')
          .trim()
          .split('\n')
          .map((line) => {
            const value = (name: string) => new RegExp(` ${name} (\\S+?)(?:us|sec)?(?: |$)`).exec(line)?.[1]
            const [peer] = line.split(' ')
            return {
              peer,
              age: Number(value('age')),
              key: [peer, value('cwnd'), value('rtt'), value('rttvar'), value('source')].join(' '),
            }
          })
      const before = said()
      const seen = whytop().tcp_metrics ?? []
      const after = said()
      const micros = (time: number) => Math.round(time * 1e6)
      expect(
        seen
          .map((one) => [one.peer, one.cwnd, micros(one.rtt_seconds), micros(one.rttvar_seconds), one.source].join(' '))
          .sort(),
      ).toEqual(before.map(({ key }) => key).sort())
      expect(seen.map(({ peer }) => peer).sort()).toEqual(['127.0.0.1', '::1'])
      for (const { peer, age_seconds } of seen) {
        const age = (all: ReturnType<typeof said>) => all.find((one) => one.peer === peer)?.age ?? Number.NaN
        expect(age_seconds).toBeGreaterThanOrEqual(age(before))
        expect(age_seconds).toBeLessThanOrEqual(age(after))
      }
    })

    test('in the list of namespaces, as seen from outside: who is in it, and its sockets', () => {
      const link = net.run('readlink', '/proc/self/ns/net').trim()
      const inside = () =>
        readdirSync('/proc')
          .filter((pid) => /^\d+$/.test(pid) && linkOf(pid) === link && stateOf(pid) !== 'Z')
          .map(Number)
      const json: Json = JSON.parse(execFileSync(BIN, ['--once', '--json', '--pane', 'tcp'], { encoding: 'utf8' }))
      const row = json.namespaces.find(({ inode }) => link === `net:[${inode}]`)
      const pids = inside()
      expect(row).toMatchObject({ own: false, pid: Math.min(...pids), processes: pids.length })
      const [, estab, tw] = /estab (\d+),.* timewait (\d+)/.exec(net.run('ss', '-s')) ?? []
      expect(estab).toBe('6')
      expect(row).toMatchObject({ established: Number(estab), time_wait: Number(tw), comm: 'sh' })
      // Those that listen, one each.
      expect(row?.other_tcp).toBe(3)
      expect(json.namespaces[0]).toMatchObject({
        own: true,
        pid: null,
        inode: Number(/\d+/.exec(linkOf('self') ?? '')?.[0]),
      })
    })

    test('without koffi they are not there, and it says why', () => {
      const json = whytop('WHYTOP_NO_NATIVE=1')
      expect([json.routes, json.tcp_metrics]).toEqual([null, null])
      expect(json.missing.find(({ source }) => source === 'routes (rtnetlink)')?.remedy).toContain('koffi')
    })
  },
)

/** Null: it has ended. */
function linkOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

function stateOf(pid: string): string {
  return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? ''
}
