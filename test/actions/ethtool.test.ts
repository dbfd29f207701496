import { expect, test } from 'vitest'
import { ethtool } from '../../src/actions/ethtool.ts'
import { needs } from '../needs.ts'

needs({ commands: ['ethtool'] })('asks each thing by itself: what lo has not does not hide what it has', async () => {
  const lines = await ethtool('lo')
  expect(lines).toContain('Link')
  expect(lines).toContain('Offloads')
  expect(lines.join('\n')).toMatch(/Link detected: yes/)
  expect(lines.join('\n')).toMatch(/tx-checksumming: on/)
  expect(lines.join('\n')).not.toContain('\t')
})

needs({ commands: ['ethtool'] })('an interface that is not there is told, and nothing is thrown', async () => {
  const said = (await ethtool('none0')).join('\n')
  expect(said).toMatch(/No such device|not supported/i)
})

test('a name that looks like an option is not passed on', async () => {
  expect(await ethtool('-S')).toEqual(['ethtool cannot be asked about -S: it would take the name for an option'])
})
