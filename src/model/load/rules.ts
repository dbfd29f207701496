import type { SleepCause } from './cause.ts'

/** Kernel functions that mean the same when a thread sleeps in them. */
export interface Rule {
  readonly cause: SleepCause
  /** For help and beside the thread. */
  readonly says: string
  /** Starts of function names, without leading `_`. The longest that fits decides. */
  readonly names: readonly string[]
  readonly weight: Weight
}

/**
 * What a rule says of a thread that sleeps further in, in another function. usual: it decides where the function slept in is
 * `bare` or unknown. weak: only where it is `bare`, as much else passes there. never: nothing. bare: even slept in it only says
 * how, and functions further out say for what. Whatever the weight, throttling, reclaim and network file systems decide over
 * all that is further in: classify.ts.
 */
export type Weight = 'usual' | 'weak' | 'never' | 'bare'

/** No disk is in its way. */
export const FROZEN = 'wants to write to a frozen file system'

const NAME = 'waits for a name another thread is looking up'
const DIRECTORY = 'waits for a directory that another thread uses'
/** What the other thread waits for decides: no function tells whether that is a disk or a server. */
export const FOR_ANOTHER: ReadonlySet<string> = new Set([NAME, DIRECTORY])

/**
 * By what a thread in state D sleeps in. get_wchan() skips the scheduler, and with it mutexes, rw semaphores and completions
 * (`__sched` in kernel/locking, kernel/sched): their caller is named, so a wait for the mmap lock reads `vm_mmap_pgoff` and one for
 * a directory `path_openat`. Names of Linux 4.18 to 6.18; files as in 6.1 where they did not move.
 */
export const RULES: readonly Rule[] = [
  // mm/filemap.c; 4.18 has pages where 5.16 and later have folios
  rule('d_block', 'waits until a page is read', 'folio_wait_bit folio_lock'),
  rule('d_block', 'waits until a page is read', 'wait_on_page_bit lock_page'),
  // mm/page-writeback.c, mm/filemap.c
  rule(
    'd_block',
    'waits until pages are written',
    'folio_wait_writeback folio_wait_stable wait_on_page_writeback filemap_fdatawait file_write_and_wait',
  ),
  // mm/page_io.c
  rule('d_block', 'waits until a page is back from swap', 'swap_read swap_writepage'),
  // block/blk-mq-tag.c; block/blk-core.c get_request until 4.20
  rule('d_block', 'the queue of the disk is full', 'blk_mq_get_tag get_request sbitmap_'),
  // block/blk-rq-qos.c, blk-wbt.c, blk-iolatency.c, blk-iocost.c, blk-cgroup.c, blk-throttle.c
  rule(
    'd_block',
    'is held back so that others get the disk',
    'rq_qos_ wbt_wait ioc_rqos_ iocg_ blkcg_ blk_throtl iolatency_',
  ),
  // block/blk-core.c, blk-mq.c
  rule(
    'd_block',
    'the queue of the disk is stopped',
    'blk_queue_enter bio_queue_enter blk_mq_freeze_queue blk_freeze_queue',
  ),
  // block/bio.c, fops.c, blk-flush.c, blk-mq.c, blk-lib.c; fs/iomap/direct-io.c; fs/direct-io.c
  rule(
    'd_block',
    'waits until the disk has read or written',
    'submit_bio_wait bio_await blkdev_ blk_execute_rq blk_io_schedule iomap_dio dio_ do_direct_IO',
  ),
  rule('d_block', 'waits until the disk has read or written', 'do_blockdev_direct_IO blockdev_direct_IO'),
  // fs/buffer.c
  rule('d_block', 'waits until a disk block is read or written', 'wait_on_buffer lock_buffer bread'),
  // kernel/sched/core.c; shown where the architecture does not skip it
  rule('d_block', 'waits for I/O', 'io_schedule bit_wait_io'),
  // drivers/md: raid1.c, raid10.c wait_barrier; dm.c, dm-*.c
  rule('d_block', 'waits for a RAID or device mapper device', 'md_ raid1_ raid5_ raid10_ wait_barrier dm_'),

  // fs/jbd2: transaction.c, journal.c, commit.c
  rule(
    'd_filesystem',
    'waits for the journal',
    'jbd2_ wait_transaction start_this_handle add_transaction_credits do_get_write_access',
  ),
  // fs/ext4
  rule('d_filesystem', 'waits inside ext4', 'ext4_'),
  // fs/xfs: xfs_log.c, xfs_log_cil.c, xfs_buf.c
  rule('d_filesystem', 'waits for the journal of XFS', 'xfs_log xlog_'),
  rule('d_filesystem', 'waits for a metadata block of XFS', 'xfs_buf_'),
  rule('d_filesystem', 'waits inside XFS', 'xfs_'),
  // fs/btrfs: transaction.c wait_current_trans, tree-log.c wait_log_commit
  rule('d_filesystem', 'waits inside Btrfs', 'btrfs_ wait_current_trans wait_log_commit wait_for_commit'),
  // fs/f2fs; OpenZFS: spl-condvar.c, txg.c, zil.c
  rule('d_filesystem', 'waits inside F2FS', 'f2fs_'),
  rule('d_filesystem', 'waits inside ZFS', 'cv_wait_common cv_timedwait_common txg_ zil_ zfs_'),
  // fs/fs-writeback.c, fs/inode.c, fs/sync.c
  rule(
    'd_filesystem',
    'waits until a file system or file has written all it has',
    'wb_wait_for_completion sync_inodes_sb wait_sb_inodes inode_wait_for_writeback inode_sleep_on_writeback',
  ),
  rule(
    'd_filesystem',
    'waits for another user of the same file',
    'wait_on_freeing_inode inode_dio_wait wait_on_new_inode',
  ),
  // fs/super.c, fs/namespace.c, kernel/locking/percpu-rwsem.c
  rule('d_filesystem', FROZEN, 'mnt_want_write mnt_get_write_access sb_start_'),
  rule('d_filesystem', FROZEN, 'percpu_rwsem_wait', 'bare'),
  rule('d_filesystem', 'freezes or unmounts a file system', 'freeze_super thaw_super super_lock grab_super'),
  // fs/namei.c, fs/dcache.c, fs/readdir.c, fs/open.c, fs/xattr.c, fs/read_write.c: the lock of a directory or file; sb_start_write()
  // is inline in its callers since 5.10
  rule('d_filesystem', NAME, 'd_alloc_parallel d_wait_lookup'),
  rule(
    'd_filesystem',
    DIRECTORY,
    `path_openat open_last_lookups lookup_slow lookup_open walk_component filename_create start_dirop do_unlinkat
     do_rmdir do_mkdirat do_renameat2 lock_rename iterate_dir vfs_rename vfs_rmdir`,
    'weak',
  ),
  rule(
    'd_filesystem',
    'waits to change a file that is in use or on a frozen file system',
    `vfs_unlink do_truncate do_ftruncate do_sys_ftruncate chown_common chmod_common vfs_setxattr vfs_removexattr vfs_utimes
     generic_file_write_iter vfs_write vfs_iter_write do_iter_write do_splice vfs_fallocate vfs_copy_file_range file_update_time
     do_page_mkwrite filemap_page_mkwrite touch_atime io_write`,
    'weak',
  ),

  // mm/page-writeback.c
  rule('d_dirty', 'wrote faster than the disk and is made to pause', 'balance_dirty_pages'),

  // net/sunrpc/sched.c, fs/nfs
  rule('d_network_fs', 'waits for an NFS server', 'rpc_wait_bit rpc_ nfs_ nfs3_ nfs4_ nfs41_ pnfs_'),
  // fs/smb/client (fs/cifs until 6.2): transport.c
  rule(
    'd_network_fs',
    'waits for an SMB server',
    'cifs_ smb2_ smb3_ SMB2_ wait_for_response wait_for_free_credits wait_for_free_request compound_send_recv',
  ),
  // fs/ceph, net/ceph, drivers/block/rbd.c
  rule('d_network_fs', 'waits for Ceph', 'ceph_ rbd_'),
  // fs/fuse: dev.c, file.c. The first to wait for a dead server sleeps in S, those behind it in D
  rule('d_network_fs', 'waits for the program behind a FUSE mount', 'fuse_ request_wait_answer'),
  // net/9p, fs/9p, fs/afs, fs/netfs, fs/autofs/waitq.c
  rule('d_network_fs', 'waits for a 9p server', 'p9_ v9fs_'),
  rule('d_network_fs', 'waits for a file server', 'afs_ netfs_ autofs_'),
  // fs/gfs2, fs/ocfs2, fs/dlm; Lustre
  rule(
    'd_network_fs',
    'waits for the other machines of a cluster file system',
    'gfs2_ ocfs2_ dlm_ ptlrpc_ cl_sync_io_wait ldlm_',
  ),

  // mm/vmscan.c; mm/backing-dev.c congestion_wait until 5.15
  rule(
    'd_reclaim',
    'must free memory before it gets some',
    'shrink_ throttle_direct_reclaim reclaim_throttle congestion_wait wait_iff_congested try_to_free',
  ),
  // mm/memcontrol.c
  rule('d_reclaim', 'its cgroup is over its memory limit', 'mem_cgroup_handle_over_high mem_cgroup_oom try_charge'),
  // mm/compaction.c, mm/oom_kill.c, mm/page_alloc.c
  rule(
    'd_reclaim',
    'waits until the kernel has found memory',
    'isolate_migratepages compact_zone alloc_pages_may_oom out_of_memory pagefault_out_of_memory',
  ),

  // mm/util.c, mm/mmap.c, mm/memory.c, arch/x86/mm/fault.c, arch/arm64/mm/fault.c: the mmap lock of a process
  rule(
    'd_lock',
    'waits for the memory map of a process (mmap lock)',
    `vm_mmap_pgoff vm_munmap do_user_addr_fault do_page_fault mmap_lock mmap_write_lock
     lock_mm_and_find_vma do_mprotect_pkey do_madvise madvise_lock do_sys_brk x64_sys_brk mremap_to dup_mm m_start
     access_remote_vm exit_mm vma_start_write task_numa_work process_vm_rw`,
    'weak',
  ),
  // mm/filemap.c, mm/migrate.c
  rule('d_lock', 'waits until the kernel has moved a page', 'migration_entry_wait'),
  // kernel/rcu/update.c, tree.c, tree_exp.h, srcutree.c
  rule(
    'd_lock',
    'waits until all CPUs have passed a point (RCU)',
    'wait_rcu_gp synchronize_rcu synchronize_srcu rcu_barrier exp_funnel_lock',
  ),
  // net/core/rtnetlink.c, dev_ioctl.c: rtnl_mutex
  rule('d_lock', 'waits to change the network set-up', 'rtnetlink_rcv rtnl_ dev_ioctl', 'weak'),
  // kernel/cgroup/cgroup.c
  rule('d_lock', 'waits to change a cgroup', 'cgroup_', 'weak'),
  // kernel/locking; shown where the architecture does not skip them
  rule(
    'd_lock',
    'waits for a lock in the kernel',
    'rwsem_down mutex_lock ww_mutex_lock rt_mutex_ rtlock_ rwbase_ down_ down percpu_down cpus_read_lock',
    'bare',
  ),

  // kernel/fork.c; _do_fork until 5.9
  rule(
    'd_other',
    'vfork parent: its child has neither called exec nor ended',
    'kernel_clone do_fork wait_for_vfork_done',
    'never',
  ),
  // fs/coredump.c, fs/exec.c, kernel/exit.c
  rule('d_other', 'writes or waits for a core dump', 'coredump_ do_coredump'),
  rule('d_other', 'waits until its other threads have ended', 'de_thread begin_new_exec'),
  // kernel/workqueue.c, kernel/kthread.c, kernel/time
  rule('d_other', 'waits for a kernel worker', 'flush_work drain_workqueue cancel_work_sync kthread_', 'bare'),
  rule('d_other', 'a driver sleeps for a while', 'msleep usleep_range fsleep', 'bare'),
  // fs/userfaultfd.c
  rule('d_other', 'waits for the program that serves its page faults', 'handle_userfault'),
]

function rule(cause: SleepCause, says: string, names: string, weight: Weight = 'usual'): Rule {
  return { cause, says, names: names.split(/\s+/), weight }
}
