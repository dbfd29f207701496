import { readdirSync, readlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/host/host.ts'
import { localHost } from '../../src/host/local.ts'

/** What of a process is open here. */
function held(pid: number): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`)
      return target.startsWith(`/proc/${pid}/`) ? [target] : []
    } catch (error) {
      // The descriptor of the folder itself is closed by now.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    }
  })
}

test('close() lets go of what is held open; the host can be asked all the same', async () => {
  const host = localHost()
  const always = new Map([[process.ppid, ['stat', 'statm'] as const]])
  const budget = { cpu: 0, wait: 100, batch: 100 }
  const plan: Plan = {
    files: [],
    processes: { probe: true, known: null, moved: [], always, dear: [], budget },
  }
  const look = async () => {
    const seen: string[] = []
    const bytes = (_: number, pid: number, path: string) => void (pid === process.ppid && seen.push(`${pid} ${path}`))
    await host.collect(plan, { pids: () => {}, bytes, fail: () => {} }, () => undefined)
    return seen.sort()
  }
  const both = [`${process.ppid} stat`, `${process.ppid} statm`]
  // The first frame does not wait for a larger table of descriptors.
  for (let i = 0; i < 2; i++) expect(await look()).toEqual(both)
  expect(held(process.ppid)).toEqual([])
  expect(await look()).toEqual(both)
  expect(held(process.ppid)).toHaveLength(2)
  expect(host.close()).toBe(false)
  expect(held(process.ppid)).toEqual([])
  expect(await look()).toEqual(both)
  host.close()
})
