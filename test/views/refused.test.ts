import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Process, Processes } from '../../src/sample/process.ts'
import { refusedOf } from '../../src/views/refused.ts'
import { FACTS } from '../findings/looks.ts'

function snapshot(uid: number, ...mores: readonly Process['more'][]): Snapshot {
  const rows = mores.map((more, i) => ({ pid: i + 2, stat: { state: 'S' }, more }))
  const processes = { at: 1, rows } as unknown as Processes
  return new Snapshot({ after: { at: 1, files: new Map(), processes }, before: null }, { ...FACTS, uid }, NO_HISTORY)
}

const DENIED = { sockets: missingFrom('/proc/2/sockets', 'EACCES') }
const GONE = { sockets: missingFrom('/proc/3/fd', 'ENOENT') }
const READ = { sockets: { at: 1, value: { fds: new Int32Array(0), inodes: new Float64Array(0) } } }

test('one entry for a file, with how many of those that were asked, and what helps', () => {
  expect(refusedOf(snapshot(1000, DENIED, {}, DENIED, READ, GONE), ['sockets', 'io'])).toEqual([
    {
      missing: 'denied',
      source: '/proc/PID/fd',
      why: 'no right to read it of 2 of 4 processes',
      remedy: 'run as root, or as the owner of the process',
    },
  ])
  expect(refusedOf(snapshot(0, DENIED), ['sockets'])[0]?.remedy).toContain('CAP_SYS_PTRACE')
})

test('wchan is read of all, and says 0 to others of what sleeps', () => {
  const asleep = { wchan: { value: null, at: 1 }, owner: { value: 0, at: 1 } }
  const rows = [
    asleep,
    asleep,
    { ...asleep, owner: { value: 1000, at: 1 } },
    { wchan: { value: 'do_wait', at: 1 } },
    {},
  ]
  expect(refusedOf(snapshot(1000, ...rows), ['wchan'])).toEqual([
    {
      missing: 'denied',
      source: '/proc/PID/wchan',
      why: 'no right to read it of 2 of 4 processes',
      remedy: 'run as root, or as the owner of the process',
    },
  ])
  expect(refusedOf(snapshot(0, ...rows), ['wchan'])).toEqual([])
})

test('nothing where nobody refused', () => {
  expect(refusedOf(snapshot(1000, READ, GONE, {}), ['sockets'])).toEqual([])
})
