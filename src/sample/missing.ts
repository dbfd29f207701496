import { IN_EXECVE, OTHERS_BLOCK } from '../host/host.ts'
import { type Missing, ParseError } from '../source.ts'

/** What is known of who reads and of what is read. */
export interface Asked {
  /** Effective uid of the reader. */
  readonly uid?: number | null
  /** A kernel thread or zombie that is there: it has no program and, as a zombie, no folders and files. */
  readonly bare?: boolean
}

/** One sentence and its remedy for every way a kernel file can fail to answer. */
export function missingFrom(source: string, errno: string, { uid = null, bare = false }: Asked = {}): Missing {
  const said = (missing: Missing['missing'], why: string, remedy: string | null): Missing => ({
    missing,
    source,
    why,
    remedy,
  })
  if (source.startsWith('statfs') && (errno === 'ETIMEDOUT' || errno === 'EBUSY'))
    return said('pending', MOUNT_SAYS[errno], 'see whether its server answers; umount -f or -l gives it up')
  if (source.startsWith('statfs') && (errno === 'ENOTCONN' || errno === 'ESTALE'))
    return said('absent', `what is behind the mount is gone (${errno})`, 'umount -l gives it up; then mount it anew')
  if (errno === 'EBUSY') return said('pending', 'not asked: another read is blocked', null)
  if (errno === 'ETIMEDOUT' && !OF_PROCESS.test(source))
    return said(
      'pending',
      source.endsWith(NETLINK) ? NETWORK_LOCKED : 'the driver does not answer',
      'see the kernel log',
    )
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      if (OF_PROCESS.test(source)) {
        if (bare && !OPTIONAL.test(source)) return said('absent', 'it has none', null)
        return OPTIONAL.test(source)
          ? said('absent', `the process ended, or this kernel has no ${source}`, null)
          : said('gone', 'the process ended', null)
      }
      if (EVERYWHERE.test(source))
        return said(
          'absent',
          `there is no ${source}: /proc is not whole, most likely mounted for processes only (subset=pid)`,
          'mount all of it: mount -t proc proc /proc',
        )
      if (source === EVERY_CPU)
        return said('absent', `there is no ${source}: /sys is not mounted here`, 'mount it: mount -t sysfs sysfs /sys')
      if (FIRST_NAMESPACE.test(source))
        return said(
          'absent',
          `${source} is there in the machine’s first network namespace only`,
          'run it there: nsenter -t 1 -n whytop',
        )
      return source.startsWith('/proc/pressure')
        ? said('off', 'this kernel keeps no pressure (PSI) figures', 'boot with psi=1')
        : said('absent', `this kernel or machine has no ${source}`, null)
    case 'EOPNOTSUPP':
      return said('off', 'pressure (PSI) is switched off', 'boot with psi=1')
    case 'ESRCH':
      return bare ? said('absent', 'it has none', null) : said('gone', 'the process ended', null)
    case 'EACCES':
    case 'EPERM':
      if (source === KERNEL_LOG)
        return said(
          'denied',
          'the kernel log is for root only here (kernel.dmesg_restrict)',
          'run as root or with CAP_SYSLOG, or: sysctl kernel.dmesg_restrict=0',
        )
      return said(
        'denied',
        `no right to read ${source}`,
        OWNED.test(source) ? REMEDIES[uid === 0 ? 'root' : 'other'] : uid === 0 ? REFUSED : 'run as root',
      )
    case 'ETIMEDOUT':
      return said(
        'pending',
        'the read is blocked: the memory lock of the process is held',
        'see its wchan and kernel stack',
      )
    case IN_EXECVE:
      return said(
        'pending',
        'not read: the process is in the middle of execve, and who reads it then may wait for ever',
        'a descriptor of a dead FUSE or NFS mount holds it up, most likely: umount -f, or abort the FUSE connection',
      )
    case OTHERS_BLOCK:
      return said(
        'pending',
        'not read: two reads of other processes are blocked, and no third is begun',
        'see the wchan of the processes marked ~',
      )
    case 'EMFILE':
      return said('pending', 'not read: whytop has no file descriptor left (ulimit -n)', null)
    case 'ENFILE':
      return said('pending', 'not read: the machine has no file descriptor left (fs.file-max)', null)
    case 'EFBIG':
      return said('absent', `${source} is longer than the 64 MiB that are read`, null)
    case 'ENOSYS':
      if (source.endsWith(NETLINK))
        return said('absent', 'netlink is asked through koffi, which cannot be loaded here', 'npm install koffi')
      return said('absent', `${source} takes calls that are not there`, 'npm install koffi; Linux 5.6 or newer')
    case 'NOT_CAPTURED':
      return said('absent', 'not captured', 'capture again with a later whytop')
    default:
      return said('absent', `${source}: ${errno}`, null)
  }
}

const KERNEL_LOG = '/dev/kmsg'

const REFUSED = 'a container or security module refuses it'
/** For files of processes. */
const REMEDIES = {
  root: `it needs CAP_SYS_PTRACE, or ${REFUSED}`,
  other: 'run as root, or as the owner of the process',
}

const MOUNT_SAYS = {
  ETIMEDOUT: 'the mount does not answer',
  EBUSY: 'not asked: another mount does not answer',
}

/** No kernel lacks these. fs/proc/root.c PROC_PIDONLY_ON, Linux 5.8 */
const EVERYWHERE = /^\/proc\/(?:cpuinfo|loadavg|meminfo|stat|uptime|version)$/
/** Nor this one: drivers/base/cpu.c */
const EVERY_CPU = '/sys/devices/system/cpu/online'
/** Every kernel has them, but registers them for init_net alone: net/ipv4/sysctl_net_ipv4.c ipv4_table, net/core/neighbour.c */
const FIRST_NAMESPACE =
  /^\/proc\/(?:sys\/net\/ipv4\/(?:tcp_mem|tcp_max_orphans|udp_mem|neigh\/default\/gc_thresh\d)|net\/stat\/arp_cache)$/
const OF_PROCESS = /^(?:count:|lines:)?\/proc\/\d+\/|^netns:\d/
const NETLINK = 'netlink)'
/** rtnl, which a driver holds while its hardware resets. net/core/rtnetlink.c */
const NETWORK_LOCKED = 'the kernel does not answer: something holds the lock of all network interfaces'
/** The owner of a process may read more of it than others; of the machine's own files only root may. */
const OWNED = /\/proc\/(?:\d+|PID|self)\/|^netns:\d/
/** Files of a process that a kernel may be built without: their absence alone does not say that it ended. */
const OPTIONAL =
  /\/(cgroup|cpuset|io|net\/\w+|ns(\/\w+)?|numa_maps|oom_score|schedstat|smaps|smaps_rollup|smaps_swap|stack|wchan)$/

/** What a parser's refusal means; anything else it throws is our bug and goes on up. */
export function malformed(source: string, error: unknown): Missing {
  if (!(error instanceof ParseError)) throw error
  return {
    missing: 'malformed',
    source,
    why: error.message,
    remedy: 'report it: this kernel writes the file otherwise',
  }
}

/** Null where the parser refuses. */
export function unlessMalformed<T>(source: string, parse: (file: Buffer) => T, file: Buffer): T | null {
  try {
    return parse(file)
  } catch (error) {
    malformed(source, error)
    return null
  }
}

/** Asked for, and not answered yet. */
export function pending(source: string): Missing {
  return { missing: 'pending', source, why: 'not read yet', remedy: null }
}
