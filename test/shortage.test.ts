import { expect, test } from 'vitest'
import { shortageOf, spawnShortageOf } from '../src/shortage.ts'

const failure = (code: string, syscall = 'open') => Object.assign(new Error('x'), { code, syscall })

test('what the machine is short of is told, and nothing else is taken for it', () => {
  expect(shortageOf(failure('ENFILE'))).toBe('the machine has no file descriptor left (ENFILE)')
  expect(shortageOf(failure('EIO'))).toBeNull()
  expect(shortageOf(failure('toString'))).toBeNull()
  expect(shortageOf('EMFILE')).toBeNull()
  expect(shortageOf(new Error('x'))).toBeNull()
})

test('only of a program that could not be started', () => {
  expect(spawnShortageOf(failure('EMFILE', 'spawn ethtool'))).toContain('EMFILE')
  expect(spawnShortageOf(failure('EMFILE'))).toBeNull()
  expect(spawnShortageOf(failure('EIO', 'spawn ethtool'))).toBeNull()
})
