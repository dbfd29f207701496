import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { giveBackPages, unwritten } from '../../src/native/give-back.ts'

const MAPPING = (range: string, rights: string, path: string, anonymous: number) =>
  `${range} ${rights} 00000000 fe:00 260689     ${path}\nSize:   4 kB\nRss:   4 kB\nAnonymous:     ${anonymous} kB\nVmFlags: rd mr\n`

test('only files that cannot be written and never were', () => {
  const smaps = [
    MAPPING('00400000-00b6f000', 'r--p', '/usr/bin/node', 0),
    MAPPING('00b72000-025fe000', 'r-xp', '/usr/bin/node', 0),
    // Relocated once, then made read-only: its pages are its own.
    MAPPING('0563a000-0563e000', 'r--p', '/usr/bin/node', 16),
    MAPPING('0563e000-0565d000', 'rw-p', '/usr/bin/node', 0),
    MAPPING('0665d000-0775d000', 'r-xp', '[heap]', 0),
    MAPPING('7fff0000-7fff1000', 'r-xp', '', 0),
  ].join('')
  expect(unwritten(smaps)).toEqual([
    { from: 0x400000, to: 0xb6f000 },
    { from: 0xb72000, to: 0x25fe000 },
  ])
})

test('this program runs on after it, with less of its files in memory', () => {
  const before = ofFiles()
  giveBackPages()
  expect(ofFiles()).toBeLessThan(before)
})

/** KiB; also of what cannot be given back. */
function ofFiles(): number {
  return Number(/^RssFile:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1])
}
