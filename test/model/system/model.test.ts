import { expect, test } from 'vitest'
import { kernelState, kernelStateSources } from '../../../src/model/system/kernel-state.ts'
import { limits } from '../../../src/model/system/limits.ts'
import { taints } from '../../../src/model/system/taint.ts'
import { topology, topologySources } from '../../../src/model/system/topology.ts'
import { virtualizationOf } from '../../../src/model/system/virtualization.ts'
import type { Samples } from '../../../src/sample/sample.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

test('taint is a sum of bits', () => {
  expect(taints(0)).toEqual([])
  expect(taints(1 + 512 + 4096).map(({ letter, bad }) => [letter, bad])).toEqual([
    ['P', false],
    ['W', true],
    ['O', false],
  ])
  expect(taints(2 ** 31)).toMatchObject([{ bit: 31, letter: '?' }])
})

test('who is virtual, and by what it is known', () => {
  const none = { flag: null, hardware: null, type: null, clocks: null }
  expect(virtualizationOf(none)).toEqual({ virtual: null, by: null, told: [], product: null })
  expect(virtualizationOf({ ...none, flag: false, hardware: 'Amazon EC2 m7i.metal' })).toMatchObject({
    virtual: false,
    by: null,
  })
  expect(virtualizationOf({ ...none, flag: true, clocks: 'tsc kvm-clock acpi_pm ' })).toMatchObject({
    virtual: true,
    by: 'KVM',
    told: ['CPU flag hypervisor', 'clock source'],
  })
  expect(virtualizationOf({ ...none, flag: true, hardware: 'VMware, Inc. VMware7,1' }).by).toBe('VMware')
  expect(virtualizationOf({ ...none, type: 'xen' })).toMatchObject({ virtual: true, by: 'Xen' })
})

test('what is mitigated in part is not called safe', () => {
  const at = '/sys/devices/system/cpu/vulnerabilities'
  const files = {
    [`${at}/`]: 'mds\nmeltdown\nl1tf\nitlb_multihit\nsrbds\n',
    [`${at}/mds`]: 'Mitigation: Clear CPU buffers; SMT vulnerable\n',
    [`${at}/meltdown`]: 'Mitigation: PTI\n',
    [`${at}/l1tf`]: 'Not affected\n',
    [`${at}/itlb_multihit`]: 'KVM: Vulnerable\n',
    [`${at}/srbds`]: 'Unknown: Dependent on hypervisor status\n',
  }
  const samples = samplesOf(kernelStateSources(samplesOf(kernelStateSources(null), files, null)), files, null)
  expect(kernelState.of(samples, someFacts).vulnerabilities?.map(({ name, kind }) => [name, kind])).toEqual([
    ['itlb_multihit', 'vulnerable'],
    ['l1tf', 'safe'],
    ['mds', 'partly'],
    ['meltdown', 'mitigated'],
    ['srbds', 'unknown'],
  ])
})

test('limits: threads count for two of them, none is unlimited, and what is not there is left out', () => {
  const files = {
    '/proc/loadavg': '0.1 0.1 0.1 1/900 5\n',
    '/proc/sys/kernel/pid_max': '1000\n',
    '/proc/sys/kernel/threads-max': '9000\n',
    '/proc/sys/fs/file-nr': '811\t0\t9223372036854775807\n',
    '/proc/sys/vm/max_map_count': '65530\n',
    '/proc/sys/fs/nr_open': '1048576\n',
  }
  const found = limits.of(samplesOf(limits.sources, files, null), someFacts)
  expect(found.map(({ id, used, max, share }) => [id, used, max, share])).toEqual([
    ['pids', 900, 1000, 0.9],
    ['threads', 900, 9000, 0.1],
    ['files', 811, Number.POSITIVE_INFINITY, 0],
    ['map_count', null, 65530, null],
    ['nr_open', null, 1048576, null],
  ])
})

test('two sockets of two cores with two threads each; a cache that is shared counts once', () => {
  const files: Record<string, string> = {
    '/sys/devices/system/cpu/online': '0-7\n',
    '/sys/devices/system/cpu/possible': '0-15\n',
  }
  for (let cpu = 0; cpu < 8; cpu++) {
    const [socket, core] = [cpu >> 2, (cpu >> 1) & 1]
    const at = `/sys/devices/system/cpu/cpu${cpu}`
    const pair = `${cpu & 6}-${(cpu & 6) + 1}\n`
    files[`${at}/topology/physical_package_id`] = `${socket}\n`
    files[`${at}/topology/die_id`] = '0\n'
    files[`${at}/topology/core_id`] = `${core}\n`
    files[`${at}/topology/thread_siblings_list`] = pair
    files[`${at}/cache/`] = 'index0\nindex3\nuevent\n'
    for (const [index, level, type, size, shared] of [
      ['index0', '1', 'Data', '32K', pair],
      ['index3', '3', 'Unified', '1024K', socket === 0 ? '0-3\n' : '4-7\n'],
    ]) {
      files[`${at}/cache/${index}/level`] = `${level}\n`
      files[`${at}/cache/${index}/type`] = `${type}\n`
      files[`${at}/cache/${index}/size`] = `${size}\n`
      files[`${at}/cache/${index}/shared_cpu_list`] = `${shared}`
    }
  }
  let samples: Samples | null = null
  for (let look = 0; look < 4; look++) samples = samplesOf(topologySources(samples, true), files, null)
  const { sockets, cores, threadsPerCore, possible, caches, cpus } = topology.of(samples as Samples, someFacts)
  expect([sockets, cores, threadsPerCore, possible]).toEqual([2, 4, 2, 16])
  expect(caches).toEqual([
    { name: 'L1d', size: 32768, instances: 4, total: 131072 },
    { name: 'L3', size: 1048576, instances: 2, total: 2097152 },
  ])
  expect(cpus[5]).toMatchObject({ id: 5, socket: 1, core: 0, siblings: [4, 5], caches: [2, 1], governor: null })
})
