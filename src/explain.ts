import { allTables } from './declared-tables.ts'
import { loadRules } from './findings/index.ts'
import type { Rule } from './findings/rule.ts'
import { sign } from './format.ts'
import { nearest } from './nearest.ts'
import type { MissingKind } from './source.ts'
import { clean } from './text.ts'
import { loadViews, panes, viewById } from './views/index.ts'

/** One word that is explained somewhere. */
export interface Explained {
  readonly term: string
  /** 'finding', 'pane tcp', 'column of processes'. */
  readonly where: string
  readonly help: string
  /** What JSON calls it. */
  readonly json?: string
  /** What the screen shows of it: the title of a finding, the sign of what is not known. */
  readonly shown?: string
  /** A setting of the kernel: findings and columns that name it tell more. */
  readonly setting?: true
}

/** What is printed of one that is not found by its name but named in the help of others. */
const MOST = 5

/** What a term means, from the declarations that the help is made of; a mistake says what was meant. */
export async function explain(term: string): Promise<{ readonly text: string } | { readonly mistake: string }> {
  await loadViews()
  const all = [...(await loadRules()).map(ofRule), ...MISSING, ...panes.flatMap(({ id }) => ofView(id))]
  const found = matching(term, all)
  if (found.length > 0) return { text: `${found.map(lines).join('\n\n')}\n` }
  const near = nearest(term, new Set(all.flatMap(namesOf)))
  return {
    mistake: `whytop: nothing is called ${clean(JSON.stringify(term.slice(0, 40)))} here; ${near ? `did you mean whytop explain ${clean(near)}?` : 'type a finding, a column or a counter, such as whytop explain DIRECT'}`,
  }
}

/** Why something is not known: the kinds that JSON names, and the error of the kernel behind each. */
const KINDS: readonly { readonly kind: MissingKind; readonly errors: readonly string[]; readonly help: string }[] = [
  {
    kind: 'denied',
    errors: ['EACCES', 'EPERM', 'PERM'],
    help: 'It is there and whytop may not read it: run as root, or as the owner of the process; in a container with CAP_SYS_PTRACE. The kernel log takes CAP_SYSLOG.',
  },
  {
    kind: 'absent',
    errors: ['ENOENT', 'ENOTDIR', 'ENOSYS'],
    help: 'This kernel or machine has no such file or device: an older kernel, one built without it, or hardware that is not there.',
  },
  {
    kind: 'off',
    errors: ['EOPNOTSUPP'],
    help: 'The kernel could tell it and was told not to: pressure (PSI) for one, which the boot option psi=1 switches on.',
  },
  { kind: 'gone', errors: ['ESRCH'], help: 'The process ended between being listed and being read.' },
  {
    kind: 'malformed',
    errors: ['EINVAL'],
    help: 'The file is there and its contents are not what the kernel documents: report it, with the line that is quoted.',
  },
  {
    kind: 'pending',
    errors: ['ETIMEDOUT', 'EBUSY'],
    help: 'Not known yet: one sample only, as a rate needs two; files that are read one after the other; or a read that the kernel does not answer (a held memory lock, a dead mount).',
  },
]

const MISSING: readonly Explained[] = KINDS.flatMap(({ kind, errors, help }) => {
  const where = `why something is not known, shown as ${sign(kind)}`
  return [
    { term: kind, shown: sign(kind), where, help },
    ...errors.map((term) => ({ term, where: `${kind}: ${where}`, help })),
  ]
})

/** By name; else by a part of it (await of r_await), and those whose help names it, as it does with kernel files and settings. */
export function matching(term: string, all: readonly Explained[]): readonly Explained[] {
  // nstat puts the group before the name that the file has: TcpExtTCPTimeouts, TcpRetransSegs.
  const spelled = [term, term.replace(/^(?:Tcp|Ip|MPTcp)Ext(?=[A-Z])|^(?:Tcp|Udp|Ip|Icmp)6?(?=[A-Z][a-z])/, '')]
  return spelled.map((one) => explaining(plain(one), all)).find((found) => found.length > 0) ?? []
}

function explaining(wanted: string, all: readonly Explained[]): readonly Explained[] {
  const exact = all.filter((one) =>
    [...namesOf(one), one.shown ?? one.term].some((name) => isSame(plain(name), wanted)),
  )
  if (exact.some(({ setting }) => !setting)) return unique(exact)
  if (wanted.length < 2) return []
  const word = new RegExp(`(^|[^a-z0-9_])${wanted.replace(/[^a-z0-9_]/g, '\\$&')}($|[^a-z0-9_]|_\\*)`)
  const named = all.filter((one) => word.test(one.term.toLowerCase()) || word.test(one.help.toLowerCase()))
  const partly = all.filter((one) => one.term.toLowerCase().split('_').includes(wanted))
  const found = unique([...exact, ...partly, ...named]).slice(0, MOST)
  return found.length > 0 ? found : unique(all.filter(({ help }) => isOfFamily(wanted, help))).slice(0, MOST)
}

/** `pgscan_*` in the help of a column tells of pgscan_direct. */
function isOfFamily(wanted: string, help: string): boolean {
  return [...help.matchAll(/([a-z]\w*_)\*/g)].some(([, family = '']) => wanted.startsWith(family))
}

function namesOf({ term, json }: Explained): readonly string[] {
  return json === undefined ? [term] : [term, json]
}

/** What the kernel writes as CLOSE_WAIT is CLOSE-WAIT in ss. */
function isSame(a: string, b: string): boolean {
  return a.replaceAll('-', '_') === b.replaceAll('-', '_')
}

/** A setting by its own name, without the folders of /proc/sys that sysctl puts before it: `net.ipv4.tcp_mem` is tcp_mem. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^(?:\/proc\/sys\/)?(?:vm|net|kernel|fs)[./](?:[\w./-]+[./])?(?=[\w-]+$)/, '')
}

function ofRule({ id, title, help, limits, window }: Rule<never>): Explained {
  const told = Object.entries(limits).map(
    ([name, { value, unit, why }]) => `limits.${id.toLowerCase()}.${name} = ${value}${unit && ` ${unit}`}: ${why}`,
  )
  const seen = window > 0 ? [`Seen in 4 of 5 looks over ${window} s.`] : []
  return { term: id, shown: title, where: `finding: ${title}`, help: [help, ...seen, ...told].join('\n  ') }
}

/** Its words, and the columns of all its tables: what they are is known without anything having been read. */
function ofView(id: string): readonly Explained[] {
  const view = viewById(id)
  const terms = view.terms.map((one) => ({ ...one, where: `pane ${id}${one.json ? `, in JSON ${one.json}` : ''}` }))
  const columns = allTables(id).flatMap((section) =>
    section.columns.map(({ title, help }) => ({ term: title, where: `column of ${id}`, help })),
  )
  const settings = (view.settings ?? []).map((one) => ({
    ...one,
    where: `setting, pane ${id}`,
    setting: true as const,
  }))
  return [...terms, ...columns, ...settings]
}

/** A column that several tables have is explained once. */
function unique(all: readonly Explained[]): readonly Explained[] {
  return [...new Map(all.map((one) => [`${one.term} ${one.help}`, one])).values()]
}

function lines({ term, where, help }: Explained): string {
  return `${clean(term)} (${where})\n  ${help
    .split('\n')
    .map((line) => clean(line))
    .join('\n')}`
}
