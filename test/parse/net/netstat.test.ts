import { expect, test } from 'vitest'
import { parseNetstat } from '../../../src/parse/net/netstat.ts'
import { parseSnmp } from '../../../src/parse/net/snmp.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured: every counter nstat showed, between the two instants', () => {
  const at = (instant: string) =>
    new Map([
      ...parseSnmp(fixture(`tcp-states/${instant}/proc/net/snmp`)),
      ...parseNetstat(fixture(`tcp-states/${instant}/proc/net/netstat`)),
    ])
  const [before, after] = [at('t0'), at('t1')]
  const said = fixture('tcp-states/expected/nstat.txt').toString().trim().split('\n')
  expect(said.length).toBeGreaterThan(10)
  for (const line of said) {
    const [name = '', value] = line.split(/\s+/)
    expect(before.get(name), name).toBeLessThanOrEqual(after.get(name) as number)
    // nstat was asked before the capture began.
    expect(Number(value), name).toBeLessThanOrEqual(after.get(name) as number)
  }
  expect(after.get('TcpExtTW')).toBe(2000)
  expect(after.get('MPTcpExtMPTCPRetrans')).toBe(0)
})

test('refuses another file', () => {
  expect(() => parseNetstat(bytes('sockets: used 1\n'))).toThrow(ParseError)
})
