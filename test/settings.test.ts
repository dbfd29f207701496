import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Settings } from '../src/settings.ts'

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
