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
    '00400000-00b6f000 r--p 00000000 fe:00 260689     /usr/bin/node',
    '00b72000-025fe000 r-xp 00000000 fe:00 260689     /usr/bin/node',
  ])
})

test('this program runs on after it, with less of its files in memory, and again', () => {
  for (const _ of ['smaps', 'maps']) {
    const before = ofFiles()
    giveBackPages()
    expect(ofFiles()).toBeLessThan(before)
    // What is compiled touches the compiler's pages anew.
    for (let i = 0; i < 200; i++) new Function(`return ${i}`)()
    JSON.parse(JSON.stringify(process.report.getReport()))
  }
})

test('smaps and maps say the same of a mapping', () => {
  const maps = readFileSync('/proc/self/maps', 'latin1').split('\n')
  const found = unwritten(readFileSync('/proc/self/smaps', 'latin1'))
  expect(found.length).toBeGreaterThan(1)
  expect(found.filter((mapping) => !maps.includes(mapping))).toEqual([])
})

/** KiB; also of what cannot be given back. */
function ofFiles(): number {
  return Number(/^RssFile:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1])
}
