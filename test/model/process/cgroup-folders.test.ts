import { describe, expect, test } from 'vitest'
import { cgroupFolders } from '../../../src/model/process/cgroup-folders.ts'
import { parseMountinfo } from '../../../src/parse/mountinfo.ts'
import { parsePidCgroup } from '../../../src/parse/pid/cgroup.ts'

const mounts = (text: string) => parseMountinfo(Buffer.from(text))
const groups = (text: string) => parsePidCgroup(Buffer.from(text))
const folders = (...given: Parameters<typeof cgroupFolders>) => cgroupFolders(...given).map(({ folder }) => folder)

const V2 = mounts('35 24 0:30 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n')
const HYBRID = mounts(
  [
    '32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
    '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
    '41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
    '',
  ].join('\n'),
)

describe('cgroupFolders', () => {
  test('v2: the group and all above it, leaf first', () => {
    expect(cgroupFolders(groups('0::/system.slice/web.service\n'), V2, 'memory')).toEqual([
      { version: 2, path: '/system.slice/web.service', folder: '/sys/fs/cgroup/system.slice/web.service' },
      { version: 2, path: '/system.slice', folder: '/sys/fs/cgroup/system.slice' },
      { version: 2, path: '/', folder: '/sys/fs/cgroup' },
    ])
  })

  test('hybrid: each controller in its own v1 hierarchy', () => {
    const own = groups('4:memory:/box/a\n1:cpu,cpuacct:/\n0::/user.slice\n')
    expect(folders(own, HYBRID, 'memory')).toEqual([
      '/sys/fs/cgroup/memory/box/a',
      '/sys/fs/cgroup/memory/box',
      '/sys/fs/cgroup/memory',
    ])
    expect(folders(own, HYBRID, 'cpu')).toEqual(['/sys/fs/cgroup/cpu,cpuacct'])
    expect(folders(own, HYBRID, 'pids')).toEqual(['/sys/fs/cgroup/unified/user.slice', '/sys/fs/cgroup/unified'])
  })

  test('a container that sees its own group as the mount: only from there on', () => {
    const inside = mounts('35 24 0:30 /docker/4f /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n')
    expect(cgroupFolders(groups('4:memory:/docker/4f/job\n'), inside, 'memory')).toEqual([
      { version: 1, path: '/docker/4f/job', folder: '/sys/fs/cgroup/memory/job' },
      { version: 1, path: '/docker/4f', folder: '/sys/fs/cgroup/memory' },
    ])
    expect(folders(groups('4:memory:/docker/4f9\n'), inside, 'memory')).toEqual([])
  })

  test('outside of the cgroup namespace, not mounted, deleted', () => {
    expect(folders(groups('0::/../other\n'), V2, 'cpu')).toEqual([])
    expect(folders(groups('0::/a\n'), [], 'cpu')).toEqual([])
    expect(folders(groups('0::/a (deleted)\n'), V2, 'cpu')).toEqual(['/sys/fs/cgroup/a', '/sys/fs/cgroup'])
    expect(folders([], V2, 'cpu')).toEqual([])
  })

  test('mounts not known: the usual places', () => {
    expect(folders(groups('0::/a\n'), null, 'cpu')).toEqual(['/sys/fs/cgroup/a', '/sys/fs/cgroup'])
    expect(folders(groups('2:cpu,cpuacct:/a\n'), null, 'cpu')).toEqual([
      '/sys/fs/cgroup/cpu,cpuacct/a',
      '/sys/fs/cgroup/cpu,cpuacct',
    ])
  })
})
