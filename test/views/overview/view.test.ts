import { describe, expect, test } from 'vitest'
import type { Findings } from '../../../src/model/findings.ts'
import { NO_HISTORY, withPoint } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { snmp } from '../../../src/parse/net/snmp.ts'
import type { Sample } from '../../../src/sample/sample.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { overviewRows } from '../../../src/views/overview/rows.ts'
import { spark } from '../../../src/views/overview/spark.ts'
import { subjectLine } from '../../../src/views/overview/subject-line.ts'
import { subjectNumbers, subjectSeries, subjectsOf } from '../../../src/views/overview/subjects.ts'
import { tcpSubject } from '../../../src/views/overview/tcp.ts'
import { overviewView } from '../../../src/views/overview/view.ts'
import { SWITCHES } from '../../../src/views/view.ts'
import { viewSnapshot } from '../../snapshot-of.ts'
import { fixtureHost, frameText, looked, stateAt } from '../../ui/drawing.ts'
import { aFinding, findingsOf } from './a-finding.ts'

const PLACE = { view: 'overview', page: null, about: {}, switches: SWITCHES }
const of = (folder: string) => viewSnapshot(folder, overviewView, PLACE)

const ROOM = { columns: 80, rows: 21, mark: null }

function words(snapshot: Snapshot, room = ROOM): readonly string[] {
  return overviewRows(snapshot, room).map(({ line }) =>
    line(room.columns - 1)
      .map((span) => span.text)
      .join(''),
  )
}

function withFindings(snapshot: Snapshot, findings: Findings): Snapshot {
  return snapshot.with(snapshot.history, findings)
}

test('a share of a few segments is not told as one of many', async () => {
  const snapshot = await of('load-d')
  const counters = (sent: number, again: number) =>
    new Map([
      ['TcpOutSegs', sent],
      ['TcpRetransSegs', again],
    ])
  const told = (sent: number, again: number) => {
    const sample = (at: number, value: ReadonlyMap<string, number>): Sample => ({
      at,
      files: new Map([[snmp.path, { at, value }]]),
      processes: null,
    })
    const samples = { before: sample(1e9, counters(0, 0)), after: sample(2e9, counters(sent, again)) }
    return JSON.stringify(tcpSubject(new Snapshot(samples, snapshot.facts, NO_HISTORY)).pieces)
  }
  expect(told(2, 2)).toContain('of few')
  expect(told(200, 2)).not.toContain('of few')
  expect(told(2, 0)).not.toContain('of few')
})

describe('subjects of a machine that swaps', async () => {
  const snapshot = await of('swap-4node')
  const text = words(snapshot).join('\n')

  test('stand in the order of the tabs, NUMA where there are nodes, no limits of cgroups where none are known', () => {
    expect(subjectsOf(snapshot).map(({ id }) => id)).toEqual([
      'load',
      'cpu',
      'memory',
      'reclaim',
      'swap',
      'tcp',
      'disks',
      'numa',
    ])
  })

  test('have the numbers of the kernel files', () => {
    expect(text).toMatch(/^Load +5\.19 . {2}1\.63 {2}0\.57/m)
    expect(text).toMatch(/^Memory .*available 35\.0 MiB/m)
    expect(text).toMatch(/^Reclaim .*direct 20\.6 MiB\/s ●/m)
    expect(text).toMatch(/^Swap +516 MiB of 1\.0 GiB {2}in 19\.9 MiB\/s/m)
    expect(text).toMatch(/^Disks +vda 97\.1 %/m)
  })

  test('each leads to its pane', () => {
    expect(subjectsOf(snapshot).map(({ drill }) => drill.view)).toEqual([
      'load',
      'load',
      'memory',
      'memory',
      'swap',
      'tcp',
      'disks',
      'numa',
    ])
  })

  test('a line is never wider than the screen, however little there is', () => {
    for (const cells of [59, 79, 119, 159])
      for (const subject of subjectsOf(snapshot)) {
        const line = subjectLine(subject, cells, snapshot.history, null)
        expect(
          line.reduce((sum, span) => sum + span.text.length, 0),
          `${subject.id} ${cells}`,
        ).toBeLessThanOrEqual(cells)
      }
  })

  test('keep a number each for their curve, but for what is kept whatever is looked at', () => {
    const series = new Map(subjectSeries(snapshot))
    expect(series.get('overview.swap')).toBeGreaterThan(2 ** 20)
    expect(subjectsOf(snapshot).flatMap(({ curve }) => (curve?.kept ? [curve.kept] : []))).toEqual([
      'load1',
      'cpu.busy',
      'memory.used',
    ])
    for (const id of ['load', 'cpu', 'memory']) expect(series.has(`overview.${id}`)).toBe(false)
    expect([...series.keys()].every((name) => name.startsWith('overview.'))).toBe(true)
  })
})

describe('a mark', async () => {
  const snapshot = await of('swap-4node')
  const [load] = subjectsOf(snapshot)
  const now = subjectNumbers(snapshot)

  test('keeps every number by its subject', () => {
    expect(now.get('load.load1')).toBe(5.19)
    expect(now.get('swap.used')).toBe(541052928)
  })

  test('then says what changed, and nothing of what did not', () => {
    const values = new Map([...now, ['load.load1', 2.19]])
    const mark = { view: 'overview', at: snapshot.samples.after.at - 65e9, values }
    const line = load && subjectLine(load, 119, null, mark)
    expect(line?.map((span) => span.text).join('')).toMatch(/5\.19 . \+3\.00 {2}1\.63 {2}0\.57 /)
    expect(words(snapshot, { ...ROOM, mark } as never).join('\n')).toMatch(/^Mark +kept 01:05 ago/m)
  })
})

describe('findings', async () => {
  const snapshot = await of('load-d')
  const at = snapshot.samples.after.at

  test('come first, with sign, word, sentence, evidence and since', () => {
    const [first, ...rest] = words(withFindings(snapshot, findingsOf([aFinding({ since: at - 41e9 })], at)))
    expect(first).toMatch(/^WHY {6}● critical Programs must free memory .* since 00:41$/)
    expect(rest.join('\n')).toContain('entries into direct reclaim 412/s (limit 1/s)')
    expect(rest.join('\n')).toContain('✓ ruled out  CPU: 19.0 % busy')
  })

  test('of too many the rest is a page away, and what is below stays on the screen', () => {
    const many = Array.from({ length: 30 }, (_, i) => aFinding({ id: `F${i}` }))
    const rows = overviewRows(withFindings(snapshot, findingsOf(many, at)), ROOM)
    const more = rows.find(({ key }) => key === 'more')
    expect(more?.drill).toMatchObject({ view: 'overview', page: 'findings' })
    expect(rows.length).toBeLessThanOrEqual(20)
    expect(rows.at(-1)?.key).toMatch(/^top:/)
  })

  test('begin in one column, however bad they are', () => {
    const severities = ['critical', 'warning', 'info'] as const
    const list = severities.map((severity) => aFinding({ id: severity, severity }))
    const lines = words(withFindings(snapshot, findingsOf(list, at))).filter((line) => /Programs/.test(line))
    expect(lines.map((line) => line.indexOf('Programs'))).toEqual([20, 20, 20])
  })

  test('in 60 columns a line for one says what it is rather than when it was seen', () => {
    const many = Array.from({ length: 9 }, (_, i) => aFinding({ id: `F${i}`, seenAgo: 5 }))
    const lines = (columns: number) =>
      words(withFindings(snapshot, findingsOf(many, at)), { ...ROOM, columns }).filter((line) =>
        /● critical/.test(line),
      )
    expect(lines(60)[2]).toMatch(/Programs must free memory… +since/)
    expect(lines(120)[2]).toMatch(/before they can go on\. +seen 00:05 ago, since/)
  })

  test('have their sentence on their page in 60 columns too', async () => {
    const visit = visitTo('overview')
    const state = stateAt({ ...visit, place: { ...visit.place, page: 'findings' } }, { columns: 60, rows: 15 })
    const text = frameText((await looked(fixtureHost('swap-4node'), state)).drawn.frame)
    expect(text).toMatch(/SEVERITY +ID +SINCE +WHAT/)
    expect(text).toMatch(/THRASH.* Tasks wait/)
  })

  test('on a tall screen say who and what next', () => {
    const tall = { ...ROOM, columns: 160, rows: 45 }
    const lines = words(withFindings(snapshot, findingsOf([aFinding({})], at)), tall).join('\n')
    expect(lines).toContain('by: java 1834 2.1 GiB')
    expect(lines).toContain('next: Give it more memory.')
  })

  test('lines that go on with a finding open it too, and are stepped over', () => {
    const rows = overviewRows(withFindings(snapshot, findingsOf([aFinding({})], at)), ROOM)
    expect(rows[0]).toMatchObject({ under: false, drill: { view: 'finding', about: { id: 'DIRECT' } } })
    expect(rows[1]).toMatchObject({ under: true, drill: { view: 'finding', about: { id: 'DIRECT' } } })
  })

  test('where there are none, it says so with what clears it, and never before it was looked', () => {
    const none = findingsOf([], at)
    expect(words(withFindings(snapshot, none)).join('\n')).toMatch(
      /✓ nothing found that harms, watched for 02:00.*\n +✓ ruled out/,
    )
    // Silence of rules that have hardly looked clears nothing.
    expect(words(withFindings(snapshot, { ...none, observed: 6 }))[0]).toMatch(/~ nothing found yet, watched for 00:06/)
    expect(words(snapshot)[0]).toBe('WHY      ~ the rules have not looked yet')
    expect(words(withFindings(snapshot, { ...none, ruledOut: [], observed: 1 }))[0]).toContain('~ few samples so far')
  })

  test('how many rules could not look is never cut, however long was watched', () => {
    const blind = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ id: `R${i}`, title: 'rule', why: 'absent', remedy: null }))
    const line = (count: number, observed: number, columns: number) => {
      const found = { ...findingsOf([], at), notEvaluable: blind(count), observed }
      return words(withFindings(snapshot, found), { ...ROOM, columns })[0]
        ?.slice(9)
        .trimEnd()
    }
    const calm = '✓ nothing found that harms'
    expect(line(6, 120, 160)).toBe(`${calm}, watched for 02:00; 6 rules could not look (page Not evaluable)`)
    expect(line(6, 120, 80)).toBe(`${calm}, watched for 02:00; 6 rules could not look`)
    expect(line(1, 120, 80)).toBe(`${calm}, watched for 02:00; 1 rule could not look`)
    expect(line(83, 41 * 86_400, 80)).toBe(`${calm}, watched for 41 d 00:00; 83 could not look`)
    expect(line(6, 120, 60)).toBe(`${calm}; 6 rules could not look`)
    expect(line(83, 120, 60)).toBe(`${calm}; 83 could not look`)
    expect(line(0, 120, 60)).toBe(`${calm}, watched for 02:00`)
    for (const columns of [60, 70, 80, 90, 100])
      for (const count of [1, 9, 83])
        for (const observed of [6, 59, 3599, 86_399, 900 * 86_400])
          expect(line(count, observed, columns), `${columns}`).toMatch(
            new RegExp(`; ${count}( rules?)? could not look( \\(page Not evaluable\\))?$`),
          )
  })

  test('what ended lately is told with its duration', () => {
    const { id, title, severity, says, unit, peak, culprits } = aFinding({})
    const ended = [{ id, title, severity, says, unit, peak, culprits, since: at - 90e9, until: at - 60e9 }]
    const lines = words(withFindings(snapshot, { ...findingsOf([], at), ended })).join('\n')
    expect(lines).toContain('ended 01:00 ago, lasted 00:30: direct reclaim')
    // How many more there are stands where no width cuts it.
    const both = [...ended, ...ended.map((one) => ({ ...one, until: one.until - 30e9 }))]
    expect(words(withFindings(snapshot, { ...findingsOf([], at), ended: both })).join('\n')).toContain(
      'ended 01:00 ago, lasted 00:30 (and 1 before): direct reclaim',
    )
    // Nor how long it lasted.
    const narrow = words(withFindings(snapshot, { ...findingsOf([], at), ended: both }), { ...ROOM, columns: 60 })
    expect(narrow.map((line) => line.slice(0, 60)).join('\n')).toContain('lasted 00:30')
  })
})

describe('the consumers', async () => {
  const snapshot = await of('load-d')
  const at = snapshot.samples.after.at
  const tops = (findings: Findings) =>
    words(withFindings(snapshot, findings), { ...ROOM, rows: 30 }).filter((line) => / RES/.test(line))

  test('are those of what is short: the CPU, memory, or who sleeps in D', () => {
    expect(tops(findingsOf([], at))[0]).toMatch(/^Top CPU {2}burn1 203 +\d+\.\d % CPU/)
    expect(tops(findingsOf([aFinding({})], at))[0]).toMatch(/^Top RES/)
    const disks = tops(findingsOf([aFinding({ resource: 'disks' })], at))
    expect(disks[0]).toMatch(/^Top wait/)
    expect(disks.every((line) => line.includes('in D'))).toBe(true)
  })

  test('have their commands in one column, also those in D, and none of it where it would be a scrap', async () => {
    const shown = async (folder: string, columns: number) => {
      const { drawn } = await looked(fixtureHost(folder), stateAt(visitTo('overview'), { columns, rows: 40 }))
      return frameText(drawn.frame)
        .split('\n')
        .filter((line) => / RES/.test(line))
    }
    const wide = await shown('swap-4node', 120)
    expect(wide.some((line) => / RES {2}in D {2}\S/.test(line))).toBe(true)
    expect([...new Set(wide.map((line) => line.search(/(?<=RES {2}(?:in D| {4}) {2})\S/)))]).toEqual([69])
    for (const line of await shown('dirty-slow', 80)) expect(line).toMatch(/majflt\/s {2}in D$/)
  })
})

describe('a sparkline', () => {
  const history = [0, 1, 2, 4].reduce(
    (past, value, i) => withPoint(past, (i + 1) * 1e9, new Map([['overview.x', value]])),
    NO_HISTORY,
  )

  test('has two numbers to a cell, the newest at the right, and is blank where nothing is known', () => {
    expect(spark(history, 'overview.x', 3, null)).toEqual({ line: ' ⣀⣼', most: 4 })
    expect(spark(history, 'overview.y', 3, null)).toEqual({ line: '   ', most: null })
  })

  test('on a scale of its own a full one is full, and a small one is a line', () => {
    expect(spark(history, 'overview.x', 2, 1000).line).toBe('⣀⣀')
    expect(spark(history, 'overview.x', 2, 1).line).toBe('⣸⣿')
  })
})

test('JSON has the findings as why has them, and a record for each subject', async () => {
  const snapshot = await of('swap-4node')
  const at = snapshot.samples.after.at
  const record = overviewView.json(withFindings(snapshot, findingsOf([aFinding({})], at)), PLACE)
  expect(record).toMatchObject({
    headline: 'DIRECT',
    findings: [
      {
        id: 'DIRECT',
        severity: 'critical',
        culprits: [{ kind: 'process', key: '1834:7', name: 'java 1834' }, { kind: 'zone' }],
      },
    ],
    subjects: { load: { load1: 5.19, cpus: 4 }, swap: { used_bytes: 541052928 }, numa: { nodes: 4 }, limits: null },
  })
  expect(overviewView.json(snapshot, PLACE)).toMatchObject({ headline: null, findings: null, ruled_out: null })
})

test('what was seen last some looks ago says so beside its sentence', async () => {
  const snapshot = await of('swap-4node')
  const line = (seenAgo?: number) => {
    const one = aFinding({ says: 'The CPUs are 96.7 % busy.', ...(seenAgo !== undefined && { seenAgo }) })
    return words(withFindings(snapshot, findingsOf([one], 60e9))).find((row) => row.includes('96.7'))
  }
  expect(line(10)).toMatch(/seen 00:10 ago, since 01:00$/)
  expect(line()).not.toContain('ago')
})
