import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { numaLeftSources } from '../../../src/model/numa/left.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { vmstat } from '../../../src/parse/vmstat.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import { numaSubject } from '../../../src/views/overview/numa.ts'
import { FACTS } from '../../findings/looks.ts'
import { nodeFiles } from '../../findings/nodes.ts'
import { samplesOf } from '../../model/samples-of.ts'

test('misses that nobody counts are not told as none: what to do is', () => {
  const line = (numaStat: string) => {
    const files = {
      ...nodeFiles({ free: 100 }, { free: 9000 }),
      '/proc/sys/vm/numa_stat': numaStat,
      '/proc/vmstat': '',
    }
    const sources = (known: Samples | null) => [...numaLeftSources(known), vmstat]
    const samples = samplesOf(sources(samplesOf(sources(null), files, null)), files, files, 2)
    const [subject] = numaSubject(new Snapshot(samples, FACTS, NO_HISTORY))
    return subject?.pieces.flatMap(({ spans }) => spans.map(({ text }) => text)).join(' ')
  }
  expect(line('1\n')).toMatch(/misses +0\/s$/)
  expect(line('0\n')).toMatch(/misses are not counted: sysctl vm\.numa_stat=1$/)
})
