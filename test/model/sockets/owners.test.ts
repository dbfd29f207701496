import { describe, expect, test } from 'vitest'
import { ownerCodes } from '../../../src/model/sockets/owner-codes.ts'
import { ownersOf } from '../../../src/model/sockets/owners.ts'
import type { Process, Processes } from '../../../src/sample/process.ts'
import type { Missing } from '../../../src/source.ts'
import { tableOf } from '../tcp/tables.ts'

const DENIED: Missing = { missing: 'denied', source: '/proc/3/sockets', why: 'no right', remedy: null }

function process(pid: number, comm: string, sockets?: readonly number[] | Missing, vsize = 1): Process {
  const held =
    sockets && 'missing' in sockets
      ? sockets
      : sockets && {
          at: 1,
          value: { fds: Int32Array.from(sockets, (_, i) => i + 3), inodes: Float64Array.from(sockets) },
        }
  return { pid, stat: { comm, starttime: pid * 10, vsize }, more: held ? { sockets: held } : {} } as Process
}

function owners(...rows: readonly Process[]) {
  return ownersOf({ rows } as Processes)
}

describe('who holds a socket', () => {
  test('of several the lowest pid, with the descriptor it has there', () => {
    const { of } = owners(process(5, 'parent', [100, 101]), process(6, 'child', [101, 102]))
    expect(of(101)).toEqual({ pid: 5, start: 50, comm: 'parent', fd: 4 })
    expect(of(102)?.pid).toBe(6)
    expect(of(103)).toBeNull()
  })

  test('0 is nobody’s', () => {
    expect(owners(process(5, 'a', [0, 7])).of(0)).toBeNull()
  })

  test('of many, each is found', () => {
    const inodes = Array.from({ length: 5000 }, (_, i) => i * 64 + 1)
    const { of } = owners(process(5, 'a', inodes))
    expect(inodes.filter((inode, i) => of(inode)?.fd !== i + 3)).toEqual([])
    expect(of(2)).toBeNull()
  })

  test('those who may not be read are counted', () => {
    expect(owners(process(2, 'kthread', undefined, 0), process(3, 'a', DENIED), process(4, 'b')).refused).toBe(1)
    expect(ownersOf(null).refused).toBe(0)
  })

  test('a program that comes and holds none leaves them as they are: the very object', () => {
    const held = process(5, 'a', [7])
    const before = owners(held)
    expect(owners(held, process(6, 'b'))).toBe(before)
  })
})

test('names as numbers that rise with the name', () => {
  const table = tableOf([7, 8, 9, 7].map((inode) => ({ state: 1, localPort: 1, inode })))
  const codes = ownerCodes(table, owners(process(5, 'web', [7]), process(6, 'app', [8])))
  expect([0, 1, 2, 3].map(codes.of)).toEqual([1, 0, -1, 1])
  expect([0, 1].map(codes.word)).toEqual(['app', 'web'])
})
