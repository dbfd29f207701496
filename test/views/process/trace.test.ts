import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { ptraceScope } from '../../../src/parse/sys/kernel.ts'
import { processView } from '../../../src/views/process/view.ts'
import { placeOf, viewSnapshot } from '../../snapshot-of.ts'
import { drawn } from './drawn.ts'

const place = placeOf(processView, { pid: 187 }, 'kernel')

/** The captured process as if it were of this machine. */
async function page(scope: number | null, tracer = 0, pid = 187): Promise<string> {
  const there = { ...place, about: { pid } }
  const { samples, facts } = await viewSnapshot('load-d', processView, there)
  const files = new Map(samples.after.files)
  if (scope !== null) files.set(ptraceScope.path, { value: scope, at: samples.after.at })
  const { processes } = samples.after
  const focus = processes?.focus ?? null
  const status = focus?.files.get('status')
  const traced = new Map(focus?.files)
  if (status && 'value' in status)
    traced.set('status', { ...status, value: { ...(status.value as object), tracerPid: tracer } } as never)
  const after = {
    ...samples.after,
    files,
    processes: processes && { ...processes, focus: focus && { ...focus, files: traced } },
  }
  const snapshot = new Snapshot({ ...samples, after }, { ...facts, captured: null }, NO_HISTORY)
  return drawn(snapshot, there).join('\n')
}

test('the commands that show its system calls, and what they cost', async () => {
  const shown = await page(0)
  expect(shown).toContain('Trace      timeout -s INT 10 strace -f -c -w -p 187')
  expect(shown).toContain('strace -f -tt -T -e trace=%network,%file -p 187')
  expect(shown).toContain('10 to 100 times slower')
  expect(shown).not.toMatch(/ptrace_scope|traces it already/)
})

test('what stands against it', async () => {
  expect(await page(1)).toContain('kernel.yama.ptrace_scope is 1: root may')
  expect(await page(2)).toContain('only root may')
  expect(await page(3)).toContain('nobody may until the next boot')
  expect(await page(null, 4711)).toContain('Process 4711 traces it already, and only one may.')
})

test('a kernel thread has no system calls, and of a capture there is nothing to trace', async () => {
  expect(await page(0, 0, 2)).not.toContain('strace')
  expect(drawn(await viewSnapshot('load-d', processView, place), place).join('\n')).not.toContain('strace')
})
