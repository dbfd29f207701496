import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localHost } from '../../../src/host/local.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { Sampler } from '../../../src/sample/sampler.ts'
import { processView } from '../../../src/views/process/view.ts'
import { SWITCHES } from '../../../src/views/view.ts'
import { liveViewSnapshot, placeOf, SOME_PROCESSES } from '../../snapshot-of.ts'
import { drawn } from './drawn.ts'

/** Listens, connects to itself, holds a file that is deleted, and keeps one thread busy; says so when all of it is there. */
const PROGRAM = `
const net = require('node:net'), fs = require('node:fs'), os = require('node:os'), path = require('node:path')
const { Worker } = require('node:worker_threads')
process.chdir('/')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'whytop-live-'))
fs.openSync(path.join(folder, 'gone'), 'w')
fs.rmSync(folder, { recursive: true })
const server = net.createServer(() => {
  const worker = new Worker('setInterval(() => { for (const end = Date.now() + 50; Date.now() < end;); }, 50)', { eval: true })
  worker.on('online', () => process.stdout.write(String(server.address().port) + '\\n'))
}).listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1'))
`

let child: ChildProcess
let pid = 0
let port = ''

beforeAll(async () => {
  child = spawn(process.execPath, ['-e', PROGRAM, 'an argument', '\u001b[31mred'], {
    env: { WHYTOP_LIVE: 'the secret', OTHER: 'x' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  pid = child.pid ?? 0
  const [said] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  port = said.toString().trim()
})

afterAll(() => {
  child.kill('SIGKILL')
})

const proc = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8')
const start = () => Number(proc('stat').split(') ')[1]?.split(' ')[19])

/** Between the samples the process has used CPU: what it does is measured, not waited for. */
const untilItWorked = async () => {
  const ticks = () => Number(proc('stat').split(') ')[1]?.split(' ')[11])
  for (const from = ticks(); ticks() < from + 10; ) await new Promise((done) => setImmediate(done))
}

async function look(page: string, reveal = false) {
  const place = { ...placeOf(processView, { pid, start: start() }, page), switches: { ...SWITCHES, reveal } }
  const snapshot = await liveViewSnapshot(processView, place, untilItWorked)
  return {
    text: drawn(snapshot, place).join('\n'),
    json: processView.json(snapshot, place),
    missing: processView.missing(snapshot, place),
  }
}

describe('a process that the test started, against /proc and ps', () => {
  test('summary', async () => {
    const { json, text } = await look('summary')
    const { stdout } = await execa('ps', ['-o', 'ppid=,nlwp=,ni=,cls=,uid=,vsz=', '-p', `${pid}`])
    const [ppid, threads, nice, cls, uid, vsz] = stdout.trim().split(/\s+/)
    expect(json).toMatchObject({
      argv: [process.execPath, '-e', PROGRAM, 'an argument', '\u001b[31mred'],
      exe: readlinkSync(`/proc/${pid}/exe`),
      cwd: '/',
      parent: { pid: Number(ppid) },
      children: [],
      threads: Number(threads),
      ni: Number(nice),
      policy: cls,
      virt_bytes: Number(vsz) * 1024,
      oom_score: expect.any(Number),
      ended: false,
    })
    expect((json.uids as number[])[1]).toBe(Number(uid))
    expect(json.cpu_percent).toBeGreaterThan(5)
    const soft = /^Max open files +(\d+)/m.exec(proc('limits'))?.[1]
    expect(json.limits).toContainEqual(
      expect.objectContaining({
        name: 'Max open files',
        soft: Number(soft),
        used: readdirSync(`/proc/${pid}/fd`).length,
      }),
    )
    expect(text).not.toContain('\u001b')
    expect(text).toContain('?[31mred')
  })

  test('namespaces of the child are those of the test', async () => {
    const { json } = await look('summary')
    const of = new Map((json.namespaces as { type: string; inode: number }[]).map(({ type, inode }) => [type, inode]))
    for (const type of ['net', 'pid', 'mnt', 'user'])
      expect(readlinkSync(`/proc/self/ns/${type}`)).toBe(`${type}:[${of.get(type)}]`)
  })

  test('capabilities as the kernel has them', async () => {
    const { json } = await look('summary')
    const mask = BigInt(`0x${/^CapEff:\s+(\w+)/m.exec(proc('status'))?.[1]}`)
    expect((json.capabilities_effective as string[]).length).toBe(
      [...mask.toString(2)].filter((bit) => bit === '1').length,
    )
  })

  test('threads: all of them, one at work', async () => {
    const { json } = await look('threads')
    const threads = json.threads as { tid: number; cpu_percent: number; state: string; wchan: string | null }[]
    expect(threads.map(({ tid }) => tid).sort()).toEqual(readdirSync(`/proc/${pid}/task`).map(Number).sort())
    expect(threads.filter(({ cpu_percent }) => cpu_percent > 5)).toHaveLength(1)
  })

  test('memory: Pss adds up over the mappings', async () => {
    const { json } = await look('memory')
    const mappings = json.mappings as { name: string; pss_bytes: number; count: number }[]
    const sum = mappings.reduce((all, { pss_bytes }) => all + pss_bytes, 0)
    expect(Math.abs(sum - (json.pss_bytes as number))).toBeLessThan(0.1 * sum)
    expect(mappings.find(({ name }) => name === readlinkSync(`/proc/${pid}/exe`))?.count).toBeGreaterThan(1)
    expect(json.uss_bytes).toBeLessThanOrEqual(json.pss_bytes as number)
  })

  test('files: every descriptor, the deleted one marked', async () => {
    const { json, text } = await look('files')
    const files = json.files as { fd: number; type: string; target: string }[]
    expect(files.map(({ fd }) => fd).sort()).toEqual(readdirSync(`/proc/${pid}/fd`).map(Number).sort())
    expect(files.filter(({ type }) => type === 'deleted').map(({ target }) => target)).toEqual([
      expect.stringMatching(/whytop-live-.*\/gone \(deleted\)$/),
    ])
    expect(text).toMatch(/\d+ deleted .*gone \(deleted\)/)
  })

  test('sockets: the listener and both ends of its connection', async () => {
    const { json } = await look('sockets')
    const sockets = json.sockets as { protocol: string; state: string; local: string; remote: string | null }[]
    const own = sockets.filter(({ protocol }) => protocol === 'tcp')
    expect(own.map(({ state }) => state).sort()).toEqual(['ESTAB', 'ESTAB', 'LISTEN'])
    expect(own.find(({ state }) => state === 'LISTEN')).toMatchObject({ local: `127.0.0.1:${port}`, remote: null })
    expect(own.filter(({ remote }) => remote === `127.0.0.1:${port}`)).toHaveLength(1)
  })

  test('environment: names; the values only when asked for, and never in JSON', async () => {
    const hidden = await look('environment')
    expect(hidden.json.environment_names).toEqual(['WHYTOP_LIVE', 'OTHER'])
    expect(hidden.text).toContain('WHYTOP_LIVE •••')
    expect(hidden.text).not.toContain('the secret')
    const open = await look('environment', true)
    expect(open.text).toContain('WHYTOP_LIVE the secret')
    expect(JSON.stringify(open.json)).not.toContain('the secret')
  })

  test('scaling: one busy thread, what the kernel lets it use', async () => {
    const { json } = await look('scaling')
    const allowed = /^Cpus_allowed_list:\s+(\S+)/m.exec(proc('status'))?.[1]
    expect(json.busy_threads).toBe(1)
    expect(json.threads).toBe(readdirSync(`/proc/${pid}/task`).length)
    expect(json.effective_cpus).toBeGreaterThan(0)
    expect(allowed).toMatch(new RegExp(`^${(json.affinity_cpus as number[])[0]}`))
    expect(json.voluntary_switches_per_second).toBeGreaterThanOrEqual(0)
    expect(json.involuntary_switches_per_second).toBeGreaterThanOrEqual(0)
  })

  test('kernel: signals as /proc/PID/status has them', async () => {
    const { json } = await look('kernel')
    const ignored = BigInt(`0x${/^SigIgn:\s+(\w+)/m.exec(proc('status'))?.[1]}`)
    expect((json.signals_ignored as string[]).includes('PIPE')).toBe((ignored & (1n << 12n)) !== 0n)
    expect(json.state).toMatch(/^[RSD]$/)
  })
})

describe('what has no address space is still there', () => {
  test.each(['summary', 'memory', 'environment', 'files', 'sockets', 'threads', 'scaling', 'kernel'])(
    'a zombie: %s',
    async (page) => {
      // It must not end before its parent has become a program that asks no child how it ended.
      const parent = spawn('sh', ['-c', '{ read -r line <&3; } & echo $!; exec sleep 1000'], {
        stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
      })
      const [said] = (await once(parent.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
      const zombie = Number(said.toString())
      const of = (id: number | undefined) => readFileSync(`/proc/${id}/stat`, 'utf8')
      await expect.poll(() => of(parent.pid), { timeout: 5000, interval: 5 }).toContain('(sleep)')
      ;(parent.stdio[3] as NodeJS.WritableStream).end('now\n')
      await expect.poll(() => of(zombie), { timeout: 5000, interval: 5 }).toContain(') Z ')
      const place = placeOf(processView, { pid: zombie }, page)
      const snapshot = await liveViewSnapshot(processView, place, async () => {})
      parent.kill('SIGKILL')
      expect(drawn(snapshot, place).join('\n')).toContain('Z zombie')
      expect(processView.json(snapshot, place)).toMatchObject({ ended: false, kind: 'zombie' })
      expect(processView.missing(snapshot, place).filter(({ source }) => !source.includes('/proc/1/'))).toEqual([])
    },
  )
})

test('a process that ends keeps what was last seen of it', async () => {
  const brief = spawn('sleep', ['1000'])
  await once(brief, 'spawn')
  const id = brief.pid ?? 0
  const starttime = Number(readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]?.split(' ')[19])
  const place = placeOf(processView, { pid: id, start: starttime }, 'summary')
  const host = localHost()
  const sampler = new Sampler(host)
  const wants = { sources: [], processes: { ...SOME_PROCESSES, ...processView.processes?.(place) } }
  await sampler.take(wants, () => undefined)
  brief.kill('SIGKILL')
  await once(brief, 'exit')
  for (let i = 0; i < 3; i++) {
    const snapshot = new Snapshot(await sampler.take(wants, () => undefined), host.facts, NO_HISTORY)
    const text = drawn(snapshot, place).join('\n')
    expect(text).toContain('It has ended; below is what was last seen of it. Esc goes back.')
    expect(text).toContain('sleep pid')
    expect(text).toContain('Max open files'.replace('Max ', ''))
    expect(processView.json(snapshot, place)).toMatchObject({ ended: true, comm: 'sleep', cpu_percent: null })
    expect(processView.missing(snapshot, place)).toEqual([])
  }
  host.close()
})
