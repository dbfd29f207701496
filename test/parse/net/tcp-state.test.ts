import { expect, test } from 'vitest'
import { ALL_STATES, shownState, stateMask, TCP, TCP_STATES, TCP_TIMERS } from '../../../src/parse/net/tcp-state.ts'

// include/net/tcp_states.h, in its order.
const KERNEL = ['ESTAB', 'SYN-SENT', 'SYN-RECV', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'UNCONN', 'CLOSE-WAIT']

test('numbers and names go together', () => {
  expect(TCP_STATES.slice(1)).toEqual([...KERNEL, 'LAST-ACK', 'LISTEN', 'CLOSING'])
  for (const [name, code] of Object.entries(TCP)) expect(TCP_STATES[code]).toBe(name.replaceAll('_', '-'))
  expect(TCP_TIMERS[2]).toBe('keepalive')
})

test('a request is shown as SYN-RECV; what this kernel has beyond is not known', () => {
  expect([1, 11, 12].map(shownState)).toEqual([TCP.ESTAB, TCP.CLOSING, TCP.SYN_RECV])
  expect([0, 13, 255].map(shownState)).toEqual([null, null, null])
})

test('who asks for SYN-RECV asks for requests too', () => {
  expect(stateMask(TCP.ESTAB, TCP.LISTEN)).toBe(0b100_0000_0010)
  expect(stateMask(TCP.SYN_RECV)).toBe((1 << 3) | (1 << 12))
  expect(ALL_STATES).toBe(0b1_1111_1111_1110)
})
