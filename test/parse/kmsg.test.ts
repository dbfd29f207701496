import { expect, test } from 'vitest'
import { parseKmsg } from '../../src/parse/kmsg.ts'
import { ParseError } from '../../src/source.ts'

const read = (text: string) => parseKmsg(Buffer.from(text, 'latin1'))

test('a message, its level and where it comes from', () => {
  expect(read('6,339,5140900,-;NET: Registered PF_INET6 protocol family\n')).toEqual([
    { seq: 339, level: 6, facility: 0, at: 5.1409, text: 'NET: Registered PF_INET6 protocol family', device: null },
  ])
  // 30: facility 3 (daemon), level 6.
  expect(read('30,1,0,-;x\n')).toMatchObject([{ level: 6, facility: 3 }])
})

test('lines that belong to it', () => {
  const text =
    '7,160,424069,-;pci_root PNP0A03:00: host bridge window\n SUBSYSTEM=acpi\n DEVICE=+acpi:PNP0A03:00\n6,161,424070,-;next\n'
  expect(read(text)).toMatchObject([
    { seq: 160, device: '+acpi:PNP0A03:00' },
    { seq: 161, device: null, text: 'next' },
  ])
})

test('escapes, and what a flag or a later field may be', () => {
  expect(read('4,2,3,c,more;a\\x1b[31mb \\x5c \\xc3\\xa9\n')[0]?.text).toBe('a\x1b[31mb \\ é')
  expect(read('4,2,3,-;a;b\n')[0]?.text).toBe('a;b')
  expect(read('4,2,3,-;\n')[0]?.text).toBe('')
})

test('is refused where it is no record', () => {
  expect(read('')).toEqual([])
  for (const bad of ['x', '4,2,-;x', ' SUBSYSTEM=x', '4,2,3,-']) expect(() => read(bad)).toThrow(ParseError)
})
