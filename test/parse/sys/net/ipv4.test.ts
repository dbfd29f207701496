import { expect, test } from 'vitest'
import { ipLocalPortRange, ipLocalReservedPorts, tcpMem, tcpRetries2 } from '../../../../src/parse/sys/net/ipv4.ts'
import { bytes, fixture } from '../../fixture.ts'

test('captured', () => {
  const of = <T>({ path, parse }: { readonly path: string; readonly parse: (file: Buffer) => T }) =>
    parse(fixture(`tcp-states/t1${path}`))
  expect(of(ipLocalPortRange)).toEqual([32768, 60999])
  expect(of(ipLocalReservedPorts)).toEqual([])
  expect(of(tcpMem)).toEqual([21759, 29014, 43518])
  expect(of(tcpRetries2)).toBe(15)
})

test('reserved ports are a list with ranges', () => {
  expect(ipLocalReservedPorts.parse(bytes('8080,9148-9150\n'))).toEqual([8080, 9148, 9149, 9150])
})
