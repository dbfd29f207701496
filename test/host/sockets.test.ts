import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BlockingReads } from '../../src/host/blocking.ts'
import type { Machine } from '../../src/host/collect.ts'
import { readHeldSockets } from '../../src/host/held-sockets.ts'
import { collectSockets, type SocketCalls } from '../../src/host/sockets.ts'
import { readDump } from '../../src/parse/net/dump.ts'
import type { SocketRequest, SocketsAsked } from '../../src/source.ts'

const ALL: SocketsAsked = { ask: 'sockets', states: 0x0ffe, info: false, pid: null }
const HEADING = '  sl  local_address\n'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whytop-sockets-'))
  mkdirSync(join(root, 'proc/self/net'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

function put(name: string, text: string): void {
  writeFileSync(join(root, 'proc/self/net', name), text)
}

function calls(change: Partial<SocketCalls> = {}): SocketCalls {
  const never = () => {
    throw new Error('not to be asked')
  }
  return { dump: never, exact: never, options: never, ...change }
}

async function collect(
  sockets: SocketCalls | null,
  request: SocketRequest | readonly SocketRequest[] = ALL,
  turn = () => undefined as undefined,
  at = root,
  heard: (piece: Buffer) => void = () => {},
) {
  const requests: readonly SocketRequest[] = 'ask' in request ? [request] : request
  const said: string[] = []
  const machine: Machine = {
    root: at,
    now: () => 1e9,
    clock: null,
    listPids: () => new Int32Array(0),
    forksTell: true,
    absent: 'ENOENT',
    special: {},
    held: null,
    blocking: new BlockingReads(),
    executing: null,
    sockets,
    path: (path) => at + path,
  }
  const sink = {
    pids: () => {},
    bytes: (_: number, pid: number, path: string, bytes: Buffer) => {
      heard(bytes)
      said.push(`${pid} ${path} ${bytes}`)
    },
    fail: (_: number, pid: number, path: string, errno: string) => void said.push(`${pid} ${path} !${errno}`),
  }
  await collectSockets(
    machine,
    requests.map((request, i) => ({ path: `tcp${i || ''}`, request })),
    sink,
    turn,
  )
  return said
}

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code })
}

describe('by the kernel', () => {
  test('its pieces, and an end', async () => {
    const asked: number[][] = []
    const dump: SocketCalls['dump'] = function* (...args) {
      asked.push(args)
      yield Buffer.from('one')
      yield Buffer.alloc(0)
      yield Buffer.from('two')
    }
    expect(await collect(calls({ dump }), { ...ALL, info: true })).toEqual(['0 tcp one', '0 tcp two', '0 tcp '])
    expect(asked).toEqual([[0x0ffe, 2]])
  })

  test("none of these states: the answer is the kernel's all the same", async () => {
    const fold = readDump({ ...ALL, info: true }, null, null)
    const machine = { ...calls(), dump: () => [][Symbol.iterator]() as ReturnType<SocketCalls['dump']> }
    await collect(machine, { ...ALL, info: true }, undefined, root, (piece) => piece.length > 0 && fold.add(piece))
    expect(fold.end()).toMatchObject({ count: 0, from: 'sock_diag', info: {} })
  })

  test('tables of one namespace share a pass, whatever each asks for', async () => {
    const asked: number[][] = []
    const dump: SocketCalls['dump'] = function* (...args) {
      asked.push(args)
      yield Buffer.from('one')
    }
    const some: SocketsAsked = { ...ALL, states: 0x1000, info: true }
    expect(await collect(calls({ dump }), [ALL, some])).toEqual(['0 tcp one', '0 tcp1 one', '0 tcp ', '0 tcp1 '])
    expect(asked).toEqual([[0x1ffe, 2]])
    expect(await collect(calls({ dump }), [{ ...some, drops: true }, ALL])).toHaveLength(4)
    expect(asked[1]).toEqual([0x1ffe, 0x42])
  })

  test('refused at once: the files say the same', async () => {
    put('tcp', `${HEADING}a\n`)
    const dump: SocketCalls['dump'] = () => {
      throw refusal('EPERM')
    }
    expect(await collect(calls({ dump }))).toEqual([`0 tcp ${HEADING}a\n`, '0 tcp '])
  })

  test('broken off: nothing is shown as if it were whole', async () => {
    put('tcp', HEADING)
    const dump: SocketCalls['dump'] = function* () {
      yield Buffer.from('one')
      throw refusal('ENOBUFS')
    }
    expect(await collect(calls({ dump }))).toEqual(['0 tcp one', '0 tcp !ENOBUFS'])
  })

  test('one socket; one that is closed has no message', async () => {
    const socket = {
      family: 4,
      local: [],
      remote: [],
      localPort: 1,
      remotePort: 2,
      ifindex: 0,
      cookie: 3,
      inode: 4,
    } as const
    const request: SocketRequest = { ask: 'socket', socket, pid: null }
    expect(await collect(calls({ exact: () => Buffer.from('it') }), request)).toEqual(['0 tcp it', '0 tcp '])
    const asked: number[] = []
    const dump: SocketCalls['dump'] = function* (states) {
      asked.push(states)
      yield Buffer.alloc(0)
    }
    expect(await collect(calls({ exact: () => null, dump }), request)).toEqual(['0 tcp '])
    expect(asked).toEqual([0])
    // A kernel without tcp_diag: it is looked for in the files.
    put('tcp', 'its line\n')
    const refuses: SocketCalls['dump'] = () => {
      throw refusal('ENOENT')
    }
    expect(await collect(calls({ exact: () => null, dump: refuses }), request)).toEqual(['0 tcp its line\n', '0 tcp '])
  })
})

describe('from the files', () => {
  test('whole lines in pieces, IPv4 then IPv6, also when one is long', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i} ${'x'.repeat(i % 90)}\n`).join('')
    put('tcp', HEADING + lines)
    put('tcp6', `${HEADING}six\n`)
    const said = await collect(null)
    expect(said.length).toBeGreaterThan(5)
    expect(said.every((call) => call === '0 tcp ' || call.endsWith('\n'))).toBe(true)
    expect(said.map((call) => call.slice('0 tcp '.length)).join('')).toBe(`${HEADING}${lines}${HEADING}six\n`)
  })

  test('a last line without its end; a kernel without IPv6', async () => {
    put('tcp', `${HEADING}a`)
    expect(await collect(null)).toEqual([`0 tcp ${HEADING}a`, '0 tcp '])
  })

  test('there are none', async () => {
    expect(await collect(null)).toEqual(['0 tcp !ENOENT'])
  })
})

describe('routes and metrics', () => {
  const request: SocketRequest = { ask: 'routes', most: 4 }
  const pieces = function* (): Generator<Buffer, void, void> {
    yield Buffer.from('one')
    yield Buffer.alloc(0)
    yield Buffer.from('two')
    yield Buffer.from('more')
  }

  const routes: SocketCalls['routes'] = (_most, add, done) => {
    for (const piece of pieces()) add(piece)
    setImmediate(() => done(null))
  }

  test('a dump that the kernel holds up is given up, and one that it refuses is told', async () => {
    const held = collect(calls({ routes: () => {} }), request, undefined, '')
    expect(await held).toEqual(['0 tcp !ETIMEDOUT'])
    const refused = calls({ routes: (_most, _add, done) => done('EPERM') })
    expect(await collect(refused, request, undefined, '')).toEqual(['0 tcp !EPERM'])
  })

  test('of this machine, as many bytes as are wanted', async () => {
    const here = calls({ routes, metrics: pieces })
    const told = ['0 tcp one', '0 tcp two', '0 tcp ']
    expect(await collect(here, request, undefined, '')).toEqual(told)
    expect(await collect(here, { ask: 'tcp metrics', most: 4 }, undefined, '')).toEqual(told)
  })

  test('without koffi nobody can ask; of a capture nobody would', async () => {
    expect(await collect(calls({ routes }), request)).toEqual(['0 tcp !ENOENT'])
    expect(await collect(null, request, undefined, '')).toEqual(['0 tcp !ENOSYS'])
    const none = calls({ metrics: null })
    expect(await collect(none, { ask: 'tcp metrics', most: 4 }, undefined, '')).toEqual(['0 tcp !ENOSYS'])
  })
})

test('options without the calls for it', async () => {
  expect(await collect(null, { ask: 'options', pid: 1, fd: 3 })).toEqual(['0 tcp !ENOENT'])
})

test('the sockets among many descriptors, with turns between', async () => {
  mkdirSync(join(root, 'fd'))
  for (let fd = 0; fd < 600; fd++)
    symlinkSync(fd % 3 === 0 ? `socket:[${fd + 7}]` : '/dev/null', join(root, 'fd', `${fd}`))
  const said: string[] = []
  let turns = 0
  const sink = {
    pids: () => {},
    fail: () => {},
    bytes: (_: number, pid: number, file: string, bytes: Buffer) => void said.push(`${pid} ${file} ${bytes}`),
  }
  await readHeldSockets(root, 9, 1e9, sink, () => {
    turns++
    return undefined
  })
  expect(turns).toBe(2)
  const lines = (said[0] ?? '').slice('9 sockets '.length).trim().split('\n')
  expect(lines.sort()).toEqual(Array.from({ length: 200 }, (_, i) => `${i * 3} ${i * 3 + 7}`).sort())
})
