import { expect, test } from 'vitest'
import { heldSockets, socketSources } from '../../../src/model/process/sockets.ts'
import { udpSockets, udpSources } from '../../../src/model/tcp/udp.ts'
import { parsePidLinks } from '../../../src/parse/pid/links.ts'
import { Sampler } from '../../../src/sample/sampler.ts'
import { bothWant, NO_WANTS } from '../../../src/sample/wants.ts'
import type { Source } from '../../../src/source.ts'
import { FakeHost } from '../../sample/fake-host.ts'

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const ROW = `   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 ${'0'.repeat(48)}\n`

test('a table of sockets is read at every look, and one with tens of thousands each two seconds', async () => {
  const host = new FakeHost()
  for (const name of ['tcp6', 'udp', 'udp6']) host.files.set(`/proc/7/net/${name}`, HEAD)
  host.files.set('/proc/7/net/unix', 'Num       RefCount Protocol Flags    Type St Inode Path\n')
  host.files.set('/proc/7/net/tcp', HEAD + ROW.repeat(11_000))
  const sampler = new Sampler(host)
  let samples = null
  const asked: (readonly boolean[])[] = []
  for (let look = 0; look < 6; look++, host.at += 1e9) {
    const wants = { sources: socketSources(samples, 7), processes: null }
    samples = await sampler.take(wants, () => undefined)
    asked.push(['tcp', 'udp'].map((name) => host.asked.includes(`/proc/7/net/${name}`)))
  }
  expect(asked.map(([, udp]) => udp)).toEqual([true, true, true, true, true, true])
  expect(asked.map(([tcp]) => tcp)).toEqual([true, false, true, false, true, false])
})

test('datagrams of its namespace are read for their own page, and for UDP-DROP, at the same look', async () => {
  const host = new FakeHost()
  const row = (inode: number, drops: number) =>
    `  1: 00000000:0035 00000000:0000 07 00000000:00000100 00:00000000 00000000     0        0 ${inode} 2 00000000ac156ac8 ${drops}\n`
  host.files.set('/proc/7/net/udp', HEAD + row(4711, 37) + row(4712, 0))
  for (const order of [
    [socketSources(null, 7), udpSources(7)],
    [udpSources(7), socketSources(null, 7)],
  ]) {
    const samples = await new Sampler(host).take({ sources: bothOf(order), processes: null }, () => undefined)
    const { sockets, missing } = heldSockets(samples, 7, parsePidLinks(Buffer.from('3 -> socket:[4711]\n')))
    expect(sockets).toMatchObject([{ fds: [3], protocol: 'udp', state: 'UNCONN', rxQueue: 256 }])
    expect(missing.map(({ source }) => source)).not.toContain('/proc/7/net/udp')
    expect(udpSockets(samples, 7).rows).toMatchObject([{ drops: 37 }, { drops: 0 }])
  }
})

/** As one sample is asked for what two want. */
function bothOf([one = [], other = []]: readonly (readonly Source<unknown>[])[]): readonly Source<unknown>[] {
  return bothWant({ ...NO_WANTS, sources: one }, { ...NO_WANTS, sources: other }).sources
}
