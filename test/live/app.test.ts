import { afterAll, beforeAll, expect, test } from 'vitest'
import { localHost } from '../../src/host/local.ts'
import { programOf } from '../../src/model/command.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import type { Samples } from '../../src/sample/sample.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import type { Wants } from '../../src/sample/wants.ts'
import { appView } from '../../src/views/app/view.ts'
import { needs } from '../needs.ts'
import { placeOf, SOME_PROCESSES } from '../snapshot-of.ts'
import { type Net, ownNet } from './net-actor.ts'
import { type Child, start } from './ticks.ts'

const NAME = `shopd${process.pid}`

/**
 * main NAME PORTS: four workers that accept at each port; at the second one they answer and close, at the others they answer and wait ·
 * clients PORT N: N connections that stay and ask again and again · calls PORT MS WHO: a connection every so many ms that asks once;
 * WHO closes: the server, or the client when it has its answer.
 */
const PROGRAM = `
const net = require('node:net')
const { spawn } = require('node:child_process')
const [role, a, b, c] = process.argv.slice(1)
const answer = (closes) => (s) => { s.on('error', () => {}); s.on('data', () => closes ? s.end('y') : s.write('y')) }
if (role === 'main') {
  process.title = a
  const script = process.execArgv[process.execArgv.indexOf('-e') + 1]
  const ports = b.split(',').map(Number)
  const servers = ports.map((port) => net.createServer(() => {}))
  let listening = 0
  let ready = 0
  servers.forEach((server, i) => server.listen({ host: '127.0.0.1', port: ports[i], backlog: 64 }, () => {
    if (++listening < ports.length) return
    for (let n = 0; n < 4; n++) {
      const worker = spawn(process.execPath, ['-e', script, 'worker', a], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
      worker.on('message', () => { if (++ready === 4) { servers.forEach((one) => one.close()); console.log('ready') } })
      servers.forEach((one, k) => worker.send({ closes: k === 1, last: k === ports.length - 1 }, one))
    }
  }))
} else if (role === 'worker') {
  process.title = a
  process.on('disconnect', () => process.exit())
  process.on('message', ({ closes, last }, server) => { server.on('connection', answer(closes)); if (last) process.send('ready') })
} else if (role === 'clients') {
  let open = 0
  for (let n = 0; n < Number(b); n++) {
    const s = net.connect({ host: '127.0.0.1', port: Number(a) }, () => { s.write('x'); if (++open === Number(b)) console.log('ready') })
    s.on('error', () => {})
    s.on('data', () => setTimeout(() => s.write('x'), 50))
  }
} else {
  setInterval(() => {
    const s = net.connect({ host: '127.0.0.1', port: Number(a), allowHalfOpen: true }, () => s.write('x'))
    s.on('error', () => {})
    s.on('data', () => { if (c === 'client') s.end() })
    s.on('end', () => s.end())
  }, Number(b))
  setTimeout(() => console.log('ready'), 500)
}
process.stdin.resume()`

interface Flow {
  readonly address: string
  readonly established: number
  readonly opened_per_second: number | null
  readonly lifetime_seconds: number | null
  readonly reused_percent: number | null
  readonly closed_first_percent: number | null
  readonly time_wait: number
}

interface Json {
  readonly service: { readonly name: string; readonly by: string; readonly oldest_pid: number } | null
  readonly workers: number
  readonly cpus_used: number | null
  readonly waiting_percent: number | null
  readonly listeners: readonly Flow[]
  readonly upstreams: readonly Flow[]
  readonly processes: readonly { readonly pid: number; readonly main: boolean; readonly open_files: number | null }[]
}

needs({ commands: ['unshare', 'nsenter', 'ip', 'nstat'], root: true }).describe('a server of four workers', () => {
  let net: Net
  const children: Child[] = []
  const act = async (...args: readonly string[]) => {
    const child = start('nsenter', '-t', String(net.pid), '-n', process.execPath, '-e', PROGRAM, ...args)
    children.push(child)
    await child.line()
    return child
  }
  let main: Child
  let json: Json
  /** Accepted in the namespace, a second, by nstat. */
  let accepted: number

  beforeAll(async () => {
    net = await ownNet()
    main = await act('main', NAME, '7101,7102,7103')
    await act('clients', '7101', '20')
    await act('calls', '7102', '25', 'server')
    await act('calls', '7103', '50', 'client')
    const place = placeOf(appView, { program: NAME })
    const opens = () => Number(/^TcpPassiveOpens\s+(\d+)/m.exec(net.run('nstat', '-azs', 'TcpPassiveOpens'))?.[1])
    // As on a screen, where the workers are in sight: their sockets and threads are read at every look.
    const wants = (samples: Samples | null): Wants => {
      const rows = samples?.after.processes?.rows ?? []
      const visible = rows.filter((row) => programOf(row) === NAME).map(({ pid }) => pid)
      const own = appView.processes?.(place, samples) ?? {}
      return {
        sources: appView.sources(samples, place),
        processes: { ...SOME_PROCESSES, ...own, visible, files: ['sockets', 'cmdline'] },
      }
    }
    const host = localHost()
    const sampler = new Sampler(host)
    let samples: Samples | null = null
    // Who belongs to it, then their sockets and threads are found look by look.
    for (let look = 0; look < 5; look++) samples = await sampler.take(wants(samples), () => undefined)
    const from = { at: performance.now(), opens: opens() }
    await new Promise((done) => setTimeout(done, 3000))
    const snapshot = new Snapshot(await sampler.take(wants(samples), () => undefined), host.facts, NO_HISTORY)
    accepted = ((opens() - from.opens) / (performance.now() - from.at)) * 1000
    host.close()
    json = appView.json(snapshot, place) as never
  }, 60_000)
  afterAll(async () => {
    for (const child of children.reverse()) await child.end()
    await net?.end()
  })

  const listener = (port: number) => json.listeners.find(({ address }) => address === `127.0.0.1:${port}`) as Flow

  test('has its main process and the workers', () => {
    expect(json.service).toMatchObject({ name: NAME, by: 'program', oldest_pid: main.pid })
    expect(json.workers).toBe(4)
    expect(json.processes.filter((one) => one.main).map(({ pid }) => pid)).toEqual([main.pid])
    expect(json.processes.every(({ open_files }) => (open_files ?? 0) > 3)).toBe(true)
    expect(json.cpus_used).toBeGreaterThan(0)
    expect(json.waiting_percent).toBeGreaterThanOrEqual(0)
  })

  test('has three listeners, and no upstream', () => {
    expect(json.listeners.map(({ address }) => address).sort()).toEqual([
      '127.0.0.1:7101',
      '127.0.0.1:7102',
      '127.0.0.1:7103',
    ])
    expect(json.upstreams).toEqual([])
  })

  test('accepts as many a second as nstat says, shared by what each took', () => {
    const sum = json.listeners.reduce((all, one) => all + (one.opened_per_second ?? Number.NaN), 0)
    expect(sum).toBeGreaterThan(accepted * 0.85)
    expect(sum).toBeLessThan(accepted * 1.15)
    expect(listener(7102).opened_per_second).toBeGreaterThan(accepted * 0.5)
  })

  test('keeps what is kept alive, and makes anew what is not', () => {
    expect(listener(7101)).toMatchObject({ established: 20, opened_per_second: 0, reused_percent: 100 })
    expect(listener(7102).reused_percent).toBeLessThan(10)
    // Often none is there at the moment of a look: then it is not known.
    expect(listener(7102).lifetime_seconds ?? 0).toBeLessThan(0.5)
  })

  test('tells who closes first', () => {
    expect(listener(7102).closed_first_percent).toBeGreaterThan(80)
    expect(listener(7102).time_wait).toBeGreaterThan(20)
    expect(listener(7103)).toMatchObject({ closed_first_percent: 0, time_wait: 0 })
  })
})
