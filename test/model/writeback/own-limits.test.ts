import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { ownLimitSources, ownLimits } from '../../../src/model/writeback/own-limits.ts'
import type { Process } from '../../../src/sample/process.ts'
import type { Sample } from '../../../src/sample/sample.ts'
import type { Source } from '../../../src/source.ts'
import { FACTS, type Files } from '../../findings/looks.ts'
import { record } from '../record.ts'

/** Mounts of many devices, of which the last has a limit of its own. */
function machine(count: number, type: (i: number) => string): Files {
  const ids = Array.from({ length: count }, (_, i) => i)
  return {
    '/proc/self/mountinfo': ids.map((i) => `${60 + i} 1 0:${i} / /mnt/${i} rw - ${type(i)} box: rw\n`).join(''),
    '/sys/class/bdi/': [...ids.map((i) => `0:${i}\n`), ...ids.map((i) => `7:${i}\n`)].join(''),
    ...Object.fromEntries(
      ids.flatMap((i) => [
        [`/sys/class/bdi/0:${i}/strict_limit`, i === count - 1 ? '1\n' : '0\n'],
        [`/sys/class/bdi/0:${i}/max_ratio`, '1\n'],
      ]),
    ),
  }
}

function sampleOf(files: Files, sources: readonly Source<unknown>[], second: number): Sample {
  const at = second * 1e9
  const read = sources.flatMap(({ path, parse }) => {
    const text = files[path]
    return text === undefined ? [] : [[path, { at, value: parse(Buffer.from(text)) }] as const]
  })
  return { at, files: new Map(read), processes: null }
}

/** What is read at each look, two seconds after the one before. */
function looks(files: Files, count: number, writers: readonly Process[] = []) {
  const start = sampleOf(files, ownLimitSources(null, writers), 0)
  const all = [{ sample: start, asked: [] as readonly string[] }]
  for (let i = 1; i <= count; i++) {
    const last = all.at(-1)?.sample ?? start
    const sources = ownLimitSources({ after: last, before: null }, writers)
    all.push({ sample: sampleOf(files, sources, 2 * i), asked: sources.map(({ path }) => path) })
  }
  return all.slice(1)
}

const strict = (asked: readonly string[]) => asked.filter((path) => path.endsWith('/strict_limit'))
const limitsIn = (sample: Sample) =>
  ownLimits(new Snapshot({ after: sample, before: null }, FACTS, NO_HISTORY), []).map(({ name }) => name)

test('of many devices some are read at each look, and all of them in turns', () => {
  const all = looks(
    machine(100, () => 'nfs'),
    12,
  )
  expect(Math.max(...all.map(({ asked }) => strict(asked).length))).toBeLessThanOrEqual(34)
  // What nothing is mounted from cannot be named, and is not read.
  expect(new Set(all.flatMap(({ asked }) => strict(asked))).size).toBe(100)
  expect(all.flatMap(({ sample }) => limitsIn(sample))).toContain('/mnt/99')
})

test('FUSE has a limit of its own by default, and is read at every look', () => {
  const all = looks(
    machine(100, (i) => (i === 99 ? 'fuse.sshfs' : 'nfs')),
    6,
  )
  expect(all.map(({ sample }) => limitsIn(sample))).toEqual(all.map(() => ['/mnt/99']))
})

test('of FUSE on a block device, whose name has a word more', () => {
  const files = {
    '/proc/self/mountinfo': '60 1 8:17 / /mnt/stick rw - fuseblk /dev/sdb1 rw\n',
    '/sys/class/bdi/': '8:17-fuseblk\n8:16\n',
    '/sys/class/bdi/8:17-fuseblk/strict_limit': '1\n',
    '/sys/class/bdi/8:17-fuseblk/max_ratio': '1\n',
  }
  expect(looks(files, 1).map(({ sample }) => limitsIn(sample))).toEqual([['/mnt/stick']])
})

test('the groups of many writers are read in turns', () => {
  const files = {
    '/proc/self/mountinfo': '30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
    '/sys/class/bdi/': '',
  }
  const writers = Array.from({ length: 80 }, (_, i) => {
    const cgroup = { at: 0, value: [{ id: 0, controllers: [], path: `/job${i}` }] }
    return { ...record(10 + i, {}), more: { cgroup } }
  })
  const asked = looks(files, 10, writers).map((look) => look.asked.filter((path) => path.endsWith('/memory.stat')))
  expect(Math.max(...asked.map(({ length }) => length))).toBeLessThanOrEqual(32)
  expect(new Set(asked.flat()).size).toBe(80)
})
