import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmdirSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect } from 'vitest'
import { cgroups, type Group } from '../../src/model/cgroups/model.ts'
import { cpuInterrupts } from '../../src/model/network/cpus.ts'
import { interfaces } from '../../src/model/network/interfaces.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { container } from '../../src/model/system/container.ts'
import { identity } from '../../src/model/system/identity.ts'
import { kernelState } from '../../src/model/system/kernel-state.ts'
import { limits } from '../../src/model/system/limits.ts'
import { ownLimits } from '../../src/model/system/own-limits.ts'
import { topology } from '../../src/model/system/topology.ts'
import { virtualization } from '../../src/model/system/virtualization.ts'
import { cgroupsView } from '../../src/views/cgroups/view.ts'
import { systemView } from '../../src/views/system/view.ts'
import { needs } from '../needs.ts'
import { liveViewSnapshot, placeOf } from '../snapshot-of.ts'
import { ALONE, cgroupsAlone } from './cgroups-alone.ts'

const run = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
const look = (meanwhile: () => Promise<void> = async () => {}) =>
  liveViewSnapshot(systemView, placeOf(systemView), meanwhile)
const looked: Promise<Snapshot> = look()

needs({ commands: ['lscpu'] })('says what lscpu says', async () => {
  const snapshot = await looked
  const { lscpu } = JSON.parse(run('lscpu', '-B', '-J')) as { lscpu: readonly Field[] }
  const fields = new Map(flat(lscpu).map(({ field, data }) => [field.replace(/:$/, ''), data]))
  const number = (name: string) => Number(fields.get(name))
  const { cpus, sockets, cores, threadsPerCore, caches } = snapshot.get(topology)
  const who = snapshot.get(identity)
  expect(cpus.length).toBe(number('CPU(s)'))
  expect(who.arch).toBe(fields.get('Architecture'))
  expect(who.flags).toEqual(fields.get('Flags')?.split(' '))
  if (fields.has('Socket(s)')) expect(sockets).toBe(number('Socket(s)'))
  if (fields.has('Core(s) per socket')) expect(cores).toBe(number('Core(s) per socket') * number('Socket(s)'))
  expect(threadsPerCore).toBe(number('Thread(s) per core'))
  if (who.cpuModel !== null) expect(who.cpuModel).toBe(fields.get('Model name'))
  if (who.cpuSignature) expect(who.cpuSignature).toEqual(['CPU family', 'Model', 'Stepping'].map(number))
  for (const { name, total } of caches)
    expect([name, total]).toEqual([name, Number.parseInt(fields.get(`${name} cache`) ?? fields.get(name) ?? '', 10)])
  const hypervisor = fields.get('Hypervisor vendor')
  if (hypervisor === 'KVM') expect(snapshot.get(virtualization)).toMatchObject({ virtual: true })
  const weak = [...fields].filter(([name]) => name.startsWith('Vulnerability '))
  const known = snapshot.get(kernelState).vulnerabilities ?? []
  expect(known.length).toBe(weak.length)
  for (const { says, name } of known) {
    const told = weak.find(
      ([field]) => field.slice('Vulnerability '.length).toLowerCase() === name.replaceAll('_', ' '),
    )
    expect(plain(says ?? ''), name).toBe(plain(told?.[1] ?? ''))
  }
})

needs({ commands: ['lscpu'] })('places each CPU as lscpu -e does', async () => {
  const rows = run('lscpu', '-e=CPU,NODE,SOCKET,ONLINE')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , online]) => online === 'yes')
  const { cpus } = (await looked).get(topology)
  expect(cpus.map(({ id, node, socket }) => [`${id}`, `${node ?? '-'}`, `${socket}`])).toEqual(
    rows.map(([cpu, node, socket]) => [cpu, node, socket]),
  )
})

needs({ commands: ['uname'] })('is the kernel of uname', async () => {
  const { release, build } = (await looked).get(identity)
  expect([release, build]).toEqual([run('uname', '-r').trim(), run('uname', '-v').trim()])
})

needs({ commands: ['ip'] })('counts what ip -s link counts', async () => {
  const before = links()
  const snapshot = await look()
  const after = links()
  const all = snapshot.get(interfaces)
  expect(all.map(({ name }) => name).sort()).toEqual(after.map(({ ifname }) => ifname).sort())
  for (const { name, counters, link } of all) {
    const [was, is] = [before, after].map((list) => list.find(({ ifname }) => ifname === name) as IpLink) as [
      IpLink,
      IpLink,
    ]
    expect(link).toMatchObject({ mtu: is.mtu, state: is.operstate.toLowerCase(), txQueueLength: is.txqlen ?? 0 })
    for (const way of ['rx', 'tx'] as const) {
      const [least, most] = [was.stats64[way], is.stats64[way]]
      for (const field of ['bytes', 'packets', 'errors'] as const) {
        expect(counters[way][field], `${name} ${way} ${field}`).toBeGreaterThanOrEqual(least[field])
        expect(counters[way][field], `${name} ${way} ${field}`).toBeLessThanOrEqual(most[field])
      }
      expect(counters[way].dropped).toBe(most.dropped + (way === 'rx' ? (is.stats64.rx.missed ?? 0) : 0))
    }
  }
})

needs({})('traffic shows on lo, in the softirqs and in the frames', async () => {
  const datagrams = 200
  const snapshot = await look(() => send(datagrams, 1000))
  const seconds = snapshot.interval ?? 0
  const lo = snapshot.get(interfaces).find(({ name }) => name === 'lo')
  expect((lo?.rx.packets ?? 0) * seconds).toBeGreaterThanOrEqual(datagrams)
  expect((lo?.tx.bytes ?? 0) * seconds).toBeGreaterThanOrEqual(datagrams * 1000)
  const frames = snapshot.get(cpuInterrupts).reduce((sum, { net }) => sum + (net?.processed ?? 0), 0)
  // Each file has a time of its own.
  expect(frames * seconds).toBeGreaterThanOrEqual(datagrams * 0.9)
})

needs({})('limits are those in their files', async () => {
  for (const { file, max, used, id } of (await looked).get(limits)) {
    const inFile = Number(readFileSync(file, 'utf8').trim())
    expect(max === Number.POSITIVE_INFINITY ? inFile > 2 ** 60 : max === inFile, id).toBe(true)
    if (used !== null) expect(used, id).toBeGreaterThanOrEqual(0)
  }
})

const CPU = '/sys/fs/cgroup/cpu'
const MEMORY = '/sys/fs/cgroup/memory'
const NAME = `whytop-test-${process.pid}`
const HELD = 64 << 20

needs({
  root: true,
  feature: {
    name: 'cgroup-v1-cpu',
    probe: () => existsSync(`${CPU}/cpu.cfs_quota_us`) && existsSync(`${MEMORY}/memory.limit_in_bytes`),
  },
}).describe('real cgroups of v1', () => {
  const children: ChildProcess[] = []
  const made: string[] = []
  let found: readonly Group[] = []
  let done = () => {}

  beforeAll(async () => {
    done = await cgroupsAlone()
    for (const [root, files] of [
      [CPU, { 'cpu.cfs_period_us': '50000', 'cpu.cfs_quota_us': '10000' }],
      [MEMORY, { 'memory.limit_in_bytes': `${256 << 20}` }],
    ] as const) {
      for (const folder of [`${root}/${NAME}`, `${root}/${NAME}/inner`]) {
        mkdirSync(folder)
        made.push(folder)
      }
      for (const [file, value] of Object.entries(files)) writeFileSync(`${root}/${NAME}/${file}`, value)
    }
    const spinner = spawn('sh', ['-c', `echo $$ > ${CPU}/${NAME}/inner/cgroup.procs; while :; do :; done`])
    const holder = spawn('sh', [
      '-c',
      `echo $$ > ${MEMORY}/${NAME}/inner/cgroup.procs; exec "$0" -e "$1"`,
      process.execPath,
      `const held = Buffer.alloc(${HELD}, 1); console.log(held.length); setInterval(() => held, 1000)`,
    ])
    children.push(spinner, holder)
    if (holder.stdout) await once(holder.stdout, 'data')
    const snapshot = await liveViewSnapshot(cgroupsView, placeOf(cgroupsView), untilThrottled)
    found = snapshot.get(cgroups).groups
    done()
  }, ALONE)

  afterAll(async () => {
    done()
    for (const child of children) {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    // A group may be removed once its last task is reaped.
    for (const folder of made.reverse()) await untilRemoved(folder)
  })

  needs({})('are in the tree with those below them', () => {
    const paths = found.map(({ path }) => path)
    expect(paths).toContain(`/${NAME}/inner`)
    expect(paths.indexOf(`/${NAME}/inner`)).toBe(paths.indexOf(`/${NAME}`) + 1)
  })

  needs({})('a quota of a fifth of a CPU holds back one that spins', () => {
    const group = found.find(({ path }) => path === `/${NAME}`)
    expect(group?.quota).toBeCloseTo(0.2)
    expect(group?.throttled).toBeGreaterThan(0.5)
    expect(group?.throttledTime).toBeGreaterThan(0.02)
  })

  needs({})('memory is the file’s, less what of the cache is not used', () => {
    const group = found.find(({ path }) => path === `/${NAME}`)
    expect(group?.memoryMax).toBe(256 << 20)
    expect(group?.memory).toBeGreaterThan(HELD)
    expect(group?.memory).toBeLessThan(256 << 20)
    expect(group?.workingSet).toBe((group?.memory ?? 0) - (group?.inactiveFile ?? 0))
    expect(group?.oomKills).toBe(0)
    const now = Number(readFileSync(`${MEMORY}/${NAME}/memory.usage_in_bytes`, 'utf8'))
    expect(Math.abs((group?.memory ?? 0) - now)).toBeLessThan(8 << 20)
  })
})

needs({})('whether it has a PID namespace of its own', async () => {
  expect((await looked).get(container).ownPids).toBe(!readlinkSync('/proc/self/ns/pid').includes('4026531836'))
})

needs({
  root: true,
  feature: { name: 'cgroup-v1-cpu', probe: () => existsSync(`${CPU}/cpu.cfs_quota_us`) },
})('what its own cgroups allow', async () => {
  const folder = `${CPU}/${NAME}-own`
  mkdirSync(folder)
  try {
    writeFileSync(`${folder}/cpu.cfs_quota_us`, '150000')
    writeFileSync(`${folder}/cgroup.procs`, `${process.pid}`)
    expect((await look()).get(ownLimits).cpus).toBe(1.5)
  } finally {
    writeFileSync(`${CPU}/cgroup.procs`, `${process.pid}`)
    await untilRemoved(folder)
  }
})

interface Field {
  readonly field: string
  readonly data: string | null
  readonly children?: readonly Field[]
}

/** util-linux 2.37 nests what belongs together. */
function flat(fields: readonly Field[]): readonly { readonly field: string; readonly data: string }[] {
  return fields.flatMap(({ field, data, children }) => [{ field, data: data ?? '' }, ...flat(children ?? [])])
}

/** lscpu writes colons in its own way. */
function plain(words: string): string {
  return words.replace(/[:;]/g, '').trim()
}

interface IpLink {
  readonly ifname: string
  readonly mtu: number
  readonly operstate: string
  readonly txqlen?: number
  readonly stats64: Readonly<
    Record<
      'rx' | 'tx',
      {
        readonly bytes: number
        readonly packets: number
        readonly errors: number
        readonly dropped: number
        readonly missed?: number
      }
    >
  >
}

function links(): readonly IpLink[] {
  return JSON.parse(run('ip', '-s', '-s', '-j', 'link')) as readonly IpLink[]
}

async function send(datagrams: number, bytes: number): Promise<void> {
  const receiver = createSocket('udp4')
  receiver.bind(0, '127.0.0.1')
  await once(receiver, 'listening')
  const sender = createSocket('udp4')
  for (let i = 0; i < datagrams; i++)
    await new Promise<void>((sent, failed) =>
      sender.send(Buffer.alloc(bytes), receiver.address().port, '127.0.0.1', (error) =>
        error ? failed(error) : sent(),
      ),
    )
  sender.close()
  receiver.close()
}

/** Five periods in which the quota was used up, however busy the machine is otherwise. */
async function untilThrottled(): Promise<void> {
  const count = () => Number(/nr_throttled (\d+)/.exec(readFileSync(`${CPU}/${NAME}/cpu.stat`, 'utf8'))?.[1])
  for (const from = count(); count() < from + 5; ) await wait(20)
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

async function untilRemoved(folder: string): Promise<void> {
  for (let tries = 0; existsSync(folder); tries++) {
    try {
      rmdirSync(folder)
    } catch (error) {
      if (tries > 100) throw error
      await wait(20)
    }
  }
}
