import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { treeHost } from '../../src/host/tree.ts'
import { fixtureHost } from '../ui/drawing.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whytop-pages-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const pageSize = () => treeHost(root).facts.pageSize

/** A process of so many bytes and pages. */
function sized(pid: number, bytes: number, pages: number): void {
  put(`proc/${pid}/stat`, `${pid} (a) b) S 1 1 1 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 5 ${bytes} 100 1 1`)
  put(`proc/${pid}/statm`, `${pages} 100 50 10 0 30 0`)
}

test('a page is what a process has in bytes for each of its pages', () => {
  sized(2, 0, 0)
  sized(9, 646 * 65536, 646)
  expect(pageSize()).toBe(65536)
  sized(1, 646 * 16384, 646)
  expect(pageSize()).toBe(16384)
})

test('its size is not told by one that grew between the two reads, ended, or says nonsense', () => {
  sized(1, 646 * 16384, 647)
  sized(2, 646 * 3, 646)
  put('proc/3/stat', '3 (a) Z')
  put('proc/4/statm', '1 1 1')
  expect(pageSize()).toBe(4096)
  sized(5, 646 * 16384, 646)
  expect(pageSize()).toBe(16384)
})

test.each(['dirty-slow', 'idle-4node', 'load-d', 'swap-4node'])('pages of the machine of %s', (name) => {
  expect(fixtureHost(name).facts.pageSize).toBe(4096)
})
