import { describe, expect, test } from 'vitest'
import { once } from '../src/once.ts'
import { FakeHost } from './sample/fake-host.ts'
import { fixtureHost, looked, stateOf } from './ui/drawing.ts'

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
