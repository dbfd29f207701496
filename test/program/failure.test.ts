import { mkdirSync, writeFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { programs } from './whytop.ts'

const { whytop, folder, end } = programs()
afterEach(end)

test('the first look fails: the terminal as it was, why it failed, exit 1', async () => {
  const root = folder()
  mkdirSync(`${root}/sys`)
  writeFileSync(`${root}/proc`, 'not a folder')
  const session = whytop(['--root', root])
  expect(await session.ended).toEqual({ code: 1, signal: 0 })
  expect(session.modes()).toMatchObject({ alternate: false, mouse: 'none', paste: false, wraps: true })
  expect(session.bytes().toString('latin1')).toContain('ENOTDIR')
})
