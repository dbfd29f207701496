import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { treeHost } from '../../../src/host/tree.ts'
import { areaSources, swapAreas } from '../../../src/model/swap/areas.ts'
import { NO_WANTS } from '../../../src/sample/wants.ts'
import { snapshotFrom } from '../../snapshot-of.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function tree(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'whytop-zram-'))
  folders.push(root)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return snapshotFrom(treeHost(root), (samples) => ({ ...NO_WANTS, sources: areaSources(samples) }))
}

const SWAPS = `Filename Type Size Used Priority
/swap\\040file\\040(deleted) file 1024 0 -2
/dev/zram0 partition 65536 16384 100
/dev/zram1 partition 65536 0 100
`

test('by priority, zram with what it takes, a file without a name', async () => {
  const snapshot = await tree({
    'proc/swaps': SWAPS,
    'sys/block/zram0/mm_stat': ' 16777216 204800 262144 0 270336 12 0 3 7\n',
  })
  expect(snapshot.get(swapAreas)).toMatchObject([
    { path: '/dev/zram0', kind: 'zram', zram: { original: 16777216, used: 262144 } },
    { path: '/dev/zram1', kind: 'zram', zram: null },
    { path: '/swap file', kind: 'file', deleted: true, zram: null },
  ])
})

test('null where it is not told', async () => {
  expect((await tree({ 'proc/loadavg': '' })).get(swapAreas)).toBeNull()
})
