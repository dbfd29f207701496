import { expect, test } from 'vitest'
import { fileObjects } from '../../../src/model/memory/file-objects.ts'
import { slab } from '../../../src/model/slab.ts'
import { captured } from './captured.ts'

test('names and inodes are a part of a captured slab table', async () => {
  const table = (await captured('idle-4node', slab)).get(slab)
  const own = table.slabs.filter(({ name }) => name === 'dentry' || name === 'inode_cache')
  const bytes = fileObjects(table) ?? 0
  expect(bytes).toBeGreaterThanOrEqual(own.reduce((sum, { size }) => sum + size, 0))
  expect(bytes).toBeLessThan(table.slabs.reduce((sum, { size }) => sum + size, 0))
  expect(fileObjects({ ...table, slabs: [] })).toBeNull()
})
