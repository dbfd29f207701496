import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { treeHost } from '../../../src/host/tree.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { Sampler } from '../../../src/sample/sampler.ts'
import { processView } from '../../../src/views/process/view.ts'
import { placeOf, SOME_PROCESSES } from '../../snapshot-of.ts'
import { drawn } from './drawn.ts'

let folder = ''

/** load-d, but that at t1 another process, started later, has the pid 187. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whytop-reused-'))
  cpSync(fileURLToPath(new URL('../../fixtures/load-d', import.meta.url)), folder, { recursive: true })
  const stat = join(folder, 't1/proc/187/stat')
  writeFileSync(stat, readFileSync(stat, 'latin1').replace('(sh) D', '(thief) S').replace(' 599 ', ' 9990 '))
  writeFileSync(join(folder, 't1/proc/187/cmdline'), 'thief\0--secret\0')
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('the pid goes to another process while its page is open', () => {
  test('the page keeps the one it was opened on, and takes nothing from the new one', async () => {
    const place = placeOf(processView, { pid: 187, start: 599 }, 'summary')
    const host = treeHost(folder)
    const sampler = new Sampler(host)
    const wants = { sources: [], processes: { ...SOME_PROCESSES, ...processView.processes?.(place) } }
    await sampler.take(wants, () => undefined)
    const snapshot = new Snapshot(await sampler.take(wants, () => undefined), host.facts, NO_HISTORY)
    const text = drawn(snapshot, place).join('\n')
    expect(text).toContain('It has ended, and another process has its pid now; below is what was last seen of it.')
    expect(text).toContain('sh pid 187')
    expect(text).toContain('Command    sh -c echo x > /slow/file4')
    expect(text).not.toContain('thief')
    expect(JSON.stringify(processView.json(snapshot, place))).not.toContain('thief')
  })

  test('a page opened on the new one shows the new one', async () => {
    const place = placeOf(processView, { pid: 187, start: 9990 }, 'summary')
    const host = treeHost(folder)
    const sampler = new Sampler(host)
    const wants = { sources: [], processes: { ...SOME_PROCESSES, ...processView.processes?.(place) } }
    await sampler.take(wants, () => undefined)
    const snapshot = new Snapshot(await sampler.take(wants, () => undefined), host.facts, NO_HISTORY)
    expect(processView.json(snapshot, place)).toMatchObject({
      ended: false,
      comm: 'thief',
      argv: ['thief', '--secret'],
    })
  })
})
