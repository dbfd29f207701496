import { execFileSync } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { BlockingReads } from '../../src/host/blocking.ts'
import { askMounts, isStatfs } from '../../src/host/statfs.ts'
import { parseStatfs } from '../../src/parse/statfs.ts'

const never = () => {}

async function answers(blocking: BlockingReads, ...paths: readonly string[]): Promise<readonly string[]> {
  const got: string[] = []
  await askMounts(
    blocking,
    paths,
    () => 1,
    (path, at, answer) => got.push(`${path} ${at} ${answer}`),
  )
  return got
}

/** As if this one had been asked and its server were dead. */
async function dead(blocking: BlockingReads, path: string, key: string): Promise<void> {
  expect(await blocking.read(path, key, 5, undefined, never)).toBe('ETIMEDOUT')
}

test('only paths of mounts are meant', () => {
  const paths = ['statfs:/', 'statfs-remote:/mnt/a b', 'statfs-program:/', '/statfs:/', 'statfs:', '/proc/stat']
  expect(paths.map(isStatfs)).toEqual([true, true, true, false, false, false])
})

test('a FUSE mount is asked by a child, which says the same', async () => {
  const child = (await answers(new BlockingReads(), 'statfs-program:/proc'))[0] ?? ''
  const [own] = await answers(new BlockingReads(), 'statfs:/proc')
  expect(child.trim().replace('-program', '')).toBe(own)
})

test('what a child failed by is told by its errno', async () => {
  const wrong = ['statfs-program:/there/is/none', 'statfs-program:/etc/passwd/under']
  expect(await answers(new BlockingReads(), ...wrong)).toEqual([
    'statfs-program:/there/is/none 1 ENOENT',
    'statfs-program:/etc/passwd/under 1 EIO',
  ])
})

test('without stat(1) it is not asked', async () => {
  vi.stubEnv('PATH', '/nonexistent')
  expect(await answers(new BlockingReads(), 'statfs-program:/')).toEqual(['statfs-program:/ 1 there is no stat(1)'])
  vi.unstubAllEnvs()
})

test('as stat -f says', async () => {
  const line = (await answers(new BlockingReads(), 'statfs:/'))[0] ?? ''
  const found = parseStatfs(Buffer.from(line.replace('statfs:/ 1 ', '')))
  const [size, blocks, inodes] = execFileSync('stat', ['-f', '-c', '%S %b %c', '/'], { encoding: 'utf8' })
    .split(' ')
    .map(Number)
  expect([found.size, found.inodes]).toEqual([(size as number) * (blocks as number), inodes])
})

test('what is not there is told by its errno', async () => {
  expect(await answers(new BlockingReads(), 'statfs:/there/is/none')).toEqual(['statfs:/there/is/none 1 ENOENT'])
})

test('a dead mount is not asked again, keeps other remote ones from being asked, and local ones not', async () => {
  const blocking = new BlockingReads()
  await dead(blocking, 'statfs-remote:/dead', 'statfs-remote')
  const [first, second, third] = await answers(blocking, 'statfs-remote:/dead', 'statfs-remote:/', 'statfs:/')
  expect([first, second]).toEqual(['statfs-remote:/dead 1 ETIMEDOUT', 'statfs-remote:/ 1 EBUSY'])
  expect(third).toMatch(/^statfs:\/ 1 \d+ /)
  expect([blocking.running, blocking.stuck]).toEqual([1, 1])
})

test('while both lanes are blocked nothing more is begun', async () => {
  const blocking = new BlockingReads()
  await dead(blocking, 'statfs-remote:/dead', 'statfs-remote')
  await dead(blocking, '/proc/7/cmdline', '7')
  expect(await answers(blocking, 'statfs:/')).toEqual(['statfs:/ 1 EBUSY'])
})

test('an answer that came late is heard at the next look', async () => {
  const blocking = new BlockingReads()
  blocking.keepLate('statfs-remote:/slow', { at: 7, answer: Buffer.from('4096 1 1 1 1 1') })
  blocking.forgetLate(new Set())
  expect(await answers(blocking, 'statfs-remote:/slow')).toEqual(['statfs-remote:/slow 7 4096 1 1 1 1 1'])
})
