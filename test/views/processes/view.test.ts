import { describe, expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { parsePidCgroup } from '../../../src/parse/pid/cgroup.ts'
import type { Process, Processes } from '../../../src/sample/process.ts'
import type { Thread } from '../../../src/sample/threads.ts'
import type { PidFile } from '../../../src/sample/wants.ts'
import { compileFilter } from '../../../src/ui/filter.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { progressOf } from '../../../src/ui/whole-files.ts'
import { summary } from '../../../src/views/processes/summary.ts'
import { processColumns, processesView } from '../../../src/views/processes/view.ts'
import { SWITCHES, type Switches, type TableSection } from '../../../src/views/view.ts'
import { thread } from '../../model/record.ts'
import { fixtureHost, looked, stateAt } from '../../ui/drawing.ts'

const { snapshot } = await looked(fixtureHost('load-d'), stateAt(visitTo('processes'), { columns: 200, rows: 300 }))

function table(on: Snapshot, set: Partial<Switches> = {}): TableSection {
  const { place } = visitTo('processes', { ...SWITCHES, ...set })
  const found = processesView.sections(on, place).find((section) => section.kind === 'table')
  if (!found) throw new Error('no table')
  return found
}

function withProcesses(change: Partial<Processes>): Snapshot {
  const { after, before } = snapshot.samples
  const processes = after.processes && { ...after.processes, ...change }
  return new Snapshot({ after: { ...after, processes }, before }, snapshot.facts, NO_HISTORY)
}

const row = (section: TableSection, pid: number) =>
  Array.from({ length: section.count }, (_, i) => i).findIndex((i) => section.pid?.(i) === pid)
const cell = (section: TableSection, id: string, at: number) => {
  const words = section.columns.find((column) => column.id === id)?.cell(at)
  return typeof words === 'string' ? words : words?.text
}

test('a filter for a cgroup of v1 finds whom another hierarchy has elsewhere', () => {
  const groups = parsePidCgroup(Buffer.from('3:memory:/web\n2:cpu:/shop\n0::/\n'))
  const rows = (snapshot.samples.after.processes?.rows ?? []).map((one): Process => {
    return one.pid === 203 ? { ...one, more: { ...one.more, cgroup: { value: groups, at: 1 } } } : one
  })
  const section = table(withProcesses({ rows }))
  const shown = (words: string) => {
    const filter = compileFilter(words, section, null)
    return Array.from({ length: section.count }, (_, i) => i).filter((i) => filter.shows(i) && !section.hidden?.(i))
  }
  expect(cell(section, 'cgroup', row(section, 203))).toBe('/web')
  for (const words of ['cgroup="/shop" or cgroup~"/shop/"', 'cgroup=/web'])
    expect(shown(words)).toEqual([row(section, 203)])
  expect(shown('cgroup=/sho')).toEqual([])
})

test('before anybody looked at processes there are not none of them: nothing is known', () => {
  const { after, before } = snapshot.samples
  const on = new Snapshot({ after: { ...after, processes: null }, before }, snapshot.facts, NO_HISTORY)
  expect(String(table(on).empty)).toBe('~ processes are not listed yet')
  expect(String(table(withProcesses({ rows: [] })).empty)).toBe('no process may be read here')
  const [tasks] = summary(on, 160)
  expect(tasks?.spans.map(({ text }) => text).join('')).toMatch(/^ ?Tasks +- +Load/)
})

test('the order settles by sweeps only while there is one', () => {
  expect(table(withProcesses({ sweep: null })).settled).toBeUndefined()
  expect(table(withProcesses({ sweep: { read: 3, of: 9, done: 4 } })).settled).toBe(4)
  const progress = (partly?: ReadonlyMap<PidFile, number>) =>
    progressOf(table(withProcesses({ sweep: { read: 3, of: 9, done: 1, ...(partly && { partly }) } })), () => [
      'status',
    ])
  expect(progress(new Map([['status', 3]]))).toBe('~ 3 of 9 read')
  expect(progress(new Map([['cgroup', 3]]))).toBeNull()
  expect(progress()).toBeNull()
})

test('what is read of everybody to sort by it is dear: its order settles by sweeps', () => {
  expect(processColumns.filter(({ files = [], dear }) => files.length > 0 && !dear).map(({ id }) => id)).toEqual([])
})

test('%CPU per core, or of the machine', () => {
  const of = (cpuOf: 'core' | 'machine') => {
    const section = table(snapshot, { cpuOf })
    return section.columns.find(({ id }) => id === 'cpu')?.by?.(row(section, 203)) as number
  }
  expect(of('core')).toBeCloseTo(96.6, 1)
  expect(of('machine')).toBeCloseTo(96.6 / 4, 1)
  const title = (set: Partial<Switches>) => table(snapshot, set).columns.find(({ id }) => id === 'cpu')?.title
  for (const group of ['none', 'program'] as const)
    expect([title({ group }), title({ group, cpuOf: 'machine' })]).toEqual(['%CPU', '%MACH'])
})

test('columns are made once for a place, and show the rows they were asked for last', () => {
  const [first = null] = snapshot.tasks.rows
  const { place } = visitTo('processes')
  const on = (rows: readonly Process[]) => {
    const found = processesView.sections(withProcesses({ rows }), place)
    return found.find((section): section is TableSection => section.kind === 'table')
  }
  const renamed = { ...(first as Process), pid: 4_000_000 }
  const [before, after] = [on([first as Process]), on([renamed])]
  expect(after?.columns).toBe(before?.columns)
  expect(after && cell(after, 'pid', 0)).toBe('4000000')
  expect(table(snapshot).columns).not.toBe(after?.columns)
})

test('kernel threads can be hidden', () => {
  const section = table(snapshot, { kernel: false })
  expect([section.hidden?.(row(section, 2)), section.hidden?.(row(section, 203))]).toEqual([true, false])
})

test('what was not read yet, may not be read, and is not known', () => {
  const section = table(snapshot)
  expect(cell(section, 'oom', row(section, 203))).toBe('~')
  const denied = { missing: 'denied', source: '', why: '', remedy: null } as const
  const rows = snapshot.tasks.rows.map((process) => ({ ...process, more: { io: denied, owner: denied } }))
  const refused = table(withProcesses({ rows }))
  expect([cell(refused, 'user', 0), cell(refused, 'ior', 0)]).toEqual(['n/a', 'n/a'])
  const alone = new Snapshot({ after: snapshot.samples.after, before: null }, snapshot.facts, NO_HISTORY)
  expect([cell(table(alone), 'cpu', 0), cell(table(alone), 'minflt', 0)]).toEqual(['-', '-'])
})

describe('threads', () => {
  const shown = (more: Partial<Process['more']>, wchan: Thread['wchan'], uid: number | null = 0) => {
    const rows = snapshot.tasks.rows.map((process) => (process.pid === 203 ? { ...process, more } : process))
    const threads = new Map([[203, [thread(203, 1, 0), { ...thread(204, 1, 0), wchan }]]])
    const { samples, facts } = withProcesses({ rows, threads })
    const section = table(new Snapshot(samples, { ...facts, uid }, NO_HISTORY), { threads: true })
    return (id: string) => [0, 1].map((i) => cell(section, id, row(section, 203) + i))
  }

  test('what is told of the whole process alone is not something still to be read of a thread', () => {
    const cells = shown({}, null)
    for (const id of ['swap', 'ior', 'iow', 'oom']) expect([id, cells(id)]).toEqual([id, ['~', '-']])
    for (const id of ['user', 'cgroup', 'wchan']) expect([id, cells(id)]).toEqual([id, ['~', '~']])
  })

  test('each has its own wchan; where the kernel has none for the process there is none to wait for', () => {
    const ofLeader = { wchan: { value: 'do_wait', at: 1 } }
    expect(shown(ofLeader, { value: 'futex_wait_queue', at: 1 })('wchan')).toEqual(['do_wait', 'futex_wait_queue'])
    expect(shown(ofLeader, { value: null, at: 1 })('wchan')).toEqual(['do_wait', '-'])
    const denied = { missing: 'denied', source: '', why: '', remedy: null } as const
    expect(shown({ wchan: denied }, null)('wchan')).toEqual(['n/a', 'n/a'])
  })

  test('0 says to its owner that it does not sleep, and nothing to others', () => {
    const more = { wchan: { value: null, at: 1 }, owner: { value: 33, at: 1 } }
    const none = { value: null, at: 1 }
    expect(shown(more, none, 0)('wchan')).toEqual(['-', '-'])
    expect(shown(more, none, 33)('wchan')).toEqual(['-', '-'])
    expect(shown(more, none, 34)('wchan')).toEqual(['hidden', 'hidden'])
    expect(shown(more, none, null)('wchan')).toEqual(['-', '-'])
  })
})

describe('groups', () => {
  test('with one sample show no rates, rather than 0', () => {
    const alone = new Snapshot({ after: snapshot.samples.after, before: null }, snapshot.facts, NO_HISTORY)
    const section = table(alone, { group: 'program' })
    expect([cell(section, 'cpu', 0), cell(section, 'minflt', 0)]).toEqual(['-', '-'])
  })

  test.each(['program', 'user', 'cgroup'] as const)(
    'by %s: Enter shows exactly the processes that were counted',
    (group) => {
      const section = table(snapshot, { group })
      const processes = table(snapshot)
      for (let at = 0; at < section.count; at++) {
        const drill = section.drill?.(at)
        const counted = section.columns.find(({ id }) => id === 'processes')?.by?.(at)
        if (!drill) continue
        // A program or a cgroup is a service, and has a page of its own.
        if (drill.view === 'app') {
          expect(Object.keys(drill.about)).toEqual([group])
          continue
        }
        const filter = compileFilter(drill.filter ?? '', processes, null)
        const rows = Array.from({ length: processes.count }, (_, i) => i)
        const shown = rows.filter((i) => filter.shows(i) && !processes.hidden?.(i))
        expect(filter.error).toBeNull()
        expect(shown.length, drill.filter).toBe(counted)
      }
    },
  )

  test('kernel threads are in the sums while they are shown, and else told beside the heads', () => {
    const counted = (kernel: boolean) => {
      const section = table(snapshot, { group: 'program', kernel })
      const by = section.columns.find(({ id }) => id === 'processes')?.by
      const sum = Array.from({ length: section.count }, (_, i) => Number(by?.(i))).reduce((a, b) => a + b, 0)
      return [sum, section.aside?.[0]]
    }
    const { kernelThreads = 0 } = snapshot.tasks.tally ?? {}
    expect(kernelThreads).toBeGreaterThan(10)
    expect(counted(true)).toEqual([snapshot.tasks.rows.length, undefined])
    expect(counted(false)).toEqual([
      snapshot.tasks.rows.length - kernelThreads,
      `${kernelThreads} kernel threads hidden (K)`,
    ])
  })

  test('%MEM is a share in a filter, and a size where one is given', () => {
    const section = table(snapshot, { group: 'program' })
    const shown = (words: string) => {
      const filter = compileFilter(words, section, null)
      expect(filter.error).toBeNull()
      return Array.from({ length: section.count }, (_, i) => i).filter((i) => filter.shows(i)).length
    }
    expect(shown('mem>90')).toBe(0)
    expect(shown('mem>10M')).toBe(1)
    expect(shown('mem>0.3')).toBe(2)
  })
})
