import { expect, test } from 'vitest'
import { dentry } from '../../src/findings/dentry.ts'
import { capturedLook, clear, lookAt, meminfoOf, notEvaluable, pressureOf, seen } from './looks.ts'

/** Slabs of one page each. */
const slabinfo = (pages: number) =>
  [
    'slabinfo - version: 2.1',
    '# name',
    `dentry             10     10    192   21    1 : tunables    0    0    0 : slabdata      ${pages}      ${pages}      0`,
    'kmalloc-64         10     10    64   64    1 : tunables    0    0    0 : slabdata      9999999      9999999      0',
    '',
  ].join('\n')

/** MiB of 16,384. */
function machine({ size = 0, loose = 4000, names = 5e6, negative = 0, stall = 0, table = true } = {}) {
  return {
    now: {
      '/proc/meminfo': meminfoOf({ SReclaimable: loose }),
      '/proc/pressure/memory': pressureOf(stall),
      '/proc/sys/fs/dentry-state': `${names}\t${names}\t45\t0\t${negative}\t0\n`,
      '/proc/sys/fs/inode-state': '1\t0\t0\t0\t0\t0\t0\n',
      '/proc/sys/vm/vfs_cache_pressure': '100\n',
      ...(table ? { '/proc/slabinfo': slabinfo(size * 256) } : {}),
    },
  }
}

test('a large name cache is told, and warned of when tasks wait for memory', () => {
  expect(seen(lookAt(dentry, machine({ size: 2458 })))).toMatchObject({ seen: 'info', hold: false })
  expect(seen(lookAt(dentry, machine({ size: 2458, stall: 10 }))).seen).toBe('warning')
  expect(seen(lookAt(dentry, machine({ size: 2458, stall: 9 }))).seen).toBe('info')
})

test('silent at its limit', () => {
  expect(seen(lookAt(dentry, machine({ size: 2457 }))).hold).toBe(true)
  clear(lookAt(dentry, machine({ size: 1900 })))
})

test('names of files that do not exist', () => {
  expect(seen(lookAt(dentry, machine({ names: 2e6, negative: 1e6, loose: 10 }))).says).toContain(
    'files that are not there',
  )
  clear(lookAt(dentry, machine({ names: 8e5, negative: 7e5, loose: 10 })))
  clear(lookAt(dentry, machine({ names: 9e6, negative: 1e6, loose: 10 })))
})

test('without the right to read slabinfo all that is reclaimable stands for them', () => {
  const look = seen(lookAt(dentry, machine({ loose: 4000, table: false })))
  expect(look.evidence[0]).toMatchObject({ from: '/proc/meminfo SReclaimable' })
})

test('cannot be told without its files', () => {
  expect(notEvaluable(lookAt(dentry, { now: { '/proc/meminfo': meminfoOf({}) } })).source).toBe(
    '/proc/sys/fs/dentry-state',
  )
  notEvaluable(lookAt(dentry, { now: {} }))
})

test('a captured machine is silent', async () => {
  clear(await capturedLook(dentry, 'idle-4node'))
})
