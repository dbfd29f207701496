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
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      if (OF_PROCESS.test(source)) {
        if (bare && !OPTIONAL.test(source)) return said('absent', 'it has none', null)
        return OPTIONAL.test(source)
          ? said('absent', `the process ended, or this kernel has no ${source}`, null)
          : said('gone', 'the process ended', null)
      }
      return source.startsWith('/proc/pressure')
        ? said('off', 'this kernel keeps no pressure (PSI) figures', 'boot with psi=1')
        : said('absent', `this kernel or machine has no ${source}`, null)
    case 'EOPNOTSUPP':
      return said('off', 'pressure (PSI) is switched off', 'boot with psi=1')
    case 'ESRCH':
      return bare ? said('absent', 'it has none', null) : said('gone', 'the process ended', null)
    case 'EACCES':
    case 'EPERM':
      return said(
        'denied',
        `no right to read ${source}`,
        uid === 0 ? 'a container or security module refuses it' : 'run as root, or as the owner of the process',
      )
    case 'ETIMEDOUT':
      return said(
        'pending',
        'the read is blocked: the memory lock of the process is held',
        'see its wchan and kernel stack',
      )
    case 'NOT_CAPTURED':
      return said('absent', 'not captured', 'capture again with a later whytop')
    default:
      return said('absent', `${source}: ${errno}`, null)
  }
}

const OF_PROCESS = /^\/proc\/\d+\//
/** Files of a process that a kernel may be built without: their absence alone does not say that it ended. */
const OPTIONAL =
  /\/(cgroup|cpuset|io|net\/\w+|ns(\/\w+)?|numa_maps|oom_score|schedstat|smaps|smaps_rollup|stack|wchan)$/

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

/** Asked for, and not answered yet. */
export function pending(source: string): Missing {
  return { missing: 'pending', source, why: 'not read yet', remedy: null }
}
