import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect } from 'vitest'
import schema from '../../schema/why.schema.json' with { type: 'json' }
import type { WhyJson } from '../../src/why-json.ts'
import { violations } from '../json-schema.ts'
import { needs } from '../needs.ts'
import { BIN, programs, text } from '../program/whytop.ts'
import { type Net, ownNet } from './net-actor.ts'
import type { Child } from './ticks.ts'

const PORT = 7000

const test = needs({ root: true, commands: ['unshare', 'nsenter', 'ip'] })

test.describe('a full accept queue in another network namespace', () => {
  const { whytop, end } = programs()
  let net: Net
  let server: Child

  const why = (): WhyJson => {
    const env = { ...process.env, XDG_CONFIG_HOME: '/nonexistent' }
    // Exit 1 says that something was found.
    const script = '"$0" why --for 10s --json; test $? -le 1'
    return JSON.parse(execFileSync('sh', ['-c', script, BIN], { encoding: 'utf8', env }))
  }

  beforeAll(async () => {
    net = await ownNet()
    server = await net.act('hold', '127.0.0.1', PORT, 4)
    server.signal('SIGSTOP')
    await net.act('try', '127.0.0.1', PORT, 100)
  })
  afterAll(async () => {
    await end()
    await net.end()
  })

  test('is found by why, and named by its processes', () => {
    const json = why()
    expect(violations(schema, json)).toEqual([])
    const found = json.findings.find(({ id }) => id === 'ACCEPTQ')
    expect(found?.says).toMatch(/^In the network namespace of sh \d+ and node \d+ \(3 processes\): /)
    expect(found?.namespace).toMatchObject({ pid: net.pid, processes: 3 })
    expect(found?.evidence.map(({ from }) => from)).toContain(`/proc/${net.pid}/net/netstat TcpExt ListenOverflows`)
    expect(found?.culprits.map(({ kind }) => kind)).toEqual(['process', 'listener', 'namespace'])
    expect(found?.culprits[0]?.key).toMatch(new RegExp(`^${server.pid}:`))
    expect(found?.verify).toContain(`nsenter -t ${net.pid} -n ss -ltn`)
  }, 30_000)

  test('whose server stands still: it is named as stopped, and that explains the queue', () => {
    const json = why()
    const found = json.findings.find(({ id }) => id === 'STOPPED')
    expect(json.headline).toBe('STOPPED')
    expect(found?.says).toMatch(
      new RegExp(
        `^In the network namespace of .* connections wait on port ${PORT} for node ${server.pid}, which was stopped`,
      ),
    )
    expect(found?.namespace).toMatchObject({ pid: net.pid })
    expect(found?.evidence[0]?.from).toBe(`/proc/${net.pid}/net/tcp`)
    expect(found?.culprits.map(({ kind }) => kind)).toEqual(['process', 'namespace'])
    expect(found?.verify).toContain(`nsenter -t ${net.pid} -n ss -tnlp`)
  }, 30_000)

  test('is found by the running overview', async () => {
    await net.act('try', '127.0.0.1', PORT, 100)
    const session = whytop([], { columns: 160, rows: 48 })
    await text(session, /accepts? (?:too slowly|fast enough) at 127\.0\.0\.1:7000/, 90_000)
    await text(session, /In the network namespace of sh \d+ and node \d+ \(\d+ processes\): /, 5000)
  }, 120_000)
})
