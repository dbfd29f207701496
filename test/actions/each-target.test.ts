import { existsSync } from 'node:fs'
import { afterAll, expect } from 'vitest'
import { eachTarget } from '../../src/actions/each-target.ts'
import { stuckProgram } from '../live/stuck.ts'
import { needs } from '../needs.ts'

let program: ReturnType<typeof stuckProgram> | null = null
afterAll(() => program?.remove())

needs({
  root: true,
  commands: ['gcc'],
  feature: { name: 'fuse', probe: () => existsSync('/dev/fuse') },
})(
  'a process in the middle of execve is not read: the read would never end, and hold up the end of whytop',
  async () => {
    program = stuckProgram()
    const stuck = await program.start()
    const before = performance.now()
    const { told, done } = await eachTarget(
      'SIGTERM',
      'sent',
      [{ pid: stuck.pid, start: 1, command: 'sleep' }],
      () => null,
    )
    const took = performance.now() - before
    await stuck.end()
    expect(done).toEqual([])
    expect(told).toBe(`SIGTERM not sent; ${stuck.pid}: it cannot be read, so it is not known to be the same`)
    expect(took).toBeLessThan(400)
  },
  20_000,
)
