import { describe, expect, test } from 'vitest'
import { visitTo } from '../../../src/ui/places.ts'
import { visitOf } from '../../../src/ui/state.ts'
import { update } from '../../../src/ui/update.ts'
import { headSection, seenApp } from '../../../src/views/app/head.ts'
import { eachLasts } from '../../../src/views/app/show.ts'
import { appView } from '../../../src/views/app/view.ts'
import { workerSection } from '../../../src/views/app/workers.ts'
import { SWITCHES } from '../../../src/views/view.ts'
import { fixture } from '../../parse/fixture.ts'
import { placeOf } from '../../snapshot-of.ts'
import { fixtureHost, frameText, looked, stateAt } from '../../ui/drawing.ts'

interface FlowJson {
  readonly address: string
  readonly established: number
  readonly close_wait: number
  readonly opening: number
  readonly time_wait: number
  readonly queue: number
}

interface Json {
  readonly service: { readonly oldest_pid: number; readonly processes: number }
  readonly listeners: readonly FlowJson[]
  readonly upstreams: readonly FlowJson[]
  readonly accept_queue_connections: number
  readonly findings: readonly { readonly id: string }[]
  readonly processes: readonly { readonly pid: number; readonly res_bytes: number }[]
}

function visitAbout(about: Readonly<Record<string, string | number>>) {
  const visit = visitTo('app')
  return { ...visit, place: { ...visit.place, about } }
}

describe('captured tcp-states, against what ss said of python3', async () => {
  const { snapshot } = await looked(fixtureHost('tcp-states'), stateAt(visitAbout({ program: 'python3' })))
  const json = appView.json(snapshot, placeOf(appView, { program: 'python3' })) as never as Json
  const lines = fixture('tcp-states/expected/ss-tanp.txt')
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
  const sum = (flows: readonly FlowJson[], of: (flow: FlowJson) => number) =>
    flows.reduce((all, flow) => all + of(flow), 0)

  test('its listeners with their queues', () => {
    const said = lines.filter(([state]) => state === 'LISTEN').map(([, queue, , local]) => `${local} ${queue}`)
    expect(json.listeners.map(({ address, queue }) => `${address} ${queue}`).sort()).toEqual(said.sort())
    expect(json.accept_queue_connections).toBe(3)
  })

  test('each connection once: in where it listens, else out', () => {
    const count = (state: string) => lines.filter((line) => line[0] === state).length
    const all = [...json.listeners, ...json.upstreams]
    expect(sum(all, (flow) => flow.established)).toBe(count('ESTAB'))
    const states = fixture('tcp-states/expected/ss-states.txt').toString()
    expect(sum(all, (flow) => flow.time_wait)).toBe(Number(/(\d+) TIME-WAIT/.exec(states)?.[1]))
    expect(sum(all, (flow) => flow.close_wait)).toBe(count('CLOSE-WAIT'))
  })

  test('the findings that name it', () => {
    expect(json.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['ACCEPTQ', 'RTO-BACKOFF']))
    expect(json.service).toEqual({ name: 'python3', by: 'program', oldest_pid: 186, processes: 1 })
  })
})

test('a service that is not there is said to be gone', async () => {
  const { drawn, snapshot } = await looked(fixtureHost('tcp-states'), stateAt(visitAbout({ program: 'nobody' })))
  expect(frameText(drawn.frame)).toContain('No process of nobody is there')
  expect(appView.json(snapshot, placeOf(appView, { program: 'nobody' }))).toEqual({ service: null })
})

describe('the key a', () => {
  const pressed = async (
    view: string,
    about: Readonly<Record<string, string | number>> = {},
    page: string | null = null,
  ) => {
    const visit = visitTo(view, SWITCHES)
    const state = stateAt({ ...visit, place: { ...visit.place, about, page } }, { rows: 40 })
    const { drawn, snapshot } = await looked(fixtureHost(view === 'cgroups' ? 'swap-4node' : 'tcp-states'), state)
    return visitOf(update(state, { kind: 'key', key: 'a' }, drawn, snapshot).state).place
  }

  test('opens the service of a process, from its row and from its page', async () => {
    expect(await pressed('process', { pid: 186 })).toMatchObject({ view: 'app', about: { pid: 186 } })
    expect(await pressed('processes')).toMatchObject({ view: 'app' })
  })

  test('of who listens, and of a cgroup', async () => {
    expect(await pressed('tcp', {}, 'listeners')).toMatchObject({ view: 'app', about: { pid: 186 } })
    expect(await pressed('cgroups')).toMatchObject({ view: 'app', about: { cgroup: expect.stringMatching(/^\//) } })
  })

  test('does nothing where no process is meant', async () => {
    expect(await pressed('memory')).toMatchObject({ view: 'memory' })
    expect(await pressed('app', { program: 'python3' })).toMatchObject({ about: { program: 'python3' } })
  })
})

test('a mark shows what has changed since, then and now', async () => {
  const visit = visitAbout({ program: 'python3' })
  const { snapshot } = await looked(fixtureHost('tcp-states'), stateAt(visit))
  const values = new Map(appView.marks?.(snapshot, visit.place))
  expect(values.get('python3.queue')).toBe(3)
  values.set('python3.queue', 9)
  const at = snapshot.samples.after.at - 90e9
  const text = async (view: string, kept: ReadonlyMap<string, number>) => {
    const state = stateAt(visit, { mark: { view, at, values: kept } })
    return frameText((await looked(fixtureHost('tcp-states'), state)).drawn.frame)
  }
  expect(await text('app', values)).toMatch(/Mark +\d\d:\d\d ago {2}queue 9 → 3\n/)
  expect(await text('app', new Map([['other.queue', 9]]))).not.toContain('Mark')
  expect(await text('overview', values)).not.toContain('Mark')
})

test('of a long path its end is shown, and what it is and how old stand beside it', async () => {
  const { snapshot } = await looked(fixtureHost('tcp-states'), stateAt(visitAbout({ program: 'python3' })))
  const place = placeOf(appView, { program: 'python3' })
  const app = seenApp(snapshot, place)
  if (!app) throw new Error('no service')
  const path = `/system.slice/docker-${'0123456789abcdef'.repeat(4)}.scope`
  const head = headSection(snapshot, { ...app, service: { ...app.service, name: path, by: 'cgroup' } })
  const line = (columns: number) =>
    head
      .lines(columns, 20)[0]
      ?.spans.map((span) => span.text)
      .join('') ?? ''
  expect(line(80)).toMatch(/^ ….*cdef\.scope cgroup, pid 186 {2}up \d/)
  expect(line(80).length).toBeLessThanOrEqual(80)
  expect(line(200)).toContain(` ${path} cgroup`)
})

test('in 60x15 the line of what comes in stands beside three workers', async () => {
  const place = placeOf(appView, { program: 'python3' })
  const app = seenApp(
    (await looked(fixtureHost('tcp-states'), stateAt(visitAbout({ program: 'python3' })))).snapshot,
    place,
  )
  const [worker] = app?.workers ?? []
  if (!app || !worker) throw new Error('no service')
  const three = { ...app, workers: [worker, worker, worker] }
  expect([workerSection(three, 12).least, workerSection(three, 21).least]).toEqual([3, 5])
})

test('how long a connection lasts is never said to be nothing', () => {
  const lasts = (estab: number, opened: number | null, lifetime: number | null) =>
    eachLasts({ estab, opened, lifetime })
  expect([lasts(1, 20, 0.05), lasts(0, 20, null), lasts(0, 0.5, null)]).toEqual(['50 ms', '<50 ms', '<2.0 s'])
  expect([lasts(0, null, null), lasts(0, 0, null), lasts(3, 0, null)]).toEqual([null, null, null])
})

test('of the whole machine no number of workers is advised', async () => {
  const { snapshot } = await looked(fixtureHost('load-d'), stateAt(visitAbout({ cgroup: '/' })))
  const of = (about: Readonly<Record<string, string>>) =>
    appView.json(snapshot, placeOf(appView, about)) as { service: { processes: number }; advice: readonly unknown[] }
  expect(of({ cgroup: '/' }).service.processes).toBeGreaterThan(1)
  expect(of({ cgroup: '/' }).advice).toEqual([])
  expect(of({ program: 'hog' }).advice).not.toEqual([])
})
