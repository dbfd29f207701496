import { expect, test } from 'vitest'
import { vulnerabilities, vulnerability } from '../../../../src/parse/devices/cpu/vulnerabilities.ts'
import { bytes } from '../../fixture.ts'

test('a folder and its files', () => {
  const [first] = vulnerabilities.parse(bytes('meltdown\nspectre_v1\n'))
  const file = vulnerability(first?.name ?? '')
  expect(file.path).toBe('/sys/devices/system/cpu/vulnerabilities/meltdown')
  expect(file.parse(bytes('Mitigation: PTI\n'))).toBe('Mitigation: PTI')
})
