import { type Pattern, pattern } from './pattern.ts'

/** Disks and file systems. With the file of the kernel that prints each. */
export const OF_STORAGE: readonly Pattern[] = [
  // fs
  pattern(
    'readonly',
    /Remounting filesystem read-only|Aborting journal|forced readonly|Filesystem has been shut down|Corruption of in-memory data/i,
    'a file system takes no more writes',
    'critical',
    'READ-ONLY',
    'disks',
  ),
  pattern(
    'fs',
    /^EXT4-fs (error|warning)|^EXT4-fs \([^)]+\): (?!(?:re-)?mounted\b|.*mounted filesystem).*error|^XFS \([^)]+\): .*(error|corrupt)|^BTRFS (error|critical)|^F2FS-fs .*error/i,
    'a file system found a fault',
    'critical',
    'READ-ONLY',
    'disks',
  ),
  // net/sunrpc/clnt.c, fs/smb/client/connect.c, net/ceph
  pattern(
    'netfs',
    /^nfs: server .+ (not responding|is not responding)|^(CIFS|cifs): .*has not responded/i,
    'a file server does not answer',
    'critical',
    'NETFS-DEAD',
    'disks',
  ),
  pattern('netfs', /^nfs: server .+ OK/, 'a file server answers again', 'info', 'NETFS-DEAD', 'disks'),
  // block/blk-core.c, drivers/nvme, drivers/ata, drivers/scsi, drivers/md
  pattern(
    'disk',
    // A drive without a disc fails all it is asked for: virtual machines have floppies that nobody uses.
    /I\/O error, dev (?!fd|sr)|Buffer I\/O error on dev(ice)? (?!fd|sr)|critical (medium|target|space allocation|nexus) error|lost async page write/,
    'a disk failed a request',
    'critical',
    'DISK-SLOW',
    'disks',
  ),
  pattern(
    'disk',
    // Begun with the driver: `Command line: … nvme_core.io_timeout=4294967295` is said at each boot of a cloud’s machine.
    /^nvme .*((?<!Shutdown )timeout|controller is down|Abort status|resetting controller)|^ata\d+.*(exception|failed command|hard resetting|SError)|timing out command|task abort|device offlined|rejecting I\/O to (offline|dead)/i,
    'a disk or its controller did not answer',
    'critical',
    'DISK-HUNG',
    'disks',
  ),
  pattern(
    'raid',
    /^md\/raid\S*: .*(Disk failure|device .*failed)|^md: .*(kicking|degraded)|Operation continuing on \d+ devices/,
    'a RAID lost a disk',
    'critical',
    'MD-DEGRADED',
    'disks',
  ),
]
