import { describe, expect, test } from 'vitest'
import { visitTo } from '../../../src/ui/places.ts'
import { frameText, looked, stateAt } from '../../ui/drawing.ts'
import { changedHost } from '../numa/changed-host.ts'

/** The page of reclaim where hardly any file pages are left; `generations`: by the multi-generational LRU. */
async function shown(set: number, generations: boolean, files: Readonly<Record<string, string>> = {}) {
  const host = changedHost('swap-4node', {
    '/proc/sys/vm/swappiness': `${set}\n`,
    '/sys/kernel/mm/lru_gen/enabled': generations ? '0x0007\n' : '0x0000\n',
    ...files,
  })
  const visit = visitTo('memory')
  const there = { ...visit, place: { ...visit.place, page: 'reclaim' } }
  return frameText((await looked(host, stateAt(there, { columns: 160, rows: 48 }))).drawn.frame)
}

const TINY = {
  '/proc/zoneinfo': `Node 0, zone   Normal
  per-node stats
      nr_inactive_file 10
      nr_active_file 10
  pages free     10
        boost    0
        min      20
        low      30
        high     40
        spanned  1000
        present  1000
        managed  1000
        cma      0
        protection: (0)
  pagesets
    cpu: 0
              count: 0
              high:  0
              batch: 1
`,
}

describe('swappiness means less with generations: mm/vmscan.c isolate_folios knows no file_is_tiny', () => {
  test('0 is never', async () => {
    expect(await shown(0, false)).toMatch(/^ swappiness 0 {2}anonymous pages only when file pages are nearly gone/m)
    expect(await shown(0, true)).toMatch(
      /^ swappiness 0 {2}with MGLRU on no anonymous page is swapped: the OOM killer/m,
    )
  })

  test('200 is anonymous pages first, and only without them', async () => {
    expect(await shown(200, false)).toMatch(/^ swappiness 200 .*anonymous pages only$/m)
    expect(await shown(200, true)).toMatch(/^ swappiness 200 .*anonymous pages first$/m)
  })

  test('hardly any file pages change nothing', async () => {
    const classic = await shown(60, false, TINY)
    expect(classic).toContain('hardly any file pages on node 0: there only anonymous pages are scanned')
    expect(classic).toMatch(/files and free 0\.8 × high/)
    const generations = await shown(60, true, TINY)
    expect(generations).toMatch(/^ swappiness 60 {2}swap is taken to cost 2\.3 times a file page/m)
    expect(generations).not.toMatch(/files and free/)
  })
})
