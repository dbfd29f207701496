import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isOwnProc } from '../../src/host/own-proc.ts'

test('pids are ours where /proc knows us by our number', () => {
  expect(isOwnProc()).toBe(true)
  const other = mkdtempSync(join(tmpdir(), 'whytop-own-proc-'))
  expect(isOwnProc(other)).toBe(false)
  symlinkSync(`${process.pid + 1}`, join(other, 'self'))
  expect(isOwnProc(other)).toBe(false)
  rmSync(other, { recursive: true })
})
