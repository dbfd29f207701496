import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { KernelLogReader } from '../../src/host/kmsg.ts'
import { localHost } from '../../src/host/local.ts'
import { treeHost } from '../../src/host/tree.ts'
import { parseKmsg } from '../../src/parse/kmsg.ts'
import { needs } from '../needs.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whytop-kmsg-'))
  mkdirSync(join(folder, 'proc'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function mayWrite(): boolean {
  try {
    accessSync('/dev/kmsg', constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The bytes of all pieces and whether it came to an end, or the errno. */
async function ask(
  host: Host,
  after: number | null,
): Promise<{ readonly bytes: Buffer; readonly end: boolean } | string> {
  const pieces: Buffer[] = []
  let end = false
  let failed: string | null = null
  await host.collect(
    { files: [], dumps: [{ path: '/dev/kmsg', request: { ask: 'kernel log', after } }], processes: null },
    {
      pids: () => {},
      bytes: (_at, _pid, _path, bytes) => {
        if (bytes.length === 0) end = true
        else pieces.push(Buffer.from(bytes))
      },
      fail: (_at, _pid, _path, errno) => {
        failed = errno
      },
    },
    () => undefined,
  )
  return failed ?? { bytes: Buffer.concat(pieces), end }
}

test('a copied tree has what was copied, or tells that nothing was', async () => {
  expect(await ask(treeHost(folder), null)).toBe('NOT_CAPTURED')
  mkdirSync(join(folder, 'dev'))
  writeFileSync(join(folder, 'dev/kmsg'), '6,1,2,-;a\n4,2,3,-;b\n')
  const got = await ask(treeHost(folder), null)
  expect(got).toMatchObject({ end: true })
  expect(parseKmsg((got as { bytes: Buffer }).bytes).map(({ text }) => text)).toEqual(['a', 'b'])
})

needs({ root: true, feature: { name: 'kmsg', probe: mayWrite } })(
  'this machine: all records once, then only what came since',
  async () => {
    const host = localHost()
    const first = await ask(host, null)
    if (typeof first === 'string') throw new Error(first)
    const records = parseKmsg(first.bytes)
    const seqs = records.map(({ seq }) => seq)
    expect(first.end).toBe(true)
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
    const last = seqs.at(-1) ?? 0
    const said = `whytop test ${process.pid} ${seqs.length}`
    // Without its end a message may still be gone on with, and nobody sees it before the next one.
    writeFileSync('/dev/kmsg', `<7>${said}\n`)
    const next = await ask(host, last)
    if (typeof next === 'string') throw new Error(next)
    const found = parseKmsg(next.bytes)
    expect(found.every(({ seq }) => seq > last)).toBe(true)
    expect(found.find(({ text }) => text === said)).toMatchObject({ level: 7 })
    // Another who asks from there gets the same, though its reader stands elsewhere.
    const other = localHost()
    const again = await ask(other, last)
    if (typeof again === 'string') throw new Error(again)
    expect(parseKmsg(again.bytes).some(({ text }) => text === said)).toBe(true)
    expect(parseKmsg(again.bytes).every(({ seq }) => seq > last)).toBe(true)
    host.close()
    other.close()
  },
)

test.each(['/dev/null', '/dev/zero'])(
  '%s in its place, as a container may have a console there, is not read',
  async (path) => {
    const read = new KernelLogReader(path).read(null, async () => {})
    await expect(read).rejects.toMatchObject({ code: 'ENOENT' })
  },
)
