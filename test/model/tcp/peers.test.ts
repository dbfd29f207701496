import { expect, test } from 'vitest'
import { peersOf } from '../../../src/model/tcp/peers.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { tableOf } from './tables.ts'

const A = { remote: '10.0.0.2', remotePort: 443 }
const B = { remote: '10.0.0.3', remotePort: 50_000 }

test('by the address at the far end, most first; TIME_WAIT by side', () => {
  const { peers, count } = peersOf(
    tableOf([
      { state: TCP.LISTEN, localPort: 80 },
      {
        state: TCP.ESTAB,
        localPort: 40_000,
        ...A,
        info: { totalRetrans: 3, bytesSent: 1000, bytesRetrans: 250, minRtt: 900 },
      },
      { state: TCP.ESTAB, localPort: 40_001, ...A, timer: 1, retransmits: 2, info: { totalRetrans: 1, minRtt: 400 } },
      { state: TCP.TIME_WAIT, localPort: 40_002, ...A },
      { state: TCP.SYN_SENT, localPort: 40_003, ...A, timer: 1 },
      { state: TCP.TIME_WAIT, localPort: 80, ...B },
      { state: TCP.CLOSE_WAIT, localPort: 80, ...B },
    ]),
  )
  expect(count).toBe(2)
  expect(peers[0]).toMatchObject({
    total: 4,
    estab: 2,
    synSent: 1,
    waitsClient: 1,
    waitsServer: 0,
    backingOff: 1,
    retransmitted: 4,
    lossy: 0.25,
    minRtt: 0.0004,
  })
  expect(peers[1]).toMatchObject({ total: 2, closeWait: 1, waitsServer: 1, waitsClient: 0, lossy: null, minRtt: null })
})

test('without tcp_info, what it would tell is not known', () => {
  const { peers } = peersOf(tableOf([{ state: TCP.ESTAB, localPort: 40_000, ...A }], 'proc'))
  expect(peers[0]).toMatchObject({ retransmitted: null, lossy: null, minRtt: null })
})
