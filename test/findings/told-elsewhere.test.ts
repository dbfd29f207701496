import { describe, expect, test } from 'vitest'
import { isClear, isSeen, type Seen } from '../../src/findings/rule.ts'
import { foundIn, nameSources, toldElsewhere } from '../../src/findings/told-elsewhere.ts'
import type { FoundIn } from '../../src/model/findings.ts'

const WHERE: FoundIn = { id: 7, name: 'nginx 12 (3 processes)', pid: 12, processes: 3 }
const SEEN: Seen = {
  seen: 'warning',
  value: 1,
  says: 'A program accepts too slowly.',
  evidence: [
    { what: 'lost', seen: 1, limit: 0, unit: '/s', from: '/proc/net/netstat TcpExt ListenOverflows' },
    { what: 'wait', seen: 6, limit: null, unit: '', from: 'sock_diag, as ss -ltn Recv-Q' },
    { what: 'of one program', seen: 6, limit: null, unit: '', from: '/proc/net/tcp, /proc/PID/fd' },
  ],
  culprits: [
    { kind: 'process', key: '12:1', name: 'nginx 12', drill: { view: 'process', about: { pid: 12, start: 1 } } },
    { kind: 'listener', key: '*:80', name: '*:80', drill: { view: 'tcp', page: 'listeners', about: {} } },
  ],
  scope: { pids: [12] },
  next: 'See.',
  caution: 'Mind.',
  verify: 'ss -ltn; nstat -az TcpExtListenOverflows',
}

function told(look = SEEN, settings = false): Seen {
  const found = toldElsewhere(look, WHERE, settings)
  if (!isSeen(found)) throw new Error('not seen')
  return found
}

describe('what is seen in another network namespace', () => {
  test('names it in the sentence, the scope, the culprits and for programs', () => {
    expect(told()).toMatchObject({
      says: 'In the network namespace of nginx 12 (3 processes): A program accepts too slowly.',
      scope: { pids: [12], namespaces: ['7'] },
      namespace: WHERE,
    })
    expect(told().culprits.at(-1)).toEqual({
      kind: 'namespace',
      key: 'net:7',
      name: 'network of nginx 12 (3 processes)',
      drill: { view: 'tcp', about: { pid: 12 } },
    })
  })

  test('an interface there is none of the own ones, which the panes show', () => {
    const eth0 = { kind: 'interface', key: 'eth0', name: 'eth0', drill: { view: 'system', about: {} } } as const
    expect(told({ ...SEEN, culprits: [eth0] }).culprits[0]).toEqual({
      kind: 'interface',
      key: 'net:7 eth0',
      name: 'eth0',
    })
  })

  test('names the files that were read', () => {
    expect(told().evidence.map(({ from }) => from)).toEqual([
      '/proc/12/net/netstat TcpExt ListenOverflows',
      '/proc/12/net/tcp',
      '/proc/12/net/tcp, /proc/PID/fd',
    ])
  })

  test('an address of there is not taken for the same one here', () => {
    expect(told().culprits.map(({ key }) => key)).toEqual(['12:1', 'net:7 *:80', 'net:7'])
  })

  test('its commands are typed there, and Enter shows the sockets of there', () => {
    expect(told().verify).toBe('nsenter -t 12 -n ss -ltn; nsenter -t 12 -n nstat -az TcpExtListenOverflows')
    expect(told().culprits.map(({ drill }) => drill?.about)).toEqual([{ pid: 12, start: 1 }, { pid: 12 }, { pid: 12 }])
  })

  test('says where it takes the kernel’s defaults for settings', () => {
    expect(told().caution).toBe('Mind.')
    expect(told(SEEN, true).caution).toMatch(/^Mind\. .*defaults of the kernel/)
    const { caution: _, ...bare } = SEEN
    expect(told(bare, true).caution).toMatch(/^Settings/)
  })
})

test('what is clear there stays so', () => {
  const clear = { clear: true, evidence: [] } as const
  expect(isClear(toldElsewhere(clear, WHERE, true))).toBe(true)
})

test('what cannot be known from here can from there; what is denied here is denied there', () => {
  const missing = { missing: 'absent', source: 'x', why: 'no', remedy: 'install koffi' } as const
  expect(toldElsewhere(missing, WHERE, false)).toMatchObject({
    why: 'no',
    remedy: expect.stringContaining('nsenter -t 12 -n'),
  })
  const denied = { ...missing, missing: 'denied', remedy: 'run as root' } as const
  expect(toldElsewhere(denied, WHERE, false)).toEqual(denied)
})

describe('its name', () => {
  const name = (processes: number, ...comms: readonly (string | null)[]) => {
    const space = { id: 7, processes, pids: comms.map((_, i) => 12 + i) }
    const files = nameSources(space).flatMap(({ path }, i) =>
      comms[i] === null ? [] : [[path, { at: 1, value: comms[i] }] as const],
    )
    return foundIn(space, { at: 1, files: new Map(files), processes: null }).name
  }

  test('is that of its processes', () => {
    expect(name(1, 'nginx')).toBe('nginx 12')
    expect(name(9, 'pause', 'sh', 'nginx')).toBe('pause 12 and sh 13 (9 processes)')
  })

  test('says the same name once', () => expect(name(3, 'nginx', 'nginx', 'nginx')).toBe('nginx 12 (3 processes)'))

  test('is a number where no name can be read', () => expect(name(2, null, null)).toBe('process 12 (2 processes)'))
})
