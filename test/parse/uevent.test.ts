import { expect, test } from 'vitest'
import { parseUevent } from '../../src/parse/uevent.ts'
import { bytes } from './fixture.ts'

test('names and values; other lines say nothing', () => {
  expect([...parseUevent(bytes('DEVTYPE=bridge\nINTERFACE=br0\nx\n=y\nMODALIAS=a=b\n'))]).toEqual([
    ['DEVTYPE', 'bridge'],
    ['INTERFACE', 'br0'],
    ['MODALIAS', 'a=b'],
  ])
})
