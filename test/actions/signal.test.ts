import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sendSignal } from '../../src/actions/signal.ts'

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

const target = (change = 0) => {
  const pid = child.pid as number
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const start = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  return { pid, start: start + change, command: 'sleep 1000' }
}

test('to the process that was chosen', async () => {
  const to = target()
  expect(await sendSignal('SIGTERM', [to])).toBe(`SIGTERM sent to ${to.pid}`)
  expect(await ended).toEqual([null, 'SIGTERM'])
  expect(await sendSignal('SIGTERM', [to])).toBe(`SIGTERM not sent; ${to.pid}: it has ended`)
})

test('never to another that has its pid by now', async () => {
  const to = target(1)
  expect(await sendSignal('SIGKILL', [to])).toBe(
    `SIGKILL not sent; ${to.pid}: it has ended, another process has the pid`,
  )
  expect([child.exitCode, child.signalCode]).toEqual([null, null])
})

test('several: how many, and why not the others', async () => {
  const [yes, no] = [target(), { ...target(), pid: 2 ** 22 + 1 }]
  expect(await sendSignal('SIGCONT', [yes, no])).toBe(`SIGCONT sent to 1 of 2 processes; ${no.pid}: it has ended`)
  expect(await sendSignal('SIGNONE', [yes])).toBe('SIGNONE: this machine has no such signal')
})
