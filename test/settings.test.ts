import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { loadConfig } from '../src/actions/config-file.ts'
import type { Host } from '../src/host/host.ts'
import { Settings } from '../src/settings.ts'

vi.mock('../src/actions/config-file.ts', async (original) => {
  const file = await original<typeof import('../src/actions/config-file.ts')>()
  return { ...file, loadConfig: vi.fn(file.loadConfig) }
})

function emptyHome(): { readonly env: NodeJS.ProcessEnv; readonly file: string } {
  const home = mkdtempSync(join(tmpdir(), 'whytop-settings-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  return { env: { XDG_CONFIG_HOME: home }, file: join(home, 'whytop/config.json') }
}

test('what is chosen is written to the config file', async () => {
  const { env, file } = emptyHome()
  const settings = await Settings.read(env, false)
  expect([await settings.save({ clipboard: false }), existsSync(file)]).toEqual([null, true])
})

test('with --read-only nothing is written; it holds until the end and is told so', async () => {
  const { env, file } = emptyHome()
  const settings = await Settings.read(env, true)
  expect(await settings.save({ clipboard: false })).toMatch(/^not saved, with --read-only: .* holds until whytop ends$/)
  expect([existsSync(file), settings.config]).toEqual([false, { clipboard: false }])
})

test('the host closes and tells of a config file that is still being read, which holds up an exit as its own reads do', async () => {
  const host = { close: vi.fn(() => false) } as unknown as Host
  const { env } = emptyHome()
  const read = (await Settings.read(env)).beside(host)
  expect([read.close(), vi.mocked(host.close).mock.calls.length]).toEqual([false, 1])
  let answer: () => void = () => undefined
  vi.mocked(loadConfig).mockReturnValueOnce(
    new Promise((resolve) => {
      answer = () => resolve({ config: {}, complaints: [], kept: {}, whole: true })
    }),
  )
  const late = (await Settings.read(env)).beside(host)
  expect([late.close(), vi.mocked(host.close).mock.calls.length]).toEqual([true, 2])
  answer()
  await expect.poll(() => late.close()).toBe(false)
})
