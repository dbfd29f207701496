import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { renice } from '../../src/actions/renice.ts'

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

test('the process that was chosen, and no other that has its pid by now', async () => {
  const pid = child.pid as number
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const start = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  expect(await renice(7, [{ pid, start, command: 'sleep' }])).toBe(`nice 7 given to ${pid}`)
  expect(getPriority(pid)).toBe(7)
  expect(await renice(9, [{ pid, start: start + 1, command: 'sleep' }])).toMatch(/^nice 9 not given; \d+: it has ended/)
  expect(getPriority(pid)).toBe(7)
})
