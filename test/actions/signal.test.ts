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

const target = (change = 0) => targetOf(child, change)

function targetOf(of: ChildProcess, change = 0) {
  const pid = of.pid as number
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const start = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  return { pid, start: start + change, command: 'sleep 1000' }
}

test('to the process that was chosen', async () => {
  const to = target()
  expect(await sendSignal('SIGTERM', [to])).toContain(`SIGTERM sent to ${to.pid}`)
  expect(await ended).toEqual([null, 'SIGTERM'])
  expect(await sendSignal('SIGTERM', [to])).toBe(`SIGTERM not sent; ${to.pid}: it has ended`)
})

test('a signal that ends: then whether it did, once it is known', async () => {
  const to = target()
  const told: string[] = []
  const last = sendSignal('SIGTERM', [to], (line) => told.push(line))
  expect(await last).toBe(`SIGTERM sent to ${to.pid}; ${to.pid} has ended`)
  expect(told).toEqual([`SIGTERM sent to ${to.pid}`])
  // Sent to nobody: there is nothing to wait for.
  expect(await sendSignal('SIGTERM', [to], (line) => told.push(line))).toMatch(/^SIGTERM not sent/)
})

test('one that does not listen is still there; what stops or wakes is not asked', async () => {
  child.kill('SIGSTOP')
  const to = target()
  const before = performance.now()
  expect(await sendSignal('SIGTERM', [to])).toBe(
    `SIGTERM sent to ${to.pid}; ${to.pid} is still there after 2 s: it is stopped, and takes it after SIGCONT`,
  )
  expect(performance.now() - before).toBeLessThan(4000)
  expect(await sendSignal('SIGKILL', [to])).toBe(`SIGKILL sent to ${to.pid}; ${to.pid} has ended`)
})

test('of several those that are left', async () => {
  const deaf = spawn('sh', ['-c', 'trap "" TERM; echo; while :; do sleep 0.1; done'])
  await once(deaf.stdout, 'data')
  try {
    const [one, other] = [target(), targetOf(deaf)]
    expect(await sendSignal('SIGTERM', [one, other])).toBe(
      `SIGTERM sent to 2 of 2 processes; ${other.pid} is still there after 2 s`,
    )
  } finally {
    deaf.kill('SIGKILL')
    await once(deaf, 'exit')
  }
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
