import { describe, expect, test } from 'vitest'
import { CAUSES, type SleepCause } from '../../../src/model/load/cause.ts'
import { classify, functionName, ruleOf } from '../../../src/model/load/classify.ts'
import { RULES } from '../../../src/model/load/rules.ts'
import { HIDDEN, seenWchan } from '../../../src/model/load/thread.ts'
import type { Missing } from '../../../src/source.ts'

const slept = (wchan: string | null | Missing, stack: readonly string[] | null = null) => classify({ wchan, stack })

const TABLE: readonly (readonly [SleepCause, string])[] = [
  ['d_block', 'folio_wait_bit_common wait_on_page_bit wait_on_page_bit_common __lock_page __folio_lock blk_mq_get_tag'],
  [
    'd_block',
    'rq_qos_wait wbt_wait submit_bio_wait __blkdev_direct_IO_simple blkdev_issue_flush iomap_dio_rw __iomap_dio_rw',
  ],
  [
    'd_block',
    'get_request io_schedule io_schedule_timeout folio_wait_writeback __wait_on_buffer do_blockdev_direct_IO',
  ],
  ['d_block', 'md_super_wait wait_barrier blk_mq_freeze_queue_wait __bio_queue_enter ioc_rqos_throttle swap_readpage'],
  ['d_filesystem', 'jbd2_log_wait_commit wait_transaction_locked xfs_log_force_seq xlog_grant_head_wait xfs_buf_lock'],
  [
    'd_filesystem',
    'btrfs_start_ordered_extent ext4_sync_file start_this_handle do_get_write_access wait_current_trans',
  ],
  [
    'd_filesystem',
    'd_alloc_parallel path_openat do_unlinkat iterate_dir percpu_rwsem_wait mnt_want_write __sb_start_write',
  ],
  ['d_filesystem', 'freeze_super sync_inodes_sb wb_wait_for_completion __wait_on_freeing_inode cv_wait_common'],
  ['d_dirty', 'balance_dirty_pages balance_dirty_pages_ratelimited_flags'],
  ['d_network_fs', 'rpc_wait_bit_killable nfs_wait_bit_killable nfs4_handle_exception cifs_strict_readv smb2_echo'],
  ['d_network_fs', 'ceph_mdsc_wait_request fuse_lookup request_wait_answer p9_client_rpc wait_for_response'],
  ['d_reclaim', 'shrink_inactive_list shrink_lruvec throttle_direct_reclaim reclaim_throttle congestion_wait'],
  [
    'd_reclaim',
    'mem_cgroup_handle_over_high __mem_cgroup_handle_over_high try_to_free_pages try_to_free_mem_cgroup_pages',
  ],
  ['d_lock', 'rwsem_down_write_slowpath __mutex_lock __mutex_lock_slowpath down_read down mmap_lock synchronize_rcu'],
  ['d_lock', 'vm_mmap_pgoff __vm_munmap do_user_addr_fault'],
  ['d_other', 'kernel_clone wait_for_vfork_done _do_fork msleep flush_work'],
]

describe('by the function slept in', () => {
  test.each(TABLE)('%s: %s', (cause, names) => {
    for (const name of names.split(' ')) expect({ name, cause: slept(name).cause }).toEqual({ name, cause })
  })

  test('the longest name decides: XFS metadata, not XFS', () => {
    expect(slept('xfs_buf_iowait').says).toBe('waits for a metadata block of XFS')
    expect(slept('xfs_iunlink').says).toBe('waits inside XFS')
  })

  test('what the compiler appended is cut off', () => {
    expect(functionName('balance_dirty_pages.isra.0')).toBe('balance_dirty_pages')
    expect(functionName('submit_bio_wait.constprop.12.cold')).toBe('submit_bio_wait')
    expect(functionName('io_schedule.part.0')).toBe('io_schedule')
    expect(functionName('[<0>] xlog_wait+0x8b/0xc0 [xfs]')).toBe('xlog_wait')
    expect(functionName('[<ffffffff81234567>] path_openat.isra.0+0xb00/0x1260\n')).toBe('path_openat')
    expect(slept('shrink_folio_list.constprop.0')).toMatchObject({ cause: 'd_reclaim', wchan: 'shrink_folio_list' })
  })

  test('an unknown function is other, and shown', () => {
    expect(slept('vendor_magic_wait')).toMatchObject({ cause: 'd_other', wchan: 'vendor_magic_wait' })
  })

  test('no name is taken for one it merely contains or begins', () => {
    expect(slept('nfsd').cause).toBe('d_other')
    expect(slept('x_ext4_').cause).toBe('d_other')
    expect(slept('dow').cause).toBe('d_other')
  })
})

describe('no function named', () => {
  test('hidden is not unknown', () => {
    expect(slept(seenWchan('0', false))).toEqual({ cause: 'd_hidden', wchan: null, says: 'hidden', isVfork: false })
    expect(slept(HIDDEN).cause).toBe('d_hidden')
    expect(slept(seenWchan('0\n', true))).toMatchObject({
      cause: 'd_other',
      wchan: null,
      says: 'unknown kernel function',
    })
  })

  test('a name that is given is seen, whatever the rights', () => {
    expect(seenWchan('submit_bio_wait\n', false)).toBe('submit_bio_wait')
  })

  test('not captured, or gone since: other, with the reason', () => {
    const gone: Missing = { missing: 'gone', source: 'wchan', why: 'the process ended', remedy: null }
    expect(slept(gone)).toMatchObject({ cause: 'd_other', says: 'the process ended' })
  })

  test('the stack tells where wchan does not', () => {
    expect(slept(HIDDEN, ['[<0>] jbd2_log_wait_commit+0x1/0x2'])).toMatchObject({
      cause: 'd_filesystem',
      wchan: 'jbd2_log_wait_commit',
    })
  })
})

describe('by the stack', () => {
  const stack = (...names: string[]) => names.map((name) => `[<0>] ${name}+0x8b/0xc0`)

  test('percpu_rwsem_wait: a writer of a frozen file system, else a lock', () => {
    const wait = 'percpu_rwsem_wait'
    expect(slept(wait).cause).toBe('d_filesystem')
    expect(slept(wait, stack(wait, 'mnt_want_write', 'path_openat')).cause).toBe('d_filesystem')
    expect(slept(wait, stack(wait, '__sb_start_write', 'vfs_write')).cause).toBe('d_filesystem')
    expect(slept(wait, stack(wait, 'vfs_write', 'ksys_write')).cause).toBe('d_filesystem')
    expect(slept(wait, stack(wait, 'cgroup_attach_task', 'vfs_write')).cause).toBe('d_lock')
    expect(slept(wait, stack(wait, 'copy_process', 'kernel_clone')).cause).toBe('d_lock')
  })

  test('a bare lock is what it guards', () => {
    const lock = 'rwsem_down_write_slowpath'
    expect(slept(lock, stack(lock, 'do_unlinkat', 'do_syscall_64')).cause).toBe('d_filesystem')
    expect(slept(lock, stack(lock, 'vm_mmap_pgoff')).says).toContain('mmap lock')
    expect(slept(lock, stack(lock, 'nfs_lookup', 'path_openat')).cause).toBe('d_network_fs')
    expect(slept(lock, stack(lock, 'do_syscall_64')).cause).toBe('d_lock')
  })

  test('why the page is wanted beats where it is waited for', () => {
    const wait = 'folio_wait_bit_common'
    expect(slept(wait, stack(wait, 'filemap_fault', 'ext4_filemap_fault')).cause).toBe('d_block')
    expect(slept(wait, stack(wait, 'shrink_folio_list', 'try_to_free_pages', 'nfs_readdir')).cause).toBe('d_reclaim')
    expect(slept(wait, stack(wait, 'nfs_file_read', 'vfs_read')).cause).toBe('d_network_fs')
    expect(slept('rpc_wait_bit_killable', stack('rpc_wait_bit_killable', 'nfs_x', 'balance_dirty_pages')).cause).toBe(
      'd_dirty',
    )
  })

  test('an unknown function in an open is not a directory', () => {
    expect(slept('usb_start_wait_urb', stack('usb_start_wait_urb', 'path_openat'))).toMatchObject({
      cause: 'd_other',
      wchan: 'usb_start_wait_urb',
    })
    expect(slept('odd_wait', stack('odd_wait', 'submit_bio_wait')).cause).toBe('d_block')
  })

  test('an unknown wait below fork is no vfork parent', () => {
    expect(slept('odd_wait', stack('odd_wait', 'kernel_clone'))).toMatchObject({ cause: 'd_other', isVfork: false })
    expect(slept('kernel_clone', stack('kernel_clone', '__do_sys_vfork')).isVfork).toBe(true)
  })
})

test('every rule can be reached, says something, and has a cause that is shown', () => {
  for (const rule of RULES) {
    expect(rule.says).not.toBe('')
    expect(CAUSES).toHaveProperty(rule.cause)
    for (const name of rule.names) expect({ name, rule: ruleOf(name) }).toEqual({ name, rule })
  }
})
