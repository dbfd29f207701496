import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readFolder, readPidFile, readWhole } from '../../src/host/procfs.ts'
import { readInTurns } from '../../src/host/read-in-turns.ts'

const folder = mkdtempSync(join(tmpdir(), 'whytop-procfs-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([0, 1, 8191, 8192, 8193, 300_000])('a status of %i bytes comes whole', (length) => {
  mkdirSync(join(folder, '7'), { recursive: true })
  const text = 'x'.repeat(length)
  writeFileSync(join(folder, '7/status'), text)
  expect(readPidFile(join(folder, '7'), 'status').toString()).toBe(text)
})

test.each([
  '/proc/sys/kernel/osrelease',
  '/proc/sys/net/ipv4/tcp_rmem',
  '/proc/sys/net/ipv4/ip_local_reserved_ports',
  '/sys/devices/system/cpu/online',
  '/sys/devices/system/cpu/possible',
])('%s comes whole, as Node reads it', (path) => {
  const shape = (text: string) => text.replaceAll(/\d+/g, '0')
  expect(shape(readWhole(path).toString())).toBe(shape(readFileSync(path, 'utf8')))
})

test('of an attribute that is not there, or not to be read, the errno comes', () => {
  expect(() => readWhole('/proc/sys/kernel/nothing')).toThrow(/ENOENT/)
  expect(() => readWhole('/sys/kernel')).toThrow(/EISDIR/)
})

test('of a file without an end nothing is told rather than a part', async () => {
  symlinkSync('/dev/zero', join(folder, 'endless'))
  const tooLong = expect.objectContaining({ code: 'EFBIG' })
  expect(() => readWhole(join(folder, 'endless'))).toThrow(tooLong)
  await expect(readInTurns(join(folder, 'endless'), () => undefined)).rejects.toEqual(tooLong)
})

test('a table that is read in turns comes whole', async () => {
  const text = 'a line of the table\n'.repeat(20_000)
  writeFileSync(join(folder, 'table'), text)
  let turns = 0
  const read = await readInTurns(join(folder, 'table'), async () => void turns++)
  expect([read.toString() === text, turns > 2]).toEqual([true, true])
})

test('a link that is gone when it is its turn leaves the others in', () => {
  // The descriptor by which the folder itself is read is listed, and closed by then.
  expect(readFolder('/proc/self/fd/').toString()).toMatch(/^0 -> .*\n(\d+ -> .*\n)*$/)
})
