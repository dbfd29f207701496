import { type Missing, ParseError } from '../source.ts'

/** One sentence and its remedy for every way a kernel file can fail to answer. */
export function missingFrom(source: string, errno: string): Missing {
  const said = (missing: Missing['missing'], why: string, remedy: string | null): Missing => ({
    missing,
    source,
    why,
    remedy,
  })
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return source.startsWith('/proc/pressure')
        ? said('off', 'this kernel keeps no pressure (PSI) figures', 'boot with psi=1')
        : said('absent', `this kernel or machine has no ${source}`, null)
    case 'EOPNOTSUPP':
      return said('off', 'pressure (PSI) is switched off', 'boot with psi=1')
    case 'ESRCH':
      return said('gone', 'the process ended', null)
    case 'EACCES':
    case 'EPERM':
      return said('denied', `no right to read ${source}`, 'run as root, or as the owner of the process')
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
