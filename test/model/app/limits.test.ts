import { expect, test } from 'vitest'
import { serviceLimitSources, serviceLimits } from '../../../src/model/app/limits.ts'
import type { Service } from '../../../src/model/app/service.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import { record } from '../record.ts'
import { samplesOf } from '../samples-of.ts'

const anchor = record(9)
const SERVICE: Service = { name: 'shop', by: 'program', members: [anchor], anchor }

const TWO = {
  '/proc/9/cgroup': '0::/shop.slice/shop.service\n',
  '/proc/self/mountinfo': '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  '/sys/fs/cgroup/shop.slice/shop.service/cpu.max': '150000 100000\n',
  '/sys/fs/cgroup/shop.slice/shop.service/memory.max': 'max\n',
  '/sys/fs/cgroup/shop.slice/shop.service/memory.current': '4096\n',
  '/sys/fs/cgroup/shop.slice/memory.max': '8192\n',
  '/sys/fs/cgroup/shop.slice/memory.current': '6144\n',
  '/sys/fs/cgroup/shop.slice/shop.service/memory.events': 'low 0\nhigh 4\nmax 7\noom 1\noom_kill 2\n',
  '/sys/fs/cgroup/shop.slice/shop.service/pids.max': '100\n',
  '/sys/fs/cgroup/shop.slice/shop.service/pids.current': '12\n',
  '/sys/fs/cgroup/shop.slice/shop.service/pids.events': 'max 3\n',
}

const ONE = {
  '/proc/9/cgroup': '5:pids:/shop\n4:memory:/shop\n',
  '/proc/self/mountinfo':
    '31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n32 23 0:28 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n',
  '/sys/fs/cgroup/memory/shop/memory.limit_in_bytes': '8192\n',
  '/sys/fs/cgroup/memory/shop/memory.usage_in_bytes': '4096\n',
  '/sys/fs/cgroup/memory/shop/memory.failcnt': '5\n',
  '/sys/fs/cgroup/memory/shop/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
}

/** Which files tell it is known after a first look. */
function looked(files: Readonly<Record<string, string>>): Samples {
  const first = samplesOf(serviceLimitSources(null, SERVICE), files, null)
  return samplesOf(serviceLimitSources(first, SERVICE), files, files)
}

test('v2: the limit that binds, of its group or one above, and what happened at it', () => {
  expect(serviceLimits(looked(TWO), SERVICE)).toMatchObject({
    path: '/shop.slice/shop.service',
    memory: { path: '/shop.slice', limit: 8192, used: 6144 },
    pids: { limit: 100, used: 12 },
    maxEvents: 7,
    highEvents: 4,
    kills: 2,
    forksRefused: 3,
    all: { quotas: [{ quotaUs: 150_000, periodUs: 100_000 }] },
  })
})

test('v1: hits are memory.failcnt, and nothing tells of memory.high', () => {
  expect(serviceLimits(looked(ONE), SERVICE)).toMatchObject({
    path: '/shop',
    memory: { limit: 8192, used: 4096 },
    pids: null,
    maxEvents: 5,
    highEvents: null,
    kills: 1,
    forksRefused: null,
  })
})

test('nothing is known where no file can be read', () => {
  expect(serviceLimits(looked({}), SERVICE)).toMatchObject({ path: null, memory: null, pids: null, kills: null })
})
