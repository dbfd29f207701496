import { expect, test } from 'vitest'
import { mounts } from '../../../src/model/load/cgroups.ts'
import { loadSources } from '../../../src/model/load/model.ts'
import { parseMountinfo } from '../../../src/parse/mountinfo.ts'
import { processes, row } from './row.ts'

const V2 = '30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n'

test('where the cgroups of many are known, those are watched that run or are stuck', () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    row({ pid: i + 2, cgroup: `0::/g${i}\n`, state: i >= 190 ? 'R' : 'S' }),
  )
  const files = new Map([[mounts.path, { value: parseMountinfo(Buffer.from(V2)), at: 1 }]])
  const paths = loadSources({ after: { at: 1, files, processes: processes(rows) }, before: null }).map(
    (one) => one.path,
  )
  expect(paths).toContain('/sys/fs/cgroup/g190/cpu.stat')
  expect(paths).toContain('/sys/fs/cgroup/g199/cgroup.events')
  expect(paths.filter((path) => path.endsWith('/cpu.stat')).length).toBeLessThanOrEqual(64)
})
