import { describe, expect, test } from 'vitest'
import { decompose } from '../../../src/model/load/decompose.ts'
import { anyForAnother, anyLongForServer, sleepsForServer } from '../../../src/model/load/for-server.ts'
import type { ThreadLook } from '../../../src/model/load/thread.ts'
import { PF_KTHREAD } from '../../../src/parse/pid/stat.ts'
import { look, twoCpus } from './look.ts'
import { processes, row, thread } from './row.ts'

const stack = (...names: string[]) => names.map((name) => `[<0>] ${name}+0x8b/0xc0`)
const D = (tid: number, wchan: string, given: Partial<ThreadLook> = {}) => look({ tid, state: 'D', wchan, ...given })
const name = D(1, 'd_alloc_parallel', { stack: stack('d_alloc_parallel', '__lookup_slow', 'walk_component') })

function causes(threads: readonly ThreadLook[], forServer = false) {
  const { threads: found } = decompose({ threads, ...twoCpus, forServer })
  return found.map(({ cause }) => cause)
}

describe('a thread that waits for a name another one looks up', () => {
  test('waits for a file system, where nobody waits for a server', () => {
    expect(causes([name])).toEqual(['d_filesystem'])
    expect(causes([name, D(2, 'folio_wait_bit_common')])).toEqual(['d_filesystem', 'd_block'])
  })

  test('waits for the server that the other waits for', () => {
    expect(causes([name], true)).toEqual(['d_network_fs'])
    expect(causes([D(2, 'rpc_wait_bit_killable'), name], true)).toEqual(['d_network_fs', 'd_network_fs'])
    expect(causes([D(2, 'rpc_wait_bit_killable'), name])).toEqual(['d_network_fs', 'd_filesystem'])
    expect(causes([D(3, 'path_openat'), D(4, 'do_unlinkat')], true)).toEqual(['d_network_fs', 'd_network_fs'])
  })

  test('may as well wait for a disk, where somebody does who may hold a name', () => {
    expect(causes([name, D(2, 'folio_wait_bit_common')], true)).toEqual(['d_filesystem', 'd_block'])
    const lookup = stack('__wait_on_buffer', 'ext4_find_entry', 'lookup_slow')
    expect(causes([name, D(2, '__wait_on_buffer', { stack: lookup })], true)[0]).toBe('d_filesystem')
    expect(causes([name, D(2, 'start_this_handle', { stack: [] })], true)[0]).toBe('d_filesystem')
  })

  test('does not wait for one that has no name: it reads a file, or is the kernel’s', () => {
    const reads = stack('folio_wait_bit_common', 'filemap_read', 'vfs_read')
    expect(causes([name, D(2, 'folio_wait_bit_common', { stack: reads })], true)[0]).toBe('d_network_fs')
    expect(causes([name, D(2, 'rq_qos_wait', { flags: PF_KTHREAD })], true)[0]).toBe('d_network_fs')
  })

  test('other waits stay what they are', () => {
    expect(causes([D(1, 'vm_mmap_pgoff'), D(2, 'kernel_clone')], true)).toEqual(['d_lock', 'd_other'])
  })
})

test('who sleeps in S for a server: not the program behind a FUSE mount, which waits for work', () => {
  const sleeps = (wchan: string | null, state = 'S') => sleepsForServer(row({ pid: 5, state, wchan }))
  expect(['request_wait_answer', '__fuse_simple_request', 'rpc_wait_bit_killable'].map((one) => sleeps(one))).toEqual([
    ...[true, true, true],
  ])
  expect(['fuse_dev_do_read', 'fuse_dev_read', 'do_wait', null].map((one) => sleeps(one))).toEqual([
    ...[false, false, false, false],
  ])
  expect(sleeps('request_wait_answer', 'D')).toBe(false)
  expect(sleepsForServer(row({ pid: 5 }))).toBe(false)
})

test('who waits for a server for long: in S behind a dead FUSE program, in D behind NFS', () => {
  const waits = (state: string, wchan: string, moved: number) => {
    const one = { ...row({ pid: 5, state, wchan }), movedAt: moved * 1e9 }
    return anyLongForServer({ ...processes([row({ pid: 4 }), one]), at: 10e9 })
  }
  expect(waits('S', 'request_wait_answer', 9)).toBe(true)
  expect(waits('D', 'rpc_wait_bit_killable', 1)).toBe(true)
  expect(waits('S', 'request_wait_answer', 9.1)).toBe(false)
  expect(waits('D', 'submit_bio_wait', 1)).toBe(false)
  expect(waits('S', 'do_wait', 1)).toBe(false)
})

test('whether anybody waits for another, in a process of one thread or of many', () => {
  expect(anyForAnother(processes([row({ pid: 5, state: 'D', wchan: 'd_alloc_parallel' })]))).toBe(true)
  expect(anyForAnother(processes([row({ pid: 5, state: 'S', wchan: 'd_alloc_parallel' })]))).toBe(false)
  expect(anyForAnother(processes([row({ pid: 5, state: 'D', wchan: 'submit_bio_wait' })]))).toBe(false)
  const many = [thread({ pid: 6, tid: 6 }), thread({ pid: 6, tid: 7, state: 'D', wchan: 'do_unlinkat' })]
  expect(anyForAnother(processes([row({ pid: 6, threads: 2 })], { 6: many }))).toBe(true)
})
