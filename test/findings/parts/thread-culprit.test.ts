import { expect, test } from 'vitest'
import { threadCulprit } from '../../../src/findings/parts/thread-culprit.ts'
import { record } from '../../model/record.ts'

const process = record(7, { comm: 'java', starttime: 99 })

test('the first thread is the process', () => {
  expect(threadCulprit({ process, tid: 7, stat: process.stat }, '90 %')).toMatchObject({
    ...{ kind: 'process', key: '7:99', name: 'java 7', share: '90 %' },
    drill: { view: 'process', page: 'threads', about: { pid: 7, start: 99 } },
  })
})

test('another is named with its process, and Enter goes to that', () => {
  const stat = { ...process.stat, comm: 'GC', starttime: 120 }
  expect(threadCulprit({ process, tid: 12, stat }, '90 %')).toMatchObject({
    ...{ kind: 'thread', key: '7:99:12', name: 'GC 12 of java 7' },
    drill: { about: { pid: 7, start: 99 } },
  })
})
