import { expect, test } from 'vitest'
import { asksElsewhere, goesBySettings, seenElsewhere } from '../../src/findings/elsewhere.ts'
import { interfaceSources } from '../../src/model/network/interfaces.ts'
import { socketSource } from '../../src/model/sockets/table.ts'
import { portRange, rangeSources } from '../../src/model/tcp/ephemeral.ts'
import { limitSources, limits } from '../../src/model/tcp/limits.ts'
import { netNamespace } from '../../src/model/tcp/namespace.ts'
import { netDev } from '../../src/parse/net/dev.ts'
import { snmp } from '../../src/parse/net/snmp.ts'
import { tcpMaxTwBuckets, tcpMem } from '../../src/parse/sys/net/ipv4.ts'
import { reading, type Sample } from '../../src/sample/sample.ts'
import { source } from '../../src/source.ts'

const LISTENING = { states: 1 << 10 }
const other = source('/proc/9/limits', (file) => file.length, 30)

function sample(files: Readonly<Record<string, unknown>>): Sample {
  const read = Object.entries(files).map(([path, value]) => [path, { at: 5, value }] as const)
  return { at: 5, files: new Map(read), processes: null }
}

test('what is of a network namespace is asked below /proc/PID/net, sockets too', () => {
  const asked = asksElsewhere([snmp, socketSource(LISTENING), other, tcpMem, tcpMaxTwBuckets], 9)
  expect(asked.map(({ path }) => path)).toEqual([
    '/proc/9/net/snmp',
    '/proc/9/net/tcp sockets (states 0x400)',
    '/proc/9/limits',
    // One value for the whole machine: the other setting is whoever's who reads it.
    tcpMem.path,
  ])
  expect(asked[1]?.dump?.request).toMatchObject({ ask: 'sockets', pid: 9, states: 1 << 10 })
})

test('interfaces are counted there; what sysfs says is of those of the own namespace, and not asked', () => {
  const sources = [
    netDev,
    ...interfaceSources({ after: sample({ '/proc/net/dev': [{ name: 'eth0' }] }), before: null }),
  ]
  expect(sources.some(({ path }) => path.startsWith('/sys/class/net/eth0/'))).toBe(true)
  expect(new Set(asksElsewhere(sources, 9).map(({ path }) => path))).toEqual(new Set(['/proc/9/net/dev']))
  const there = seenElsewhere(sample({ '/proc/9/net/dev': 'theirs', '/sys/class/net/eth0/speed': 10 }), sources, 9)
  expect([...there.files.keys()]).toEqual(['/proc/net/dev'])
})

test('a rule finds it where it looks for its own, and nothing of its own beside it', () => {
  const sources = [snmp, socketSource(LISTENING), other, source('/proc/net/netstat', () => 0)]
  const there = seenElsewhere(
    sample({
      '/proc/net/snmp': 'own',
      '/proc/net/netstat': 'own',
      [socketSource(LISTENING).path]: 'own',
      '/proc/9/net/snmp': 'theirs',
      [socketSource({ ...LISTENING, pid: 9 }).path]: 'their sockets',
      '/proc/8/net/snmp': 'of others',
      '/proc/9/limits': 1024,
    }),
    sources,
    9,
  )
  expect(
    Object.fromEntries([...there.files].map(([path, read]) => [path, 'value' in read ? read.value : null])),
  ).toEqual({
    '/proc/net/snmp': 'theirs',
    [socketSource(LISTENING).path]: 'their sockets',
    '/proc/9/limits': 1024,
  })
})

test('its settings are not those of the reader: the kernel gives each new namespace the same ports, the rest is unknown', () => {
  const own = sample({
    '/proc/sys/net/ipv4/ip_local_port_range': [1024, 1100],
    [tcpMaxTwBuckets.path]: 5,
    [tcpMem.path]: [1, 2, 3],
  })
  const after = seenElsewhere(own, [...rangeSources, ...limitSources], 9)
  const samples = { after, before: null }
  const space = netNamespace(samples, null)
  expect(portRange(samples, space)).toMatchObject({ low: 32_768, high: 60_999, reserved: new Set() })
  expect(limits(samples, 1, space)).toMatchObject({ buckets: null, memoryMost: 3, retry: { retries: 15 } })
  expect(reading(after, tcpMaxTwBuckets)).toMatchObject({ missing: 'absent' })
})

test('whether a rule goes by such settings', () => {
  expect(goesBySettings([snmp, tcpMem])).toBe(false)
  expect(goesBySettings([snmp, tcpMaxTwBuckets])).toBe(true)
})
