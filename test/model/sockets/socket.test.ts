import { describe, expect, test } from 'vitest'
import { rowOfKey, socketId, socketKey } from '../../../src/model/sockets/socket.ts'
import { socketSource, socketsOf } from '../../../src/model/sockets/table.ts'
import { stateMask, TCP } from '../../../src/parse/net/tcp-state.ts'
import { isMissing } from '../../../src/source.ts'
import { snapshotOf } from '../../snapshot-of.ts'
import { captured, tableOf } from '../tcp/tables.ts'

describe('the key of a socket', () => {
  test('leads back to its row, without a cookie by its addresses', () => {
    for (const table of captured('tcp-states/t0'))
      for (let row = 0; row < table.count; row += 97) expect(rowOfKey(table, socketKey(table, row))).toBe(row)
  })

  test('finds it by its cookie whatever became of it', () => {
    const before = { ...tableOf([{ state: 1, localPort: 80, inode: 7 }]), cookie: Float64Array.of(2 ** 32 + 5) }
    const after = {
      ...tableOf([
        { state: 1, localPort: 80, inode: 7 },
        { state: TCP.TIME_WAIT, localPort: 80, inode: 0 },
      ]),
      cookie: Float64Array.of(9, 2 ** 32 + 5),
    }
    expect(rowOfKey(after, socketKey(before, 0))).toBe(1)
  })

  test.each(['', 'x', '4.1.2.3.4.5.0:0:ffff:1', '4.1.2.3.4.5.0:0:ffff:z.0:0:ffff:1', '4.1.2.3.4.5.0:0:1.0:0:0:0'])(
    '%j is none',
    (key) => {
      expect(socketId(key)).toBeNull()
    },
  )
})

describe('a captured table', () => {
  test('of some states holds those of both files', async () => {
    const wanted = { states: stateMask(TCP.LISTEN) }
    const { samples } = await snapshotOf('tcp-states', { sources: [socketSource(wanted)], processes: null })
    const reading = socketsOf(samples, wanted)
    if (isMissing(reading)) throw new Error(reading.why)
    expect([reading.value.count, new Set(reading.value.family).size, reading.value.from]).toEqual([5, 2, 'proc'])
  })

  test('that has no such file says so', async () => {
    const wanted = { pid: 99_999 }
    const { samples } = await snapshotOf('idle-4node', { sources: [socketSource(wanted)], processes: null })
    const reading = socketsOf(samples, wanted)
    // A capture has one network namespace: that of any process.
    expect(isMissing(reading)).toBe(false)
  })
})
