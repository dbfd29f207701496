import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { parseMountinfo } from '../../../src/parse/mountinfo.ts'
import { Sampler } from '../../../src/sample/sampler.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import type { Reading } from '../../../src/source.ts'
import { systemView } from '../../../src/views/system/view.ts'
import { someFacts } from '../../model/samples-of.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { paneText } from '../load/frames.ts'
import { changedHost } from '../numa/changed-host.ts'

const of = async (page: string | null, about = {}) => {
  const place = placeOf(systemView, about, page)
  return { place, snapshot: await viewSnapshot('load-d', systemView, place) }
}

test('as JSON', async () => {
  const { place, snapshot } = await of(null)
  expect(systemView.json(snapshot, place)).toMatchObject({
    kernel: '6.1.0-56-amd64',
    virtual_machine: true,
    cpu_model: 'Intel Core i7 9xx (Nehalem Class Core i7)',
    sockets: 1,
    cores: 4,
    threads_per_core: 1,
    cgroup_layout: 'v2',
    interfaces: [{ interface: 'lo', mtu_bytes: 65536, utilisation_percent: null }],
    container: { inside: null },
    tainted: 0,
  })
})

test.each([
  ['cpus', /4 online of 4 possible {2}1 socket × 4 cores × 1 thread/],
  ['interrupts', /IRQ +INTR\/s▼ +TOTAL/],
  ['interrupts', /LOC +\d+\.?\d* +\S+ +\d +\d+\.\d Local timer interrupts/],
  ['limits', /threads +\d+ +15\.7k +0\.8/],
  ['kernel', /Taint +not tainted/],
])('page %s', async (page, words) => {
  const { place, snapshot } = await of(page)
  expect(paneText(systemView, snapshot, place, 100, 30)).toMatch(words)
})

test('whose processes are listed where /proc hides those of others', () => {
  const proc = (options: string) => {
    const path = '/proc/self/mountinfo'
    const mounts = parseMountinfo(Buffer.from(`22 27 0:21 / /proc rw - proc proc rw${options}\n`))
    const files = new Map<string, Reading<unknown>>([
      [path, { value: mounts, at: 1 }],
      ['/proc/self/ns/', { value: [{ name: 'pid', target: 'pid:[4026531836]' }], at: 1 }],
    ])
    const snapshot = new Snapshot({ after: { at: 1, files, processes: null }, before: null }, someFacts, NO_HISTORY)
    return paneText(systemView, snapshot, placeOf(systemView), 200, 40)
  }
  expect(proc(',hidepid=2')).toContain("but for root, /proc hides others' (hidepid=invisible)")
  expect(proc('')).not.toContain('hidepid')
})

test('one interface, and one that has gone', async () => {
  const lo = await of('network', { interface: 'lo' })
  expect(paneText(systemView, lo.snapshot, lo.place, 80, 24)).toMatch(/MTU 65,536/)
  const gone = await of('network', { interface: 'eth9' })
  expect(paneText(systemView, gone.snapshot, gone.place, 80, 24)).toMatch(/eth9 is not there any more/)
})

test('each part leads to a page that there is', async () => {
  const { place, snapshot } = await of(null)
  const [table] = systemView.sections(snapshot, place).filter((section) => section.kind === 'table')
  const pages = Array.from({ length: table?.count ?? 0 }, (_, row) => table?.drill?.(row))
  expect(pages.map((drill) => drill?.page ?? drill?.view)).toEqual([
    'cpus',
    'memory',
    'cgroups',
    'network',
    'interrupts',
    'limits',
    'kernel',
    'kernel-log',
    'disks',
    'disks',
  ])
})

test('a weakness that was not read yet is not an unknown one, and what the kernel says of it ends between words', async () => {
  const folder = '/sys/devices/system/cpu/vulnerabilities'
  const long = 'Mitigation: Retpolines; STIBP disabled; RSB filling; PBRSB-eIBRS: Not affected; BHI: Not affected\n'
  const host = changedHost('load-d', {
    [`${folder}/`]: 'l1tf\nspectre_v2\n',
    [`${folder}/l1tf`]: 'Unknown: no microcode\n',
    [`${folder}/spectre_v2`]: long,
  })
  const place = placeOf(systemView, {}, 'kernel')
  const sampler = new Sampler(host)
  const wants = { ...NO_WANTS, sources: systemView.sources(null, place) }
  const first = await sampler.take(wants, () => undefined)
  const before = paneText(systemView, new Snapshot(first, host.facts, NO_HISTORY), place, 80, 24)
  expect(before).toMatch(/spectre_v2 +~ /)
  expect(before).not.toMatch(/unknown/)
  const sources = systemView.sources(first, place)
  const after = await sampler.take({ ...NO_WANTS, sources }, () => undefined)
  const text = paneText(systemView, new Snapshot(after, host.facts, NO_HISTORY), place, 80, 24)
  expect(text).toMatch(/spectre_v2 +mitigated +Mitigation: Retpolines; STIBP…$/m)
  expect(text).toMatch(/l1tf +unknown +Unknown: no microcode/)
})

test('before anything was read there are no numbers, not even 0', async () => {
  const text = paneText(systemView, await nothing(), placeOf(systemView, {}, 'overview'), 120, 40)
  expect(text).toMatch(/CPUs +- online/)
  expect(text).toMatch(/Memory +- usable · CPUs on - NUMA nodes$/m)
  expect(text).toMatch(/Network +-$/m)
})

async function nothing(): Promise<Snapshot> {
  const host = changedHost('load-d', {})
  return new Snapshot(await new Sampler(host).take(NO_WANTS, () => undefined), host.facts, NO_HISTORY)
}

test('of weaknesses and interfaces that were not read yet nothing is said', async () => {
  const host = changedHost('load-d', {
    '/sys/devices/system/cpu/vulnerabilities/': 'retbleed\n',
    '/proc/net/dev': `${HEADS}  eth0: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n`,
  })
  const place = placeOf(systemView, {}, 'overview')
  const sources = systemView.sources(null, place)
  const first = await new Sampler(host).take({ ...NO_WANTS, sources }, () => undefined)
  const text = paneText(systemView, new Snapshot(first, host.facts, NO_HISTORY), place, 120, 40)
  expect(text).toMatch(/Network +1 interface, up or down: -$/m)
  expect(text).toMatch(/Kernel .*weaknesses ~/)
})

const HEADS =
  'Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n'
