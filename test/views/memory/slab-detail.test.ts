import { expect, test } from 'vitest'
import { slab } from '../../../src/model/slab.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import { slabDetail } from '../../../src/views/memory/slab-detail.ts'
import { memoryView } from '../../../src/views/memory/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { lineText } from '../../ui/drawing.ts'

async function shown(name: string): Promise<string> {
  const snapshot = await viewSnapshot('swap-4node', memoryView, placeOf(memoryView, {}, 'slab'))
  const all = snapshot.get(slab)
  const one = all.slabs.find((cache) => cache.name === 'inode_cache')
  const slabs = { ...all, slabs: [{ ...one, name }] }
  const get = (model: unknown) => (model === slab ? slabs : snapshot.get(model as typeof slab))
  const seen = Object.assign(Object.create(snapshot), { get }) as Snapshot
  return slabDetail(seen, name, 120).map(lineText).join('\n')
}

test.each(['inode_cache', 'ext4_inode_cache', 'xfs_inode', 'btrfs_inode', 'fuse_inode', 'ovl_inode'])(
  'inodes, whatever the file system calls their cache: %s',
  async (name) => expect(await shown(name)).toContain('inodes of a filesystem: reclaimed'),
)

test('those of sockets are no files', async () => {
  expect(await shown('sock_inode_cache')).toContain('sockets: each goes when it is closed')
})
