import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isUnread } from '../../src/native/unread.ts'

test('a pipe without a reader', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-unread-'))
  try {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
    const writer = openSync(pipe, constants.O_WRONLY)
    expect(isUnread(writer)).toBe(false)
    closeSync(reader)
    expect(isUnread(writer)).toBe(true)
    closeSync(writer)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a socket whose other end has gone', async () => {
  const child = spawn('sleep', ['60'], { stdio: ['pipe', 'ignore', 'ignore'] })
  // Node itself closes its end as soon as it hears of it.
  const { fd } = (child.stdin as unknown as { _handle: { fd: number } })._handle
  const ours = openSync('/dev/null', 'r')
  expect([isUnread(fd), isUnread(ours)]).toEqual([false, false])
  process.kill(child.pid as number, 'SIGKILL')
  const until = performance.now() + 5000
  while (!isUnread(fd) && performance.now() < until);
  expect(isUnread(fd)).toBe(true)
  closeSync(ours)
  await once(child, 'exit')
})
