import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BlockingReads } from '../../src/host/blocking.ts'
import type { Machine } from '../../src/host/collect.ts'
import { Executing } from '../../src/host/executing.ts'
import { readPlain } from '../../src/host/plain-files.ts'
import { readWhole } from '../../src/host/procfs.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whytop-plain-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function machine(change: Partial<Machine> = {}): Machine {
  return {
    root,
    now: () => 1e9,
    clock: null,
    listPids: () => new Int32Array(0),
    forksTell: true,
    absent: 'ENOENT',
    special: {},
    held: null,
    blocking: new BlockingReads(),
    executing: new Executing(),
    path: (path) => root + path,
    ...change,
  }
}

const never = () => undefined

test('an interface whose driver does not answer holds up nothing, and is not asked again meanwhile', async () => {
  put('sys/class/net/eth1/speed', '1000\n')
  mkdirSync(join(root, 'sys/class/net/eth0'))
  const stuck = join(root, 'sys/class/net/eth0/speed')
  execFileSync('mkfifo', [stuck])
  const on = machine()
  await expect(readPlain(on, '/sys/class/net/eth0/speed', never)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  await expect(readPlain(on, '/sys/class/net/eth1/speed', never)).rejects.toMatchObject({ code: 'EBUSY' })
  closeSync(openSync(stuck, 'w'))
  await expect.poll(() => on.blocking.running).toBe(0)
  expect(`${await readPlain(on, '/sys/class/net/eth1/speed', never)}`).toBe('1000\n')
})

test('what would block for good is not read of a process in the middle of execve', async () => {
  put('proc/7/statm', '2000 500 100 1 0 300 0\n')
  put('proc/7/task/7/wchan', 'do_exec')
  put('proc/7/limits', 'Limit\n')
  const on = machine()
  expect(`${await readPlain(on, '/proc/7/task/7/wchan', never)}`).toBe('do_exec')
  put('proc/7/statm', '1 1 0 0 0 1 0\n')
  for (const file of ['task/7/wchan', 'fd/', 'fdinfo/3', 'exe'])
    expect(() => readPlain(on, `/proc/7/${file}`, never)).toThrow(expect.objectContaining({ code: 'IN_EXECVE' }))
  expect(`${await readPlain(on, '/proc/7/limits', never)}`).toBe('Limit\n')
})

test('a large table of sockets is read with turns between, whatever else is read meanwhile', async () => {
  const table = `  sl  local_address\n${'0: 0100007F:1F90 '.repeat(60_000)}`
  put('proc/7/net/tcp', table)
  put('other', 'x'.repeat(1 << 20))
  let turns = 0
  const turn = async () => {
    turns++
    readWhole(join(root, 'other'))
  }
  expect(`${await readPlain(machine(), '/proc/7/net/tcp', turn)}`).toBe(table)
  expect(turns).toBeGreaterThan(2)
  await expect(readPlain(machine(), '/proc/7/net/udp', turn)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('many descriptors are read with turns between', async () => {
  const held = Array.from({ length: 100 }, () => openSync('/dev/null', 'r'))
  let turns = 0
  const turn = () => {
    turns++
    return undefined
  }
  const links = await readPlain(machine({ root: '', path: (path) => path }), `/proc/${process.pid}/fd/`, turn)
  held.forEach(closeSync)
  expect(`${links}`.match(/ -> \/dev\/null\n/g)?.length).toBeGreaterThanOrEqual(100)
  expect(turns).toBeGreaterThan(0)
})
