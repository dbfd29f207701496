import { openSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

beforeEach(() => void vi.resetModules())
afterEach(() => void vi.unstubAllEnvs())

const terminal = () => import('../../src/native/terminal.ts')

/** What it does on a terminal is seen by the tests of the screen, with koffi and without. */
describe.each(['', '1'])('where there is no terminal, WHYTOP_NO_NATIVE=%s', (without) => {
  beforeEach(() => void vi.stubEnv('WHYTOP_NO_NATIVE', without))

  test('a file is none', async () => {
    const { isTerminal } = await terminal()
    expect(isTerminal(openSync('/dev/null', 'r'))).toBe(false)
  })

  test('stdout has no size, and stdin stays as it is', async () => {
    const { terminalSize, makeRaw } = await terminal()
    expect([terminalSize(), makeRaw()]).toEqual([null, null])
  })
})
