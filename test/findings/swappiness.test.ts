import { expect, test } from 'vitest'
import { swappiness } from '../../src/findings/swappiness.ts'
import { capturedLook, clear, lookAt, meminfoOf, notEvaluable, seen } from './looks.ts'

const DISK = '/dev/sda2  partition  2097152  0  -2\n'
const ZRAM = '/dev/zram0  partition  2097152  0  100\n'

function machine(set: number, { areas = DISK, available = 8000, swap = 2048, free = 2048 } = {}) {
  return {
    now: {
      '/proc/meminfo': meminfoOf({ SwapTotal: swap, SwapFree: free, MemAvailable: available }),
      '/proc/swaps': `Filename Type Size Used Priority\n${areas}`,
      '/proc/sys/vm/swappiness': `${set}\n`,
    },
  }
}

test('0 and 1 are told, and warned of when swap lies idle in a shortage', () => {
  expect(seen(lookAt(swappiness, machine(1))).seen).toBe('info')
  expect(seen(lookAt(swappiness, machine(1))).culprits).toEqual([
    {
      kind: 'setting',
      key: 'vm.swappiness',
      name: 'vm.swappiness',
      share: '1',
      drill: { view: 'memory', page: 'reclaim', about: {} },
    },
  ])
  expect(seen(lookAt(swappiness, machine(0, { available: 1000 }))).seen).toBe('warning')
  expect(seen(lookAt(swappiness, machine(0, { available: 1000, free: 1000 }))).seen).toBe('info')
})

test('0 with generations on means never, which only then is asked for', () => {
  const onMglru = (set: number, on: string, more = {}) => {
    const { now } = machine(set, more)
    return seen(lookAt(swappiness, { now: { ...now, '/sys/kernel/mm/lru_gen/enabled': `${on}\n` } })).says
  }
  expect(onMglru(0, '0x0007')).toBe(
    'vm.swappiness is 0, and with MGLRU on nothing is swapped at all: when the cache is gone the OOM killer comes.',
  )
  expect(onMglru(0, '0x0007', { available: 1000 })).toContain('with MGLRU on nothing is swapped at all')
  expect(onMglru(0, '0x0000')).toContain('to the last page before anything is swapped')
  expect(onMglru(1, '0x0007')).toContain('to the last page before anything is swapped')
})

test('above 100 only compressed memory is worth it', () => {
  expect(seen(lookAt(swappiness, machine(101))).seen).toBe('warning')
  clear(lookAt(swappiness, machine(180, { areas: ZRAM })))
  clear(lookAt(swappiness, machine(100)))
})

test('a disk behind compressed memory is used when that is full', () => {
  const unused = '/dev/sda2  partition  2097152  0  -2\n'
  const some = (used: number) => `/dev/zram0  partition  2097152  ${used}  100\n`
  clear(lookAt(swappiness, machine(180, { areas: some(1000) + unused })))
  clear(lookAt(swappiness, machine(180, { areas: unused + some(0) })))
  const begun = unused.replace(' 0 ', ' 4 ')
  clear(lookAt(swappiness, machine(180, { areas: some(1000) + begun })))
  clear(lookAt(swappiness, machine(180, { areas: some(2_097_152) })))
  expect(seen(lookAt(swappiness, machine(180, { areas: some(2_097_152) + begun }))).seen).toBe('warning')
  const first = some(0).replace('100', '-3')
  expect(seen(lookAt(swappiness, machine(180, { areas: first + unused }))).seen).toBe('warning')
  const equal = some(0).replace('100', '-2')
  expect(seen(lookAt(swappiness, machine(180, { areas: equal + unused }))).seen).toBe('warning')
})

test('usual values, and machines without swap, are silent', () => {
  clear(lookAt(swappiness, machine(2)))
  clear(lookAt(swappiness, machine(60)))
  clear(lookAt(swappiness, machine(0, { swap: 0, free: 0 })))
})

test('cannot be told without its file', () => {
  const { now } = machine(60)
  const { '/proc/sys/vm/swappiness': _, ...rest } = now
  expect(notEvaluable(lookAt(swappiness, { now: rest })).source).toBe('/proc/sys/vm/swappiness')
})

test('it is advice', async () => {
  expect(swappiness.advice).toBe(true)
  clear(await capturedLook(swappiness, 'idle-4node'))
})
