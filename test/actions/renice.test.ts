import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { renice } from '../../src/actions/renice.ts'

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  return { ...fs, readdirSync: vi.fn(fs.readdirSync) }
})

let child: ChildProcess
let ended: Promise<unknown[]>
beforeEach(async () => {
  child = spawn('sleep', ['1000'])
  ended = once(child, 'exit')
  await once(child, 'spawn')
})
afterEach(async () => {
  child.kill('SIGKILL')
  await ended
})

const startOf = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
}

test('the process that was chosen, and no other that has its pid by now', async () => {
  const pid = child.pid as number
  const start = startOf(pid)
  expect(await renice(7, [{ pid, start, command: 'sleep' }])).toBe(`nice 7 given to ${pid}`)
  expect(getPriority(pid)).toBe(7)
  expect(await renice(9, [{ pid, start: start + 1, command: 'sleep' }])).toMatch(/^nice 9 not given; \d+: it has ended/)
  expect(getPriority(pid)).toBe(7)
})

test('a thread that ended since it was listed keeps nobody from it; where all did, the process has ended', async () => {
  const pid = child.pid as number
  const target = { pid, start: startOf(pid), command: 'sleep' }
  const gone = `${spawnSync('true').pid}`
  const listed = (...tids: readonly string[]) => vi.mocked(readdirSync).mockReturnValueOnce(tids as never)
  listed(gone, `${pid}`)
  expect(await renice(5, [target])).toBe(`nice 5 given to ${pid}`)
  expect(getPriority(pid)).toBe(5)
  listed(gone)
  expect(await renice(6, [target])).toBe(`nice 6 not given; ${pid}: it has ended`)
})
