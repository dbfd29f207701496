import { expect, test } from 'vitest'
import { limitsCleared } from '../../../src/findings/ruled-out/limits.ts'
import type { Files } from '../looks.ts'
import { cleared } from './cleared.ts'

test('limits are cleared by the fullest table', () => {
  const at = (threads: number): Files => ({
    '/proc/loadavg': `0.00 0.00 0.00 1/${threads} 1\n`,
    '/proc/sys/kernel/pid_max': '1000\n',
    '/proc/sys/kernel/threads-max': '4000\n',
  })
  expect(cleared(limitsCleared, at(799), at(799))?.says).toBe(
    '799 of 1,000 process ids (79.9 %), the fullest of 2; open files: not known',
  )
  expect(cleared(limitsCleared, at(800), at(800))).toBeNull()
  expect(cleared(limitsCleared, {}, {})).toBeNull()
})

test('of the tables that are known the three fullest are told, each with the share from which it counts as near', () => {
  const files = {
    '/proc/loadavg': '0.00 0.00 0.00 1/100 1\n',
    '/proc/sys/kernel/pid_max': '1000\n',
    '/proc/sys/kernel/threads-max': '4000\n',
    '/proc/sys/fs/file-nr': '90 0 100000\n',
    '/proc/sys/fs/inode-nr': '5 0\n',
  }
  const evidence = cleared(limitsCleared, files, files)?.evidence ?? []
  expect(evidence.map(({ seen }) => seen)).toEqual([10, 2.5, 0.1])
  expect(evidence.map(({ limit, unit }) => `${limit} ${unit}`)).toEqual(['80 %', '80 %', '80 %'])
})
