import { describe, expect, test } from 'vitest'
import { CAPABILITIES, capabilityNames, capabilityWords } from '../../../src/model/process/capabilities.ts'
import { signalNames, signalWords } from '../../../src/model/process/signals.ts'
import { stateName, stateSays } from '../../../src/model/process/state-words.ts'

describe('capabilities', () => {
  test('all 41 of Linux 5.9 and later, by their bits', () => {
    expect(CAPABILITIES).toHaveLength(41)
    expect(CAPABILITIES[0]).toBe('chown')
    expect(CAPABILITIES[12]).toBe('net_admin')
    expect(CAPABILITIES[21]).toBe('sys_admin')
    expect(CAPABILITIES[40]).toBe('checkpoint_restore')
  })

  test('what docker gives a container: 00000000a80425fb', () => {
    expect(capabilityNames(0xa80425fbn)).toEqual(
      'chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot mknod audit_write setfcap'.split(
        ' ',
      ),
    )
  })

  test('none, all, all but', () => {
    expect(capabilityWords(0n)).toBe('none')
    expect(capabilityWords(0x1ffffffffffn)).toBe('all')
    expect(capabilityWords(0x1ffffffffffn & ~(1n << 24n))).toBe('all but sys_resource')
    expect(capabilityWords(1n << 10n)).toBe('net_bind_service')
  })

  test('a bit newer than the table is its number', () => {
    expect(capabilityNames(1n << 41n)).toEqual(['41'])
  })
})

describe('signals', () => {
  test('bit 0 is signal 1', () => {
    expect(signalNames(0b1n)).toEqual(['HUP'])
    expect(signalNames(0x6n)).toEqual(['INT', 'QUIT'])
    expect(signalNames(1n << 8n)).toEqual(['KILL'])
    expect(signalNames(0x10000n)).toEqual(['CHLD'])
    expect(signalNames(1n << 30n)).toEqual(['SYS'])
  })

  test('real-time signals as glibc counts them', () => {
    expect(signalNames((1n << 31n) | (1n << 33n) | (1n << 63n))).toEqual(['32', 'RTMIN', 'RTMIN+30'])
  })

  test('none, all, all but', () => {
    expect(signalWords(0n)).toBe('none')
    expect(signalWords(2n ** 64n - 1n)).toBe('all')
    expect(signalWords(2n ** 64n - 1n - (1n << 8n) - (1n << 18n))).toBe('all but KILL STOP')
    expect(signalWords(0x6n)).toBe('INT QUIT')
  })
})

test('every state the kernel prints has words, and an unknown one is not taken for another', () => {
  for (const state of 'RSDTtXZPI') expect(stateName(state)).not.toBe('unknown state')
  expect(stateName('Q')).toBe('unknown state')
  expect(stateSays('D')).toContain('counts in the load')
})
