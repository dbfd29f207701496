import { describe, expect, test } from 'vitest'
import { netfsDead } from '../../src/findings/netfs-dead.ts'
import type { Clear, Seen } from '../../src/findings/rule.ts'
import { NO_HISTORY } from '../../src/model/history.ts'
import { Snapshot } from '../../src/model/snapshot.ts'
import { missingFrom } from '../../src/sample/missing.ts'
import type { Processes } from '../../src/sample/process.ts'
import type { Sample, Samples } from '../../src/sample/sample.ts'
import type { Missing, Reading } from '../../src/source.ts'
import { isMissing } from '../../src/source.ts'
import { thread } from '../model/record.ts'
import { CPU_STAT, scannedAt, writer } from './disk-machine.ts'
import { clear, FACTS, limitsOf, notEvaluable, seen } from './looks.ts'

const NFS = '40 1 0:52 / /mnt/a rw,relatime - nfs4 nas:/export rw,hard\n'
const FUSE = '41 1 0:53 / /mnt/f rw,relatime - fuse.sshfs me@host: rw,user_id=0\n'
const LOCAL = '22 1 8:0 / / rw,relatime - ext4 /dev/sda1 rw\n'

/** Mounts, and what statfs says of each: an errno, or how full it is. */
function look(
  mountinfo: string | null,
  statfs: Readonly<Record<string, string>>,
  processes: Processes | null = null,
): Seen | Clear | Missing {
  const read = (samples: Samples | null): Samples => {
    const sources = [...netfsDead.sources(samples), ...(netfsDead.dear?.(samples).sources ?? [])]
    const files = new Map<string, Reading<unknown>>()
    for (const { path, parse } of sources) {
      const text =
        path === '/proc/self/mountinfo'
          ? (mountinfo ?? 'ENOENT')
          : (CPU_STAT[path] ?? statfs[path.replace(/^statfs(-remote|-program)?:/, '')] ?? 'ENOENT')
      const isErrno = /^E[A-Z]+$/.test(text)
      files.set(path, isErrno ? missingFrom(path, text) : { value: parse(Buffer.from(text)), at: 1000e9 })
    }
    const after: Sample = { at: 1000e9, files, processes }
    return { after, before: null }
  }
  const samples = read(read(read(null)))
  return netfsDead.see(new Snapshot(samples, FACTS, NO_HISTORY), limitsOf(netfsDead), null)
}

const ANSWERS = '4096 100 50 50 10 5'
const WAITS = scannedAt(1000, [writer(7, 'ls', 0, 1000), writer(8, 'df', 0, 1000)], {
  7: 'rpc_wait_bit_killable',
  8: 'nfs_wait_client_init_complete',
})

describe('a file server that does not answer', () => {
  test('is named, with who waits for it', () => {
    const found = seen(look(LOCAL + NFS, { '/': ANSWERS, '/mnt/a': 'ETIMEDOUT' }, WAITS))
    expect(found).toMatchObject({ seen: 'critical', value: 2, scope: { pids: [7, 8] } })
    expect(found.says).toBe('nas, the server of /mnt/a (nfs4), does not answer; ls 7 and 1 more wait for it.')
    expect(found.culprits.map(({ kind, name }) => [kind, name])).toEqual([
      ['mount', 'nas:/export on /mnt/a'],
      ['process', 'ls 7'],
      ['process', 'df 8'],
    ])
  })

  test('with nobody waiting it is a warning', () => {
    expect(seen(look(LOCAL + NFS, { '/': ANSWERS, '/mnt/a': 'ETIMEDOUT' })).seen).toBe('warning')
  })

  test('who waits first for a dead FUSE program sleeps in S', () => {
    const first = writer(9, 'cat', 0, 1000)
    const asleep = { ...first, more: { ...first.more, wchan: { at: 1000e9, value: 'request_wait_answer' } } }
    const found = seen(look(FUSE, { '/mnt/f': 'ETIMEDOUT' }, scannedAt(1000, [asleep])))
    expect(found.says).toBe('The program behind /mnt/f (fuse.sshfs) does not answer; cat 9 waits for it.')
    expect(found.seen).toBe('critical')
    // Neither touches the mount.
    expect(found.next).toContain('echo 1 > /sys/fs/fuse/connections/53/abort')
    expect(found.verify).toBe(
      'cat /sys/fs/fuse/connections/53/waiting; ps -eLo pid,tid,stat,wchan:24,comm | grep request_wait',
    )
  })

  test('the program behind a FUSE mount does not wait for itself', () => {
    const program = writer(9, 'sshfs', 0, 1000)
    const idle = { ...program, more: { ...program.more, wchan: { at: 1000e9, value: 'fuse_dev_do_read' } } }
    const found = seen(look(FUSE, { '/mnt/f': 'ETIMEDOUT' }, scannedAt(1000, [idle])))
    expect(found).toMatchObject({ seen: 'warning', scope: { pids: [] } })
    expect(found.says).toContain('nobody seems to wait for it yet')
  })

  test('who waits behind the first for the same name is counted too', () => {
    const first = writer(9, 'cat', 0, 1000)
    const asleep = {
      ...first,
      movedAt: 990e9,
      more: { ...first.more, wchan: { at: 1000e9, value: 'request_wait_answer' } },
    }
    const processes = scannedAt(1000, [asleep, writer(10, 'ls', 0, 1000)], { 10: 'd_alloc_parallel' })
    expect(seen(look(FUSE, { '/mnt/f': 'ETIMEDOUT' }, processes))).toMatchObject({ value: 2, scope: { pids: [10, 9] } })
  })

  test('a thread of a pool that sleeps so is one who waits, told by its process', () => {
    const pool = writer(9, 'node', 0, 1000)
    const processes = scannedAt(1000, [pool])
    const wchan = { at: 1000e9, value: 'request_wait_answer' }
    const worker = { ...thread(12, 1000, 0, { ...pool.stat, comm: 'libuv-worker' }), wchan }
    const threads = new Map([[9, [...(processes.threads.get(9) ?? []), worker]]])
    const found = seen(look(FUSE, { '/mnt/f': 'ETIMEDOUT' }, { ...processes, threads }))
    expect(found).toMatchObject({ seen: 'critical', value: 1, scope: { pids: [9] } })
    expect(found.says).toContain('; node 9 waits for it.')
    expect(found.culprits.at(-1)?.name).toBe('node 9')
  })

  test('a thread in D is told by the name of its process, not by its own', () => {
    const java = writer(7, 'java', 0, 1000)
    const processes = scannedAt(1000, [java], { 7: 'rpc_wait_bit_killable' })
    const threads = new Map(
      [...processes.threads].map(([pid, all]) => [
        pid,
        all.map((one) => ({ ...one, tid: 30, stat: { ...one.stat, comm: 'pool-1-thread-3' } })),
      ]),
    )
    const found = seen(look(NFS, { '/mnt/a': 'ETIMEDOUT' }, { ...processes, threads }))
    expect(found.says).toContain('; java 7 waits for it.')
  })

  test('a stat that a whytop left behind there is nobody who waits', () => {
    const left = writer(9, 'stat', 0, 1000)
    const asleep = (ppid: number) => ({
      ...left,
      stat: { ...left.stat, ppid },
      more: { ...left.more, wchan: { at: 1000e9, value: 'request_wait_answer' } },
    })
    expect(seen(look(FUSE, { '/mnt/f': 'ETIMEDOUT' }, scannedAt(1000, [asleep(1)]))).seen).toBe('warning')
    expect(seen(look(FUSE, { '/mnt/f': 'ETIMEDOUT' }, scannedAt(1000, [asleep(7)]))).seen).toBe('critical')
  })

  test('one that answers, that refuses, and one that was not asked are none', () => {
    clear(look(LOCAL + NFS, { '/': ANSWERS, '/mnt/a': ANSWERS }, WAITS))
    clear(look(NFS + FUSE, { '/mnt/a': 'EACCES', '/mnt/f': ANSWERS }))
    expect(notEvaluable(look(NFS, { '/mnt/a': 'EBUSY' })).why).toContain('another mount does not answer')
    clear(look(LOCAL, { '/': ANSWERS }))
  })

  test('is not known without the mounts', () => {
    expect(isMissing(look(null, {}))).toBe(true)
  })
})
