import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { treeHost } from '../src/host/tree.ts'
import { once } from '../src/once.ts'
import { visitTo } from '../src/ui/places.ts'
import { TABLE } from '../src/ui/state.ts'
import { FakeHost } from './sample/fake-host.ts'
import { fixtureHost, looked, stateAt, stateOf } from './ui/drawing.ts'

async function json(host: Parameters<typeof once>[0], pane = 'processes'): Promise<Record<string, unknown>> {
  const written: string[] = []
  await once(host, stateOf(pane), { frames: 1, json: true }, async (text) => void written.push(text))
  expect(written).toHaveLength(1)
  return JSON.parse(written[0] as string)
}

const TEXT = { frames: 1, json: false }

const rowsOf = ({ rows }: Record<string, unknown>) => rows as readonly Record<string, unknown>[]

describe('a capture as text', () => {
  test('has nothing that is for keys, and no chart that has yet to begin', async () => {
    const written: string[] = []
    for (const pane of ['processes', 'load'])
      await once(fixtureHost('load-d'), stateOf(pane, { tabs: false, rows: 1000 }), TEXT, async (text) => {
        written.push(text)
      })
    const [processes = '', load = ''] = written
    expect(processes).toMatch(/^ {5,}\d+ 0 /m)
    expect(load).toContain('load')
    for (const text of written) expect(text).not.toMatch(/›|\? help|q quit|chart begins/)
  })
})

test('what is printed has as many lines as there is to say, however many there may be', async () => {
  const { drawn } = await looked(fixtureHost('load-d'), stateOf('processes', { tabs: false, rows: 1_000_000 }))
  expect(drawn.frame.lines.length).toBeGreaterThan(50)
  expect(drawn.frame.lines.length).toBeLessThan(1000)
})

test('looks are --interval apart', async () => {
  const host = new FakeHost()
  host.add(7, {})
  const begun = performance.now()
  await once(host, stateOf('processes', { interval: 0.1 }), { ...TEXT, frames: 3 }, async () => undefined)
  expect(performance.now() - begun).toBeGreaterThan(290)
  expect(performance.now() - begun).toBeLessThan(2500)
})

test('several panes: each has what it has alone, a record of its own in JSON', async () => {
  const panes = ['processes', 'overview']
  const both = { tabs: false, rows: 1000, tiles: panes.map((id) => ({ trail: [visitTo(id)] })) }
  const written: string[] = []
  for (const json of [true, false])
    await once(fixtureHost('swap-4node'), stateOf('processes', both), { frames: 1, json }, async (text) => {
      written.push(text)
    })
  const [processes = '', overview = '', text] = written
  expect(written).toHaveLength(3)
  for (const [i, record] of [processes, overview].entries())
    expect(JSON.parse(record)).toEqual(await json(fixtureHost('swap-4node'), panes[i]))
  expect(text).toMatch(/● critical/)
})

describe('a capture as JSON', () => {
  test('the overview has what the rules found, dear sources among it', async () => {
    const record = await json(fixtureHost('swap-4node'), 'overview')
    const found = rowsOf({ rows: record.findings })
    expect(record.headline).toBe(found[0]?.id)
    expect(found.map(({ id }) => id)).toContain('DIRECT')
    expect(found.flatMap(({ culprits }) => culprits as readonly { kind: string }[]).map(({ kind }) => kind)).toContain(
      'process',
    )
    expect(record.subjects).toMatchObject({ load: { load1: 5.19 }, swap: { used_bytes: 541052928 } })
  })

  test('has rates of every file that both instants have, and the moment of the later one', async () => {
    const record = await json(fixtureHost('load-d'))
    expect(record.at).toBe('2026-11-21T04:08:47.727Z')
    for (const row of rowsOf(record).filter(({ kernel_thread }) => kernel_thread === false))
      for (const [key, value] of Object.entries(row))
        if (key.endsWith('_per_second')) expect([row.pid, key, value]).toEqual([row.pid, key, expect.any(Number)])
    expect(rowsOf(record).some((row) => Number(row.write_bytes_per_second) > 0)).toBe(true)
    expect(rowsOf(record).some((row) => Number(row.voluntary_switches_per_second) > 0)).toBe(true)
  })

  test('names the command of the threads that count, not only the program', async () => {
    const threads = (await json(fixtureHost('load-d'), 'load')).threads as readonly Record<string, unknown>[]
    expect(threads.find(({ pid }) => pid === 187)).toMatchObject({ comm: 'sh', command: 'sh -c echo x > /slow/file4' })
  })
})

test('sockets as JSON: those that the filter lets through, beside all that the pane tells anyhow', async () => {
  const written: string[] = []
  const filtered = (filter: string) => ({ ...TABLE, filter })
  const place = (page: string) => stateAt({ ...visitTo('tcp'), place: { ...visitTo('tcp').place, page } })
  for (const state of [
    stateOf('tcp'),
    place('sockets'),
    { ...place('sockets'), tables: { tcp: filtered('state=time-wait lport<40000') } },
  ])
    await once(fixtureHost('tcp-states'), state, { frames: 1, json: true }, async (text) => void written.push(text))
  const [pane, all, some] = written.map((text): Tcp => JSON.parse(text))
  if (!pane || !all || !some) throw new Error('three were asked for')
  expect(pane.sockets).toBeNull()
  const count = Object.values(all.states).reduce((sum, n) => sum + n, 0)
  expect(all.sockets).toHaveLength(count)
  // Read once, however many pages ask for it.
  expect([all.states, some.states]).toEqual([pane.states, pane.states])
  expect([all.udp, all.settings]).toEqual([pane.udp, pane.settings])
  const waiting = all.sockets?.filter(({ state, local_port }) => state === 'TIME-WAIT' && local_port < 40_000) ?? []
  expect(waiting.length).toBeGreaterThan(0)
  expect(waiting.length).toBeLessThan(pane.states['TIME-WAIT'] as number)
  const by = ({ local_port, peer_port }: Socket) => local_port * 65_536 + peer_port
  expect([...(some.sockets ?? [])].sort((a, b) => by(a) - by(b))).toEqual(waiting.sort((a, b) => by(a) - by(b)))
  expect(all.sockets?.find(({ state }) => state === 'LISTEN')).toMatchObject({
    receive_queue_bytes: null,
    accept_queue: expect.any(Number),
    accept_queue_max: null,
  })
})

interface Socket extends Record<string, unknown> {
  readonly local_port: number
  readonly peer_port: number
}

interface Tcp extends Record<string, unknown> {
  readonly sockets: readonly Socket[] | null
  readonly states: Readonly<Record<string, number>>
}

test('cgroups are listed a depth at a look: all are, and read, before the first is printed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-deep-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(fileURLToPath(new URL('fixtures/swap-4node', import.meta.url)), folder, {
    recursive: true,
    filter: (from) => !/\/proc\/\d+$/.test(from),
  })
  const app = 'sys/fs/cgroup/app.slice'
  const below = '/pod/container/init/worker'
  for (const instant of ['t0', 't1'])
    for (let end = 0; end !== -1; ) {
      end = below.indexOf('/', end + 1)
      const to = join(folder, instant, app + (end === -1 ? below : below.slice(0, end)))
      cpSync(fileURLToPath(new URL(`fixtures/swap-4node/${instant}/${app}`, import.meta.url)), to, { recursive: true })
    }
  const { groups } = await json(treeHost(folder), 'cgroups')
  const own = (groups as readonly Record<string, unknown>[]).find(({ path }) => path === `/app.slice${below}`)
  expect(own).toMatchObject({ depth: 5, memory_bytes: expect.any(Number), cpu_percent: expect.any(Number) })
})

test('the threads that count on a live machine: their command', async () => {
  const host = new FakeHost()
  host.add(7, { state: 'D', files: { cmdline: 'dd\0if=/dev/sda\0' } })
  const collect = host.collect.bind(host)
  host.collect = (...args) => {
    host.at += 1e9
    return collect(...args)
  }
  const threads = (await json(host, 'load')).threads as readonly Record<string, unknown>[]
  expect(threads).toMatchObject([{ pid: 7, command: 'dd if=/dev/sda' }])
})
