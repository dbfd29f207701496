import { expect, test } from 'vitest'
import { udpDrop } from '../../src/findings/udp-drop.ts'
import { udp } from '../../src/parse/net/udp.ts'
import { capturedLook, clear, notEvaluable, seen } from './looks.ts'
import { holding, lookAtNet, type Net } from './network.ts'

const socket = (port: number, drops: number, inode: number) =>
  ` 10: 00000000:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 00000000ac156ac8 ${drops}`
const files = (drops: number) =>
  udp.parse(
    Buffer.from(
      `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n${socket(53, 0, 5)}\n${socket(514, drops, 6)}\n`,
    ),
  )

/** In one second. */
function machine(lost: number, received: number): { now: Net; was: Net } {
  const net = (drops: number, came: number): Net => ({
    counters: { UdpRcvbufErrors: drops, UdpInDatagrams: came },
    given: [[udp, files(drops)]],
  })
  return { now: net(lost, received), was: net(0, 0) }
}

test('losses are those of the program that does not read', () => {
  const processes = holding({ pid: 8, comm: 'dns', inodes: [5] }, { pid: 9, comm: 'syslog', inodes: [6] })
  const found = seen(lookAtNet(udpDrop, { ...machine(10, 100_000), processes }))
  expect(found).toMatchObject({ seen: 'warning', hold: false, scope: { pids: [9] } })
  expect(found.says).toContain('syslog 9 (port 514)')
})

test('few count where they are much of what comes', () => {
  expect(seen(lookAtNet(udpDrop, machine(2, 150))).hold).toBe(false)
  expect(seen(lookAtNet(udpDrop, machine(2, 1000))).hold).toBe(true)
})

test('silent without losses, pending with one sample', () => {
  clear(lookAtNet(udpDrop, machine(0, 1000)))
  expect(notEvaluable(lookAtNet(udpDrop, { now: machine(0, 0).now })).missing).toBe('pending')
  notEvaluable(lookAtNet(udpDrop, { now: {}, was: {} }))
})

test('a captured machine at rest is silent', async () => {
  clear(await capturedLook(udpDrop, 'idle-4node'))
})
