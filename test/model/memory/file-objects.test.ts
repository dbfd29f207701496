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

test('sockets have inodes too, which are no files: they go when they are closed', async () => {
  const table = (await captured('idle-4node', slab)).get(slab)
  const one = { ...table.slabs[0], size: 1000 } as (typeof table.slabs)[number]
  const of = (...names: readonly string[]) => fileObjects({ ...table, slabs: names.map((name) => ({ ...one, name })) })
  expect(of('dentry', 'sock_inode_cache', 'xfs_inode')).toBe(2000)
})
