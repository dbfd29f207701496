import { describe, expect, test } from 'vitest'
import { fsFull } from '../../src/findings/fs-full.ts'
import type { Levels } from '../../src/model/disks/fill.ts'
import { processes } from '../model/record.ts'
import { diskstatsOf, writer } from './disk-machine.ts'
import { clear, type Files, lookAt, notEvaluable, seen } from './looks.ts'

const GIB = 2 ** 18 // blocks of 4096

/** A file system of so many GiB with so many free; `inodes`: all and free. */
function filled(
  size: number,
  free: number,
  { type = 'ext4', options = 'rw', inodes = [1000, 900] as readonly [number, number] } = {},
) {
  const [blocks, left] = [Math.round(size * GIB), Math.round(free * GIB)]
  const now: Files = {
    '/proc/self/mountinfo': `22 27 8:0 / /data ${options} - ${type} /dev/sda1 ${options}\n`,
    '/proc/diskstats': diskstatsOf({ sda: { reads: 1 } }),
    'statfs:/data': `4096 ${blocks} ${left} ${left} ${inodes[0]} ${inodes[1]}`,
  }
  return { now }
}

/** It had so many GiB that many seconds ago. */
function had(gib: number, seconds: number): Levels {
  return new Map([['/data', [{ at: (1000 - seconds) * 1e9, available: gib * 2 ** 30 }]]])
}

describe('a file system that is nearly full', () => {
  test('has less than a tenth left', () => {
    const look = seen(lookAt(fsFull, filled(50, 4.9)))
    expect(look).toMatchObject({ seen: 'warning', hold: false, scope: { devices: ['sda'] } })
    expect(look.says).toBe('/data has 4.9 GiB (9.8 %) left.')
    expect(look.culprits[0]).toMatchObject({ kind: 'mount', key: '/data' })
  })

  test('is silent at its limit, and holds a little above', () => {
    clear(lookAt(fsFull, filled(50, 5.6)))
    expect(seen(lookAt(fsFull, filled(50, 5.1))).hold).toBe(true)
    expect(seen(lookAt(fsFull, filled(50, 1.4))).seen).toBe('critical')
  })

  test('of a large one a tenth is still plenty', () => {
    clear(lookAt(fsFull, filled(1000, 23)))
    expect(seen(lookAt(fsFull, filled(1000, 19))).seen).toBe('warning')
    expect(seen(lookAt(fsFull, filled(1000, 1.9))).seen).toBe('critical')
  })

  test('or will be soon', () => {
    clear(lookAt(fsFull, { ...filled(500, 100), kept: had(100.1, 100) }))
    const look = seen(lookAt(fsFull, { ...filled(500, 100), kept: had(101, 100) }))
    expect(look.seen).toBe('warning')
    expect(look.says).toContain('will be full in 2:46:')
    // What proves it stands first: 80 % used is below its limit.
    expect(look.evidence[0]).toMatchObject({ what: 'full in', limit: 6, unit: 'h' })
    expect(seen(lookAt(fsFull, filled(50, 4.9))).evidence[0]?.what).toBe('/data used')
    expect(seen(lookAt(fsFull, { ...filled(500, 100), kept: had(110, 100) })).seen).toBe('critical')
    // Ten seconds are a burst.
    clear(lookAt(fsFull, { ...filled(500, 100), kept: had(110, 10) }))
  })

  test('who writes much at once and stops, or removes it again, does not go on', () => {
    const kept = (...gib: readonly number[]): Levels =>
      new Map([
        ['/data', gib.map((one, i) => ({ at: (1000 - 10 * (gib.length - i)) * 1e9, available: one * 2 ** 30 }))],
      ])
    const look = (...gib: readonly number[]) => lookAt(fsFull, { ...filled(500, 100), kept: kept(...gib) })
    clear(look(110, 110, 110, 110, 110, 110, 110, 105))
    clear(look(110, 105, 100, 100, 100, 100, 100, 100))
    clear(look(110, 108, 106, 104, 102, 100, 109, 104))
    expect(seen(look(114, 114, 112, 110, 108, 106, 104, 102)).says).toContain('will be full in')
  })

  test('commands to paste take its name for one word', () => {
    const { now } = filled(500, 400, { inodes: [1000, 99] })
    const spaced = Object.entries(now).map(([path, words]) => [
      path.replace('/data', '/media/my disk'),
      typeof words === 'string' ? words.replace('/data', '/media/my\\040disk') : words,
    ])
    const look = seen(lookAt(fsFull, { now: Object.fromEntries(spaced) }))
    expect(look.verify).toBe("df -i '/media/my disk'")
    expect(look.next).toContain("du --inodes -xd2 '/media/my disk' | sort -n")
  })

  test('or has few inodes left', () => {
    const look = seen(lookAt(fsFull, filled(500, 400, { inodes: [1000, 99] })))
    expect(look.says).toBe('/data has 99 inodes (9.9 %) left.')
    expect(look.culprits.map(({ share }) => share)).toEqual(['99 inodes left'])
    expect(look.verify).toBe('df -i /data')
    expect(look.evidence[0]).toMatchObject({ what: 'inodes used', limit: 90, unit: '%' })
    clear(lookAt(fsFull, filled(500, 400, { inodes: [0, 0] })))
  })

  test('images, read-only and tiny ones are full by design', () => {
    clear(lookAt(fsFull, filled(1, 0, { type: 'squashfs' })))
    clear(lookAt(fsFull, filled(1, 0, { options: 'ro' })))
    clear(lookAt(fsFull, filled(0.05, 0)))
  })

  test('a deleted file that is kept open is named', () => {
    const { now } = filled(50, 2)
    const files = {
      ...now,
      '/proc/9/fd/': '1 -> /var/log/x.log (deleted)\n3 -> /data/big.log (deleted)\n4 -> /data/y\n',
      '/proc/9/fdinfo/1': 'pos:\t50000000000\nflags:\t0100001\nmnt_id:\t22\n',
      '/proc/9/fdinfo/3': 'pos:\t30000000000\nflags:\t0102001\nmnt_id:\t22\n',
    }
    const look = seen(lookAt(fsFull, { now: files, processes: processes(1000, [writer(9, 'logger', 0, 1000)], [0]) }))
    expect(look.says).toContain('logger 9 keeps /data/big.log, which is deleted, open (27.9 GiB or more).')
    expect(look.culprits.at(-1)).toMatchObject({ name: 'logger 9', drill: { view: 'process', page: 'files' } })
    expect(look.next).toContain('Restart logger')
  })

  test('one that several have open is counted once, and a small one is not why it is full', () => {
    const held = (pos: number) => {
      const file = `pos:\t${pos}\nflags:\t0102001\nmnt_id:\t22\n`
      const files = Object.fromEntries(
        [8, 9].flatMap((pid) => [
          [`/proc/${pid}/fd/`, '3 -> /data/access.log (deleted)\n'],
          [`/proc/${pid}/fdinfo/3`, file],
        ]),
      )
      const workers = [writer(8, 'nginx', 0, 1000), writer(9, 'nginx', 0, 1000)]
      return seen(
        lookAt(fsFull, { now: { ...filled(50, 2).now, ...files }, processes: processes(1000, workers, [0, 0]) }),
      )
    }
    expect(held(2 ** 32).evidence).toContainEqual(
      expect.objectContaining({ what: 'held by deleted files, at least', seen: 2 ** 32 }),
    )
    const small = held(4096)
    expect(small.says).toBe('/data has 2.0 GiB (4.0 %) left.')
    expect(small.culprits).toHaveLength(1)
    expect(small.next).toContain('du -xhd2 /data')
  })

  test('is not known without mounts, or where nothing tells how full they are', () => {
    expect(notEvaluable(lookAt(fsFull, { now: {} })).missing).toBe('absent')
    const { now } = filled(50, 1)
    expect(
      notEvaluable(lookAt(fsFull, { now: { ...now, 'statfs:/data': undefined as unknown as string } })).missing,
    ).toBe('absent')
  })
})
