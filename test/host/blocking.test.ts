import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { BlockingReads } from '../../src/host/blocking.ts'
import { needs } from '../needs.ts'

const folder = mkdtempSync(join(tmpdir(), 'whytop-blocking-'))
afterAll(() => rmSync(folder, { recursive: true }))

const standStill = (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('a read that answers while we stand still is not late', async () => {
  const path = join(folder, 'file')
  writeFileSync(path, 'words')
  const reads = new BlockingReads()
  const answer = reads.read(path, '1', 20)
  standStill(60)
  setImmediate(() => standStill(60))
  expect(String(await answer)).toBe('words')
  expect([reads.running, reads.stuck]).toEqual([0, 0])
})

test('what is not there is told by its errno', async () => {
  expect(await new BlockingReads().read(join(folder, 'nothing'), '1', 1000)).toBe('ENOENT')
})

test('of what is larger than is kept nothing is told rather than a part', async () => {
  const path = join(folder, 'large')
  writeFileSync(path, '')
  truncateSync(path, (64 << 20) + 1)
  expect(await new BlockingReads().read(path, '1', 5000)).toBe('EFBIG')
  truncateSync(path, 64 << 20)
  expect(await new BlockingReads().read(path, '1', 5000)).toHaveLength(64 << 20)
})

test('a file that the kernel gives by pages takes no more memory than a few times its length', async () => {
  const before = process.memoryUsage().arrayBuffers
  const answer = await new BlockingReads().read('/proc/self/smaps', '1', 5000)
  expect(answer.length).toBeGreaterThan(64 << 10)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * answer.length)
})

needs({ commands: ['mkfifo'] })(
  'a read that blocks is late, keeps its lane, and gives it back in the end',
  async () => {
    const paths = ['one', 'two'].map((name) => join(folder, name))
    execFileSync('mkfifo', paths)
    const reads = new BlockingReads()
    const [one, two] = paths as [string, string]
    expect(await reads.read(one, '1', 20)).toBe('ETIMEDOUT')
    expect([reads.isStuck('1'), reads.isStuck('2'), reads.free, reads.allStuck]).toEqual([true, false, true, false])
    expect(await reads.read(two, '2', 20)).toBe('ETIMEDOUT')
    expect([reads.free, reads.allStuck]).toEqual([false, true])
    for (const path of [one, two]) {
      const fd = openSync(path, 'w')
      writeSync(fd, 'late')
      closeSync(fd)
    }
    await expect.poll(() => reads.running).toBe(0)
    expect([reads.free, reads.allStuck, reads.stuck]).toEqual([true, false, 0])
  },
)
