import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Executing, tellsText } from '../../src/host/executing.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whytop-executing-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const BEFORE_TEXT = '1 1 0 0 0 1 0\n'
const dir = (pid: number) => join(root, String(pid))
function statm(pid: number, line: string): void {
  mkdirSync(dir(pid), { recursive: true })
  writeFileSync(join(dir(pid), 'statm'), line)
}

test('an address space without text is one in the making; none at all is a kernel thread or a zombie', () => {
  const executing = new Executing()
  statm(1, '2000 500 100 1 0 300 0\n')
  statm(2, '0 0 0 0 0 0 0\n')
  statm(3, BEFORE_TEXT)
  expect([1, 2, 3, 4].map((pid) => executing.holds(pid, dir(pid)))).toEqual([false, false, true, false])
  expect([1, 2, 3, 4].map((pid) => executing.has(pid))).toEqual([false, false, true, false])
})

test('who was found so is known, until it is found otherwise or ends', () => {
  const executing = new Executing()
  statm(3, BEFORE_TEXT)
  expect(executing.holds(3, dir(3))).toBe(true)
  executing.among(Int32Array.of(1, 3))
  expect(executing.has(3)).toBe(true)
  expect(executing.sees(3, Buffer.from('9 9 9 9 0 9 0\n'))).toBe(false)
  expect(executing.has(3)).toBe(false)
  expect(executing.sees(3, Buffer.from(BEFORE_TEXT))).toBe(true)
  executing.among(Int32Array.of(1, 2))
  expect(executing.has(3)).toBe(false)
})

test('a kernel whose statm knows no text of anybody tells nothing: gVisor', () => {
  expect(tellsText()).toBe(true)
  statm(1, '2000 500 0 0 0 0 0\n')
  expect(tellsText(dir(1))).toBe(false)
})
