import { expect, test } from 'vitest'
import { maxUserInstances, maxUserWatches } from '../../../../src/parse/sys/fs/inotify.ts'

test('limits of a user', () => {
  expect(maxUserWatches.path).toBe('/proc/sys/fs/inotify/max_user_watches')
  expect(maxUserWatches.parse(Buffer.from('65536\n'))).toBe(65_536)
  expect(maxUserInstances.parse(Buffer.from('128\n'))).toBe(128)
})
