import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Device, devices } from '../../src/model/disks/devices.ts'
import { type Mounted, mounted } from '../../src/model/disks/mounts.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { paused } from '../../src/model/writeback/paused.ts'
import { isMissing } from '../../src/source.ts'
import { disksView } from '../../src/views/disks/view.ts'
import { needs } from '../needs.ts'
import { liveViewSnapshot, placeOf } from '../snapshot-of.ts'
import { type Child, start, until } from './ticks.ts'

const folder = mkdtempSync(join(tmpdir(), 'whytop-disks-'))
const file = join(folder, 'disk')
const mnt = join(folder, 'mnt')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (command: string, ...args: readonly string[]) => execFileSync(command, args, { encoding: 'utf8' })
const look = (meanwhile: () => Promise<void> = async () => {}) =>
  liveViewSnapshot(disksView, placeOf(disksView), meanwhile)

const loop = { name: 'loop', probe: () => existsSync('/dev/loop-control') }
needs({
  root: true,
  feature: loop,
  commands: ['losetup', 'mkfs.ext4', 'mount', 'umount', 'iostat', 'df', 'lsblk', 'dd'],
}).describe('a disk of its own', () => {
  let disk = ''
  beforeAll(() => {
    mkdirSync(mnt)
    run('dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', 'count=64', 'status=none')
    disk = run('losetup', '--find', '--show', file).trim()
    run('mkfs.ext4', '-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', disk)
    run('mount', disk, mnt)
  })
  afterAll(() => {
    spawnSync('umount', [mnt])
    spawnSync('losetup', ['--detach', disk])
  })

  const SECONDS = 3
  test('as iostat -x, of the same requests', async () => {
    run('sync')
    let said = ''
    const snapshot = await look(async () => {
      const iostat = spawn('iostat', ['-x', '-k', '-d', '-o', 'JSON', `${SECONDS}`, '2', disk])
      const ended = new Promise((resolve) => iostat.on('close', resolve))
      // What it says first is since boot: from then on its interval runs.
      await new Promise<void>((begun) => {
        iostat.stdout.on('data', (piece: Buffer) => {
          said += piece
          begun()
        })
      })
      run('dd', 'if=/dev/zero', `of=${mnt}/a`, 'bs=64k', 'count=200', 'oflag=direct', 'status=none')
      run('dd', `if=${mnt}/a`, 'of=/dev/null', 'bs=32k', 'count=300', 'iflag=direct', 'status=none')
      run('sync', '-f', mnt)
      await ended
    })
    const name = disk.replace('/dev/', '')
    const theirs: Record<string, number> = JSON.parse(said).sysstat.hosts[0].statistics[1].disk[0]
    const { rates } = snapshot.get(devices).find((device) => device.name === name) as Device
    const dt = snapshot.interval as number
    const total = (perSecond: number | null) => (perSecond as number) * dt
    const close = (ours: number | null, field: string, unit: number, most: number) => {
      const expected = theirs[field] as number
      const value = (ours ?? 0) / unit
      expect(Math.abs(value - expected), `${field}: ${value} for ${expected}`).toBeLessThanOrEqual(most)
    }
    expect(theirs['r/s']).toBeGreaterThan(50)
    expect(theirs['w/s']).toBeGreaterThan(50)
    for (const [ours, letter] of [
      [rates.reads, 'r'],
      [rates.writes, 'w'],
    ] as const) {
      // Its interval is a little shorter than ours: of counts the sums are the same, of averages the values.
      close(total(ours.perSecond) / SECONDS, `${letter}/s`, 1, (theirs[`${letter}/s`] as number) * 0.04)
      close(total(ours.bytesPerSecond) / SECONDS, `${letter}kB/s`, 1024, (theirs[`${letter}kB/s`] as number) * 0.04)
      close(total(ours.mergedPerSecond) / SECONDS, `${letter}rqm/s`, 1, 1 + (theirs[`${letter}rqm/s`] as number) * 0.04)
      close(ours.mergedShare, `${letter}rqm`, 0.01, 0.5)
      close(ours.await, `${letter}_await`, 0.001, 0.02)
      close(ours.size, `${letter}areq-sz`, 1024, 1)
    }
    close(rates.flushes && total(rates.flushes.perSecond) / SECONDS, 'f/s', 1, 0.5)
    close(total(rates.queue) / SECONDS, 'aqu-sz', 1, 0.05)
    close(total(rates.util) / SECONDS, 'util', 0.01, 3)
  }, 30_000)

  test('as df -P and df -Pi', async () => {
    const df = (...options: readonly string[]) =>
      new Map(
        run('df', '-P', ...options)
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => {
            const [, , size, used, available, share, mount] =
              /^(.*?) +(\S+) +(\S+) +(\S+) +(\S+)% +(.+)$/.exec(line) ?? []
            return [mount as string, [size, used, available, share].map(Number)] as const
          }),
      )
    const before = df('-B1')
    const inodes = df('-i')
    const mounts = (await look()).get(mounted)
    const after = df('-B1')
    expect(mounts.map(({ mountPoint }) => mountPoint).sort()).toEqual([...before.keys()].sort())
    const still = mounts.filter(({ mountPoint }) => String(before.get(mountPoint)) === String(after.get(mountPoint)))
    expect(still.map(({ mountPoint }) => mountPoint)).toContain(mnt)
    for (const { mountPoint, usage } of still) {
      if (isMissing(usage)) throw new Error(`${mountPoint}: ${usage.why}`)
      const { size, used, available, share } = usage
      expect([size, used, available, Math.ceil((share ?? 0) * 100)], mountPoint).toEqual(before.get(mountPoint))
    }
    const own = mounts.find(({ mountPoint }) => mountPoint === mnt) as Mounted
    if (isMissing(own.usage)) throw new Error(own.usage.why)
    const { usage } = own
    expect([usage.inodes, usage.inodesUsed, usage.inodesFree, Math.ceil((usage.inodesShare ?? 0) * 100)]).toEqual(
      inodes.get(mnt),
    )
    expect(own).toMatchObject({ device: disk.replace('/dev/', ''), type: 'ext4', remote: false })
  })

  test('as lsblk', async () => {
    const listed: readonly Record<string, unknown>[] = JSON.parse(
      run('lsblk', '--json', '-b', '-l', '-o', 'NAME,TYPE,SIZE,ROTA,SCHED,TRAN'),
    ).blockdevices
    const all = (await look()).get(devices)
    const found = listed.filter(({ size }) => size !== 0)
    expect(all.map(({ name }) => name).sort()).toEqual(found.map(({ name }) => name).sort())
    for (const theirs of found) {
      const ours = all.find(({ name }) => name === theirs.name) as Device
      expect([ours.name, ours.size, ours.rotational, ours.scheduler]).toEqual([
        theirs.name,
        theirs.size,
        theirs.rota,
        // Of a device that has none lsblk says "none" or nothing.
        ours.scheduler === null ? null : theirs.sched,
      ])
      if (theirs.type !== 'disk') expect(ours.kind).toBe(theirs.type)
    }
  })
})

const BLKIO = '/sys/fs/cgroup/blkio/blkio.throttle.write_bps_device'
const throttle = {
  name: 'cgroup-v1-blkio',
  probe: () => existsSync(BLKIO) && existsSync('/sys/class/bdi/7:0/strict_limit'),
}
needs({ root: true, feature: throttle, commands: ['losetup', 'mkfs.ext4', 'mount', 'umount', 'dd'] })(
  'who writes faster than a slow disk is found, also below the limit of the machine',
  async () => {
    const image = join(folder, 'slow')
    const slow = join(folder, 'slowly')
    mkdirSync(slow)
    run('dd', 'if=/dev/zero', `of=${image}`, 'bs=1M', 'count=192', 'status=none')
    const disk = run('losetup', '--find', '--show', image).trim()
    run('mkfs.ext4', '-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', disk)
    run('mount', disk, slow)
    const number = readFileSync(`/sys/block/${disk.replace('/dev/', '')}/dev`, 'utf8').trim()
    const limit = (bytes: number) => writeFileSync(BLKIO, `${number} ${bytes}`)
    let writer: Child | null = null
    try {
      limit(2_000_000)
      // As a share of the machine's limit: the device then has its own, which is small.
      writeFileSync(`/sys/class/bdi/${number}/strict_limit`, '1')
      writeFileSync(`/sys/class/bdi/${number}/max_ratio`, '1')
      const { pid } = (writer = start('dd', 'if=/dev/zero', `of=${slow}/a`, 'bs=64k', 'count=2800', 'status=none'))
      await until(
        'a writer that pauses',
        () => readFileSync(`/proc/${pid}/wchan`, 'latin1') === 'balance_dirty_pages',
        20_000,
      )
      // It runs for an instant between its pauses.
      let found: readonly number[] = []
      for (let looks = 0; looks < 10 && !found.includes(pid); looks++)
        found = paused(await look())?.map(({ look: thread }) => thread.pid) ?? []
      expect(found).toContain(pid)
    } finally {
      limit(0)
      await writer?.end()
      spawnSync('umount', [slow])
      spawnSync('losetup', ['--detach', disk])
    }
  },
  60_000,
)

const fuse = { name: 'fuse', probe: () => existsSync('/dev/fuse') }
needs({ root: true, feature: fuse, commands: ['mount', 'umount'] })(
  'a mount that does not answer holds up nothing',
  async () => {
    const dead = join(folder, 'dead')
    mkdirSync(dead)
    // Nobody will ever read the kernel's requests from it.
    const server = openSync('/dev/fuse', 'r+')
    let ended = 0
    try {
      const options = 'fd=3,rootmode=40000,user_id=0,group_id=0'
      const done = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'dead-server', dead], {
        stdio: ['ignore', 'pipe', 'pipe', server],
        encoding: 'utf8',
      })
      expect([done.status, done.stderr]).toEqual([0, ''])
      let begun = 0
      const snapshot: Snapshot = await look(async () => {
        begun = performance.now()
      })
      ended = performance.now() - begun
      const mount = snapshot.get(mounted).find(({ mountPoint }) => mountPoint === dead)
      expect(mount).toMatchObject({ remote: true, usage: { missing: 'pending', why: 'the mount does not answer' } })
      const others = snapshot.get(mounted).filter(({ remote }) => !remote)
      expect(others.length).toBeGreaterThan(0)
      expect(others.filter(({ usage }) => isMissing(usage))).toEqual([])
    } finally {
      closeSync(server)
      spawnSync('umount', ['-l', dead])
    }
    expect(ended).toBeLessThan(2000)
  },
  20_000,
)
