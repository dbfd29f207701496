import { describe, expect, test } from 'vitest'
import { maps } from '../../src/findings/maps.ts'
import { processes, record } from '../model/record.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

const WHO = processes(
  1000,
  [record(9, { comm: 'java', starttime: 9, vsize: 2 ** 32 }), record(10, { comm: 'sh', vsize: 2 ** 20 })],
  [0, 0],
)

function mapped(count: number, all = 100_000) {
  return {
    now: {
      '/proc/sys/vm/max_map_count': '65530\n',
      '/proc/slabinfo': `slabinfo - version: 2.1\nvm_area_struct ${all} ${all} 200 20 1 : tunables 0 0 0 : slabdata 5000 5000 0\n`,
      'lines:/proc/9/maps': `${count}`,
      'lines:/proc/10/maps': '65000',
    },
    processes: WHO,
  }
}

describe('mappings that run out', () => {
  test('names the program', () => {
    const look = seen(lookAt(maps, mapped(60_000)))
    expect(look).toMatchObject({ seen: 'warning', hold: false, scope: { pids: [9] } })
    expect(look.says).toContain('java 9 has 60,000 of 65,530 mappings (91.6 %)')
  })

  test('at its limit', () => {
    expect(seen(lookAt(maps, mapped(58_000))).hold).toBe(true)
    clear(lookAt(maps, mapped(55_000)))
  })

  test('nobody is counted while all together have too few', () => {
    const look = clear(lookAt(maps, mapped(60_000, 50_000)))
    expect(look.evidence).toEqual([expect.objectContaining({ seen: 50_000, limit: 58_977 })])
  })

  test('evidence tells whole mappings', () => {
    const { now } = mapped(60_000)
    const odd = { now: { ...now, '/proc/sys/vm/max_map_count': '65533\n' }, processes: WHO }
    expect(seen(lookAt(maps, odd)).evidence.map(({ limit }) => limit)).toEqual([58_980, 58_980])
  })

  test('who has not the room for them is not counted', () => {
    const look = clear(lookAt(maps, mapped(1000)))
    expect(look.evidence[0]?.what).toBe('mappings of java 9')
  })

  test('is not known without slabinfo or the limit', () => {
    const { now } = mapped(1)
    expect(notEvaluable(lookAt(maps, { now: {} })).source).toBe('/proc/sys/vm/max_map_count')
    expect(
      notEvaluable(lookAt(maps, { now: { '/proc/sys/vm/max_map_count': now['/proc/sys/vm/max_map_count'] } })).source,
    ).toBe('/proc/slabinfo')
  })
})
