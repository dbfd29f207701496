import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cpuThrottle } from '../../src/findings/cpu-throttle.ts'
import type { Rule } from '../../src/findings/rule.ts'
import { localHost } from '../../src/host/local.ts'
import { dueOf, NO_TURN } from '../../src/model/cgroups/turns.ts'
import { walk } from '../../src/model/cgroups/walk.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import type { Sample, Samples } from '../../src/sample/sample.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import { wait } from '../../src/wait.ts'
import { Watcher } from '../../src/watcher.ts'
import { needs } from '../needs.ts'
import { ALONE, cgroupsAlone } from './cgroups-alone.ts'

const CPU = '/sys/fs/cgroup/cpu'
const NAME = `whytop-turns-${process.pid}`
const GROUPS = Array.from({ length: 2500 }, (_, i) => `${CPU}/${NAME}/g${i}`)
/** Seconds: until a window has come by, and three looks. */
const WITHIN = 60

needs({
  root: true,
  feature: { name: 'cgroup-v1-cpu', probe: () => existsSync(`${CPU}/cpu.cfs_quota_us`) },
}).describe('of 2,500 cgroups', () => {
  const host = localHost()
  const sampler = new Sampler(host)
  const watcher = new Watcher([cpuThrottle as Rule<never>], host.facts, {}, true)
  let samples: Samples | null = null
  let spinner: ChildProcess | null = null

  const look = async () => {
    samples = await sampler.take(watcher.wants(samples), () => undefined)
    return watcher.look(new Snapshot(samples, host.facts, NO_HISTORY))
  }

  let done = () => {}

  beforeAll(async () => {
    done = await cgroupsAlone()
    mkdirSync(`${CPU}/${NAME}`)
    for (const folder of GROUPS) mkdirSync(folder)
  }, ALONE)

  afterAll(async () => {
    spinner?.kill('SIGKILL')
    for (const folder of [...GROUPS, `${CPU}/${NAME}`]) await removed(folder)
    done()
  }, 60_000)

  test(`one that is held back while others have their turn is found within ${WITHIN} s, and stays`, async () => {
    spinner?.kill('SIGKILL')
    for (let i = 0; i < 4; i++) await look()
    const { after } = samples as unknown as { after: Sample }
    const found = walk({ after, before: null })
    expect(found.isCrowded).toBe(true)
    const now = new Set(dueOf(found, after.at, NO_TURN).groups.map(({ path }) => path))
    const bad = [...found.known.keys()].find((path) => path.startsWith(`/${NAME}/g`) && !now.has(path))
    expect(bad).toBeDefined()
    writeFileSync(`${CPU}${bad}/cpu.cfs_quota_us`, '10000')
    spinner = spawn('sh', ['-c', `echo $$ > ${CPU}${bad}/cgroup.procs; while :; do :; done`])
    const began = performance.now()
    let foundAt: number | null = null
    while (performance.now() - began < WITHIN * 1000 && foundAt === null) {
      await wait(1000)
      const findings = await look()
      if (findings?.list.some(({ culprits }) => culprits[0]?.key === bad)) foundAt = performance.now()
    }
    expect(foundAt).not.toBeNull()
    for (let i = 0; i < 5; i++) {
      await wait(1000)
      expect((await look())?.list.map(({ culprits }) => culprits[0]?.key)).toEqual([bad])
    }
  }, 120_000)
})

/** Whoever was in it may take a moment to be gone. */
async function removed(folder: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++)
    try {
      return rmdirSync(folder)
    } catch {
      await wait(100)
    }
}
