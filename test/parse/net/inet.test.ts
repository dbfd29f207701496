import { expect, test } from 'vitest'
import type { InetSocket } from '../../../src/parse/net/inet.ts'
import { inetSockets } from '../../../src/parse/net/inet.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const HEADING = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const captured = [...inetSockets('tcp', fixture('net/tcp')), ...inetSockets('tcp', fixture('net/tcp6'))]

test('captured: every state but TIME-WAIT, addresses and ports as ss said at the same time', () => {
  const port = (number: number) => (number === 0 ? '*' : String(number))
  const spelled = (s: InetSocket) => `${s.state} ${s.local}:${port(s.localPort)} ${s.remote}:${port(s.remotePort)}`
  const ss = fixture('net/ss-tan.txt').toString().trim().split('\n').slice(1)
  const said = ss.map((line) => {
    const [state, , , local, remote] = line.split(/\s+/)
    return `${state} ${local} ${remote}`.replace('[::]:', '*:')
  })
  expect(
    captured
      .filter((socket) => socket.state !== 'TIME-WAIT')
      .map(spelled)
      .sort(),
  ).toEqual(said.sort())
})

test('captured: queues, timers and owners', () => {
  const of = (state: InetSocket['state']) => captured.find((socket) => socket.state === state)
  expect(of('SYN-SENT')).toMatchObject({
    txQueue: 1,
    timer: 'retransmit',
    timerWhen: expect.any(Number),
    retransmits: 1,
    uid: 0,
    inode: 17626,
  })
  expect(of('SYN-RECV')).toMatchObject({ uid: null, inode: null, timer: 'retransmit' })
  expect(of('TIME-WAIT')).toMatchObject({ uid: null, inode: null, timer: 'time-wait' })
  expect(captured.find((socket) => socket.localPort === 7000 && socket.state === 'LISTEN')?.rxQueue).toBe(3)
  expect(captured.filter((socket) => socket.state === 'TIME-WAIT')).toHaveLength(20)
})

test('a row number of five digits, the state of a new request, no last newline', () => {
  const row =
    '12345: 0100007F:1F90 0100007F:AD1C 0C 00000000:00000001 02:000000FF 00000000  1000        2 12561 1 0000000001656884'
  expect(inetSockets('tcp', bytes(HEADING + row))).toEqual([
    {
      state: 'SYN-RECV',
      local: '127.0.0.1',
      localPort: 8080,
      remote: '127.0.0.1',
      remotePort: 44316,
      txQueue: 0,
      rxQueue: 1,
      timer: 'keepalive',
      timerWhen: 255,
      retransmits: 0,
      uid: null,
      probes: 2,
      inode: 12561,
    },
  ])
  expect(inetSockets('tcp', bytes(HEADING))).toEqual([])
})

test.each([
  '',
  'nonsense\n',
  `${HEADING}   0: 0100007F:1F90 0100007F:AD1C\n`,
  `${HEADING}   0: 0100007F:1F90 0100007F:AD1C 0E 00000000:00000001 00:00000000 00000000 0 0 1 1 00\n`,
  `${HEADING}   0: 0100007F00:1F90 0100007F:AD1C 01 00000000:00000001 00:00000000 00000000 0 0 1 1 00\n`,
])('refuses %j', (file) => {
  expect(() => inetSockets('tcp', bytes(file))).toThrow(ParseError)
})
