import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { allNetNamespaces } from '../../../src/parse/net/namespaces.ts'
import type { Reading } from '../../../src/source.ts'
import { tcpView } from '../../../src/views/tcp/view.ts'
import type { TableSection } from '../../../src/views/view.ts'
import { FACTS } from '../../findings/looks.ts'
import { placeOf } from '../../snapshot-of.ts'

const files = new Map<string, Reading<unknown>>([
  [
    allNetNamespaces.path,
    { value: { own: 5, left: 0, refused: 0, others: [{ id: 6, processes: 2, pids: [77, 78] }] }, at: 1 },
  ],
  ['/proc/self/ns/', { value: [{ name: 'net', target: 'net:[4026531833]' }], at: 1 }],
  ['/proc/77/ns/', { value: [{ name: 'net', target: 'net:[4026532178]' }], at: 1 }],
  ['/proc/78/ns/', { value: [{ name: 'net', target: 'net:[4026532178]' }], at: 1 }],
  ['/proc/77/comm', { value: 'nginx', at: 1 }],
])
const snapshot = new Snapshot({ after: { at: 1, files, processes: null }, before: null }, FACTS, NO_HISTORY)

function table(about = {}): TableSection {
  const found = tcpView.sections(snapshot, placeOf(tcpView, about, 'namespaces')).find(({ kind }) => kind === 'table')
  if (found?.kind !== 'table') throw new Error('no table')
  return found
}

const cell = (section: TableSection, id: string, row: number) => {
  const drawn = section.columns.find((column) => column.id === id)?.cell(row)
  return typeof drawn === 'string' ? drawn : drawn?.text
}

test('whytop’s own and the others; Enter shows the pane of one', () => {
  const section = table()
  expect(
    [0, 1].map((row) => [cell(section, 'inode', row), cell(section, 'whose', row), cell(section, 'pid', row)]),
  ).toEqual([
    ['4026531833', 'own, shown', '-'],
    ['4026532178', '', '77'],
  ])
  expect(cell(section, 'process', 1)).toBe('nginx')
  expect(section.drill?.(1)).toMatchObject({ view: 'tcp', about: { pid: 77 }, title: 'network of nginx 77' })
  expect(section.drill?.(0)).toMatchObject({ about: {} })
})

test('the one that is shown is marked, whichever of its processes led there', () => {
  for (const pid of [77, 78]) expect([0, 1].map((row) => cell(table({ pid }), 'whose', row))).toEqual(['own', 'shown'])
})

test('every page of another one says whose it is and what cannot be read of it', () => {
  for (const { id } of tcpView.pages ?? []) {
    const lines = tcpView
      .sections(snapshot, placeOf(tcpView, { pid: 77 }, id))
      .flatMap((section) => (section.kind === 'lines' ? section.lines(80, 24) : []))
      .map(({ spans }) => spans.map(({ text }) => text).join(''))
    expect(
      lines.some((line) => /of process 77 nginx .*no sysctls, no sock_diag of it/.test(line)),
      id,
    ).toBe(true)
  }
})
