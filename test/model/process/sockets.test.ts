import { expect, test } from 'vitest'
import { socketSources } from '../../../src/model/process/sockets.ts'
import { Sampler } from '../../../src/sample/sampler.ts'
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
