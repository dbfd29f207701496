import { describe, expect, test } from 'vitest'
import { type Field, fieldsUsed, matches, parseQuery, type Query } from '../../src/ui/query.ts'
import { TRUE } from '../../src/ui/query-compare.ts'

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['pid', { kind: 'number', unit: 'count' }],
  ['cpu', { kind: 'number', unit: 'percent' }],
  ['mem', { kind: 'number', unit: 'percent', asBytes: 'res' }],
  ['res', { kind: 'number', unit: 'bytes' }],
  ['time', { kind: 'number', unit: 'seconds' }],
  ['user', { kind: 'text' }],
  ['state', { kind: 'text' }],
  ['command', { kind: 'text' }],
  ['cgroup', { kind: 'text' }],
])

type Row = Readonly<Record<string, number | string | null>>

const JAVA: Row = {
  pid: 1834,
  cpu: 38,
  mem: 12,
  res: 3e9,
  time: 7300,
  user: 'app',
  state: 'S',
  command: 'java -jar x.jar',
  cgroup: '/a=b',
}
const SSHD: Row = {
  pid: 7,
  cpu: 0,
  mem: 0.1,
  res: 4096,
  time: 0.5,
  user: 'root',
  state: 'D',
  command: 'sshd: Root@pts/0 [priv]',
  cgroup: null,
}
const NEW: Row = {
  pid: 9,
  cpu: null,
  mem: null,
  res: null,
  time: null,
  user: null,
  state: 'R',
  command: 'new (x)',
  cgroup: null,
}

function query(text: string): Query {
  const parsed = parseQuery(text, FIELDS)
  if ('error' in parsed) throw new Error(parsed.error)
  return parsed
}

function fits(text: string): string {
  const parsed = query(text)
  const rows: readonly (readonly [string, Row])[] = [
    ['java', JAVA],
    ['sshd', SSHD],
    ['new', NEW],
  ]
  const seen = rows.filter(([, row]) =>
    matches(
      parsed,
      (field) => row[field] ?? null,
      () => `${row.user ?? ''} ${row.command}`,
    ),
  )
  return seen.map(([name]) => name).join(' ')
}

describe('words', () => {
  test.each([
    ['', 'java sshd new'],
    ['  ', 'java sshd new'],
    ['java', 'java'],
    ['JAVA', 'java'],
    ['root', 'sshd'],
    ['ja jar', 'java'],
    ['java sshd', ''],
    ['"-jar x"', 'java'],
    ['"(x)"', 'new'],
    ['"and"', ''],
    ['-jar', 'java'],
    ['[priv]', 'sshd'],
    ['root@pts/0', 'sshd'],
    ['"java', undefined],
  ])('%s: %s', (text, rows) => {
    if (rows === undefined) expect(() => fits(text)).toThrow('is not closed')
    else expect(fits(text)).toBe(rows)
  })
})

describe('comparisons', () => {
  test.each([
    ['cpu>20', 'java'],
    ['cpu > 20', 'java'],
    ['%CPU>20', 'java'],
    ['cpu>38', ''],
    ['cpu>=38', 'java'],
    ['cpu<38', 'sshd'],
    ['cpu<=38%', 'java sshd'],
    ['cpu=0', 'sshd'],
    ['cpu!=0', 'java'],
    ['pid=7,9', 'sshd new'],
    ['pid!=7,9', 'java'],
    ['pid>1k', 'java'],
    ['res>1G', 'java'],
    ['res>2.5GiB', 'java'],
    ['res=4k', 'sshd'],
    ['res=4096', 'sshd'],
    ['res<1tb', 'java sshd'],
    ['mem>1G', 'java'],
    ['mem<1M', 'sshd'],
    ['mem>10', 'java'],
    ['mem>10%', 'java'],
    ['time>2h', 'java'],
    ['time>2h1m40s', ''],
    ['time>=2h1m40s', 'java'],
    ['time<600ms', 'sshd'],
    ['time>=0.5', 'java sshd'],
    ['cpu>-1', 'java sshd'],
    ['user=root', 'sshd'],
    ['user=ROOT', 'sshd'],
    ['user=roo', ''],
    ['user!=root', 'java'],
    ['user~oo', 'sshd'],
    ['user~oo,ap', 'java sshd'],
    ['state=D', 'sshd'],
    ['state=D,R', 'sshd new'],
    ['state=D,', 'sshd'],
    ['state!=D,R', 'java'],
    ['command~"jar x"', 'java'],
    ['command="new (x)"', 'new'],
    ['cgroup=/a=b', 'java'],
  ])('%s: %s', (text, rows) => {
    expect(fits(text)).toBe(rows)
  })
})

describe('joined', () => {
  test.each([
    ['cpu>20 user=app', 'java'],
    ['cpu>20 and user=root', ''],
    ['cpu>20 or user=root', 'java sshd'],
    ['cpu>20 OR state=R', 'java new'],
    ['java or state=D res<1M', 'java sshd'],
    ['(java or state=D) res<1M', 'sshd'],
    ['not java', 'sshd new'],
    ['not not java', 'java'],
    ['not (java or state=R)', 'sshd'],
    ['not java state=D', 'sshd'],
    ['((((java))))', 'java'],
    ['java and not(state=D)', 'java'],
    ['user=(app)', undefined],
  ])('%s: %s', (text, rows) => {
    if (rows === undefined) expect(() => fits(text)).toThrow('needs a value')
    else expect(fits(text)).toBe(rows)
  })
})

describe('what is not known', () => {
  test.each([
    ['cpu>20', 'java'],
    ['not cpu>20', 'sshd'],
    ['cpu!=0', 'java'],
    ['not cpu=0', 'java'],
    ['user!=root', 'java'],
    ['not user~oo', 'java'],
    ['cpu>20 or state=R', 'java new'],
    ['not (cpu>20 and state=D)', 'java sshd new'],
    ['not (cpu>20 or state=D)', ''],
  ])('%s: %s', (text, rows) => {
    expect(fits(text)).toBe(rows)
  })

  test('NaN is not known either', () => {
    expect(
      matches(
        query('not cpu>20'),
        () => Number.NaN,
        () => '',
      ),
    ).toBe(false)
  })
})

test('fields used, each once; words say that they are there', () => {
  expect(fieldsUsed(query('cpu>20 (user=root or cpu<3) not mem>1G java'))).toEqual(['cpu', 'user', 'res'])
  expect(query('cpu>20').hasWords).toBe(false)
  expect(query('cpu>20 java').hasWords).toBe(true)
})

test('ten thousand rows are asked in a few milliseconds', () => {
  const parsed = query('cpu>20 and (user=root or not state=S) or mem>1G and java')
  const rows = Array.from({ length: 10_000 }, (_, i) => ({ ...JAVA, cpu: i % 50, user: i % 3 ? 'root' : 'app' }) as Row)
  const times: number[] = []
  for (let round = 0; round < 15; round++) {
    const start = process.cpuUsage()
    let count = 0
    for (const row of rows)
      if (
        matches(
          parsed,
          (field) => row[field] ?? null,
          () => row.command as string,
        )
      )
        count++
    const used = process.cpuUsage(start)
    times.push((used.user + used.system) / 1000)
    expect(count).toBeGreaterThan(0)
  }
  expect(Math.min(...times)).toBeLessThan(10)
})

test('a field of several words fits by any of them, and differs where none does', () => {
  const holds = (text: string) =>
    query(text).test({ get: () => '/batch', also: () => ['/batch/Slow', '/job'], words: () => '' }) === TRUE
  for (const fit of ['cgroup=/batch', 'cgroup=/batch/slow', 'cgroup~/jo', 'cgroup=/a,/job', 'cgroup!=/b'])
    expect([fit, holds(fit)]).toEqual([fit, true])
  for (const not of ['cgroup=/b', 'cgroup!=/job', 'cgroup!=/batch', 'not cgroup=/job'])
    expect([not, holds(not)]).toEqual([not, false])
})

test('states of a socket may be spelled as ss, netstat and the kernel do', () => {
  const states = ['ESTAB', 'TIME-WAIT', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'LISTEN', 'CLOSING']
  const fields = new Map<string, Field>([['state', { kind: 'text', values: states }]])
  const found = (text: string) => {
    const query = parseQuery(text, fields)
    if ('error' in query) return query.error
    return states.filter((state) =>
      matches(
        query,
        () => state,
        () => state,
      ),
    )
  }
  expect(found('state=established')).toEqual(['ESTAB'])
  expect(found('state=TIME_WAIT,FIN_WAIT2')).toEqual(['TIME-WAIT', 'FIN-WAIT-2'])
  expect(found('state!=listening')).not.toContain('LISTEN')
  expect(found('state~wait')).toEqual(['TIME-WAIT', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT'])
  expect(found('state=close')).toMatch(/^no state close; type one of ESTAB/)
})
