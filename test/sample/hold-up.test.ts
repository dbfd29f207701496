import { expect, test } from 'vitest'
import { Sampler } from '../../src/sample/sampler.ts'
import { NO_WANTS, type Wants } from '../../src/sample/wants.ts'
import { source } from '../../src/source.ts'
import { FakeHost } from './fake-host.ts'

const never = () => undefined
const everybody = (...files: readonly ('owner' | 'status')[]): Wants => ({
  ...NO_WANTS,
  processes: { visible: [], files: [], everybody: files, threads: 'none', focus: null },
})

function machine(...pids: readonly number[]) {
  const host = new FakeHost()
  for (const pid of pids) host.add(pid, { files: { owner: `${pid}` } })
  const sampler = new Sampler(host)
  const take = (wants: Wants) => {
    host.at += 1e9
    return sampler.take(wants, never)
  }
  return { host, take }
}

test('a process that ended does not hold up the sweep behind it', async () => {
  const { host, take } = machine(1, 2, 3, 4)
  await take(everybody())
  host.add(2, { files: { owner: '[ESRCH]' } })
  const { after } = await take(everybody('owner'))
  expect(after.processes?.sweep).toEqual({ read: 4, of: 4, done: 1 })
})

test.each(['EMFILE', 'ENOMEM', 'EIO'])('%s is our trouble: the process stays as it was', async (errno) => {
  const { host, take } = machine(1, 2)
  const before = (await take(everybody())).after.processes
  host.add(2, { clock: 5e6, files: { stat: `[${errno}]` } })
  const { after } = await take(everybody())
  expect(after.processes?.rows.map(({ pid }) => pid)).toEqual([1, 2])
  expect(after.processes?.rows[1]).toBe(before?.rows[1])
  expect(after.processes?.refused).toBe(0)
})

test('files that nobody looks at any more are let go', async () => {
  const { host, take } = machine()
  const word = (path: string) => source(path, (file) => file.toString(), 100)
  host.files.set('/proc/9/net/tcp', 'old')
  await take({ ...NO_WANTS, sources: [word('/proc/9/net/tcp')] })
  await take(NO_WANTS)
  await take(NO_WANTS)
  host.files.set('/proc/9/net/tcp', 'new')
  const { after } = await take({ ...NO_WANTS, sources: [word('/proc/9/net/tcp')] })
  expect(after.files.get('/proc/9/net/tcp')).toMatchObject({ value: 'new' })
})
