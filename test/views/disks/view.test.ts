import { describe, expect, test } from 'vitest'
import { delayAccounting } from '../../../src/model/disks/delays.ts'
import { devices } from '../../../src/model/disks/devices.ts'
import { kernelThreads } from '../../../src/model/disks/kernel-threads.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import type { Sample } from '../../../src/sample/sample.ts'
import { placeColumns } from '../../../src/ui/columns.ts'
import { kernelLines } from '../../../src/views/disks/kernel-lines.ts'
import { adviceFor } from '../../../src/views/disks/schedulers.ts'
import { activity } from '../../../src/views/disks/thread-rows.ts'
import { type Verdict, verdicts } from '../../../src/views/disks/verdict.ts'
import { disksView } from '../../../src/views/disks/view.ts'
import type { TableSection } from '../../../src/views/view.ts'
import { fixture } from '../../parse/fixture.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { lineText } from '../../ui/drawing.ts'

const at = (folder: string) => viewSnapshot(folder, disksView, placeOf(disksView))
const words = (all: readonly Verdict[]) => all.map(({ says, next }) => [...says, ...next].join(' | '))

function table(snapshot: Snapshot, page: string, about: Readonly<Record<string, string>> = {}): TableSection {
  const sections = disksView.sections(snapshot, placeOf(disksView, about, page))
  return sections.find((section) => section.kind === 'table') as TableSection
}

function cell(section: TableSection, key: string, column: string): string {
  const row = Array.from({ length: section.count }, (_, i) => i).find((i) => section.key(i).startsWith(key)) ?? -1
  const found = section.columns.find(({ id }) => id === column)?.cell(row)
  return typeof found === 'string' ? found : (found?.text ?? '')
}

function linesOf(snapshot: Snapshot, page: string, about: Readonly<Record<string, string>> = {}): string {
  return disksView
    .sections(snapshot, placeOf(disksView, about, page))
    .flatMap((section) => (section.kind === 'lines' ? section.lines(120, 40).map(lineText) : []))
    .join('\n')
}

test('with 160 columns discards and flushes are there as in iostat -x, below that only when chosen or wider', async () => {
  const snapshot = await at('dirty-slow')
  const shown = (columns: number) => {
    const room = { columns, rows: 40, mark: null }
    const [section] = disksView.sections(snapshot, placeOf(disksView, {}, 'devices'), room)
    return placeColumns((section as TableSection).columns, null, columns).map(({ column }) => column.title)
  }
  const discards = ['d/s', 'dB/s', 'd_await', 'f/s', 'f_await']
  expect(shown(160)).toEqual(expect.arrayContaining(discards))
  expect(shown(160)).toEqual(expect.arrayContaining(['rrqm/s', 'r_await', 'rareq-sz', 'wrqm/s', 'w_await', 'wareq-sz']))
  expect(shown(159).filter((title) => discards.includes(title))).toEqual([])
})

test('where nobody is seen to write it is told of how many that is not known', async () => {
  const { samples, facts, history } = await at('dirty-slow')
  const io = { missing: 'denied', source: '/proc/PID/io', why: 'no right', remedy: null } as const
  const denied = (sample: Sample): Sample => {
    const { processes } = sample
    return {
      ...sample,
      processes: processes && {
        ...processes,
        rows: processes.rows.map((row) => ({ ...row, more: { ...row.more, io } })),
      },
    }
  }
  const after = denied(samples.after)
  const unread = new Snapshot({ after, before: samples.before && denied(samples.before) }, facts, history)
  const all = after.processes?.rows.length
  const writers = /Writers.*/.exec(linesOf(unread, 'overview'))?.[0].trim()
  expect(writers).toBe(`Writers none seen, n/a for ${all}`)
  expect(disksView.json(unread, placeOf(disksView)).writers).toEqual([])
  expect(disksView.missing(unread, placeOf(disksView))).toContainEqual(
    expect.objectContaining({ missing: 'denied', why: `no right to read it of ${all} of ${all} processes` }),
  )
})

describe('a thread in D whose reason the kernel hides from an ordinary user', async () => {
  const { samples, facts, history } = await at('idle-4node')
  const processes = samples.after.processes as NonNullable<Sample['processes']>
  const [stuck] = processes.rows.filter(({ pid, stat }) => pid > 2 && stat.threads === 1 && stat.state === 'S')
  const wchan = { missing: 'denied', source: 'wchan', why: 'hidden', remedy: null } as const
  const rows = processes.rows.map((row) =>
    row === stuck ? { ...row, stat: { ...row.stat, state: 'D' as const }, more: { ...row.more, wchan } } : row,
  )
  const threads = new Map([...processes.threads].filter(([pid]) => pid !== stuck?.pid))
  const after = { ...samples.after, processes: { ...processes, rows, threads } }
  const snapshot = new Snapshot({ ...samples, after }, facts, history)

  test('may wait for a disk or be made to pause: that none does is not said', () => {
    expect(words(verdicts(snapshot))).toEqual([
      '1 in D may wait for a disk: only root or its owner may know | all devices answer | run as root',
    ])
    expect(linesOf(snapshot, 'overview')).toContain('Paused     none known; 1 in D hidden')
    expect(disksView.json(snapshot, placeOf(disksView))).toMatchObject({ writeback: { paused_threads: null } })
    expect(disksView.missing(snapshot, placeOf(disksView)).map(({ missing }) => missing)).toContain('denied')
  })

  test('where all reasons are known it is', async () => {
    expect(words(verdicts(await at('idle-4node')))[0]).toMatch(/^✓ no thread waits for a disk \| none is made to pause/)
  })
})

describe('three dd write to a slow disk', async () => {
  const snapshot = await at('dirty-slow')

  test('the first sentence says who is made to pause, against what', () => {
    expect(words(verdicts(snapshot))[0]).toMatch(
      /^● 3 threads are made to pause as they write \| dd 184, dd 185, dd 186 \| 322 MiB wait, limit 340 MiB \| 02:04 to write out \| slow the writer/,
    )
  })

  test('the same kernel threads as ps had are stuck, and it is said at what', () => {
    const blocked = fixture('dirty-slow/expected/blocked.txt').toString()
    const stuck = kernelThreads(snapshot).filter(({ process }) => process.stat.state === 'D')
    expect(stuck.map(({ process }) => process.pid)).toEqual([58, 171])
    for (const { process, wchan } of stuck)
      expect(blocked).toMatch(new RegExp(`D +${process.pid} ${wchan} +${process.stat.comm.replaceAll('+', '\\+')}`))
    expect(stuck.map((thread) => activity(snapshot, thread))).toEqual([
      'writes dirty pages back to vdc, waits in rq_qos_wait',
      'writes the journal of vdc, waits in jbd2_write_superblock',
    ])
  })

  test('where no file system could be asked it says why', () => {
    expect(linesOf(snapshot, 'overview')).toMatch(/Mounts +off {2}not captured/)
  })

  test.each([
    [80, 28],
    [160, 40],
  ])('where a kernel thread waits is told at %i columns too, all of it in one column', (columns, column) => {
    const lines = kernelLines(snapshot, columns).map(lineText)
    for (const words of ['wrote dirty', 'writes dirty pages back to vdc, waits in rq_qos_wait', 'writes the journal'])
      expect(lines.find((line) => line.includes(words))?.indexOf(words)).toBe(column)
    expect(lines.join(' ').replace(/ +/g, ' ')).toContain('writes the journal of vdc, waits in jbd2_write_superblock')
    expect(lines[0]).toMatch(columns < 100 ? /^ Kernel +kworker\/u12:0… {2}wrote/ : /flush-254:16 {2}wrote/)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns)
  })

  test('every kind of kernel thread has its line', () => {
    const rows = table(snapshot, 'kernel')
    const comms = Array.from({ length: rows.count }, (_, row) =>
      rows.columns.find(({ id }) => id === 'thread')?.cell(row),
    )
    for (const name of ['kswapd0', 'kswapd3', 'kcompactd0', 'khugepaged', 'ksoftirqd/0', 'jbd2/vdb-8'])
      expect(comms).toContain(name)
    expect(rows.drill?.(0)).toMatchObject({ view: 'process', about: { pid: 58 } })
  })

  test('a device: what it is, its scheduler, its requests, what is mounted from it', () => {
    const lines = linesOf(snapshot, 'devices', { device: 'vdc' })
    expect(lines).toMatch(/Device +vdc {2}disk {2}1\.0 GiB {2}turns/)
    expect(lines).toMatch(/In flight +133 now/)
    expect(lines).toMatch(/\[none\] +first in, first out/)
    const requests = table(snapshot, 'devices', { device: 'vdc' })
    expect(cell(requests, 'writes', 'await')).toBe('34.2k')
    expect(cell(requests, 'reads', 'await')).toBe('-')
    const mounts = disksView
      .sections(snapshot, placeOf(disksView, { device: 'vdc' }, 'devices'))
      .find(({ id }) => id === 'disks-device-mounts') as TableSection
    expect(mounts.count).toBe(1)
    expect(mounts.key(0)).toBe('/slow')
    expect(linesOf(snapshot, 'devices', { device: 'gone' })).toContain('gone is not there now')
  })

  test('settings say what they come to', () => {
    const settings = table(snapshot, 'writeback')
    expect(cell(settings, 'vm.dirty_ratio', 'says')).toMatch(/^340 MiB now/)
    expect(cell(settings, 'vm.dirty_bytes', 'says')).toBe('the ratio above holds')
  })

  test('delay accounting is off, and how to switch it on is said', () => {
    expect(snapshot.get(delayAccounting)).toBe('off')
    expect(linesOf(snapshot, 'processes')).toContain('sysctl kernel.task_delayacct=1')
    expect(cell(table(snapshot, 'processes'), '184:', 'wait')).toBe('off')
  })

  test('as JSON', () => {
    const json = disksView.json(snapshot, placeOf(disksView)) as {
      rows: Record<string, unknown>[]
      writeback: { paused_threads: { tid: number }[]; level: string }
    }
    expect(json.rows.map(({ device }) => device)).toEqual(['vda', 'vdb', 'vdc'])
    expect(json.rows[2]).toMatchObject({
      in_flight: 133,
      scheduler: 'none',
      schedulers: ['none', 'mq-deadline'],
      read_await_ms: null,
      reads_per_second: 0,
      rotational: true,
    })
    expect(json.writeback.paused_threads.map(({ tid }) => tid)).toEqual([184, 185, 186])
    const shown = disksView.json(snapshot, placeOf(disksView), [2]) as { rows: Record<string, unknown>[] }
    expect(shown.rows.map(({ device }) => device)).toEqual(['vdc'])
  })
})

test('a suspended volume is named first, as dmsetup has it', async () => {
  expect(fixture('load-d/expected/dmsetup-info.txt').toString()).toMatch(/Name: +held\nState: +SUSPENDED/)
  expect(words(verdicts(await at('load-d')))).toEqual([
    '● held is suspended: all I/O to it waits | dmsetup resume held',
  ])
})

test('small requests that take long are told of; large ones, as a copy has, are not', async () => {
  const snapshot = await at('idle-4node')
  const all = snapshot.get(devices)
  const says = (size: number) => {
    const [first, ...rest] = all
    if (!first) throw new Error('no device')
    const writes = { ...first.rates.writes, perSecond: 60, await: 0.2, size }
    const own = [{ ...first, rates: { ...first.rates, writes } }, ...rest]
    const get = (model: unknown) => (model === devices ? own : snapshot.get(model as typeof devices))
    return words(verdicts(Object.assign(Object.create(snapshot), { get }) as Snapshot)).join()
  }
  expect(says(4096)).toMatch(/▲ vda ends writes in 200 ms/)
  expect(says(2 ** 20)).not.toContain('▲')
})

test('where nothing is wrong that is said', async () => {
  const [only, ...more] = verdicts(await at('idle-4node'))
  expect(more).toEqual([])
  expect(only).toMatchObject({ style: 'ok' })
})

test('what usually fits, by kind of disk', () => {
  const disk = { kind: 'disk', transport: 'sata', rotational: true, isVirtual: false } as const
  expect(adviceFor(disk)).toContain('mq-deadline for throughput')
  expect(adviceFor({ ...disk, transport: 'virtio', isVirtual: true })).toContain('the host sorts again')
  expect(adviceFor({ ...disk, transport: 'nvme', rotational: false })).toMatch(/^NVMe: none/)
  expect(adviceFor({ ...disk, kind: 'lvm' })).toContain('as those sort')
  expect(adviceFor({ ...disk, kind: 'loop', transport: null })).toMatch(/^what stands on other devices: none/)
  const flash = { ...disk, rotational: false } as const
  expect(adviceFor(flash)).toContain('SATA or SAS SSD')
  for (const transport of ['rbd', 'iscsi', 'fc', 'nvme-of'])
    expect(adviceFor({ ...flash, transport })).toMatch(/^storage over a network/)
  expect(adviceFor({ ...flash, kind: 'nbd', transport: null })).toMatch(/^storage over a network/)
  expect(adviceFor({ ...flash, transport: 'mmc' })).toMatch(/^a card or stick/)
  expect(adviceFor({ ...flash, transport: null })).toMatch(/^a disk of unknown kind/)
})

test('the names of old kernels are explained', () => {
  for (const [old, today] of [
    ['cfq', 'bfq'],
    ['deadline', 'mq-deadline'],
    ['noop', 'none'],
  ] as const) {
    const term = disksView.terms.find((one) => one.term === old)
    expect(term?.help).toContain(today)
    expect(term?.help).toContain('5.0')
  }
})
