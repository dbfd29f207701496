import type { FoundIn } from '../model/findings.ts'
import type { NetSpace } from '../parse/net/namespaces.ts'
import { parseWord } from '../parse/sys/kernel.ts'
import { reading, type Sample } from '../sample/sample.ts'
import { type Missing, type Source, source, valueOf } from '../source.ts'
import type { Clear, Culprit, Seen } from './rule.ts'
import { isClear, isSeen } from './rule.ts'

/** What a rule says of another network namespace, with that namespace named by its processes wherever it matters. */
export function toldElsewhere(look: Seen | Clear | Missing, where: FoundIn, settings: boolean): Seen | Clear | Missing {
  if (isClear(look)) return look
  if (!isSeen(look)) return { ...look, remedy: look.missing === 'denied' ? look.remedy : lookThere(where) }
  const { says, scope, culprits, evidence, verify, caution } = look
  return {
    ...look,
    says: `In the network namespace of ${where.name}: ${says}`,
    evidence: evidence.map((one) => ({ ...one, from: fromThere(one.from, where) })),
    culprits: [...culprits.map((one) => leadingThere(one, where)), culpritOf(where)],
    scope: { ...scope, namespaces: [`${where.id}`] },
    verify: verify
      .split(/; */)
      .map((command) => `nsenter -t ${where.pid} -n ${command}`)
      .join('; '),
    ...(settings ? { caution: [caution, DEFAULTS_STAND].filter((one) => one !== undefined).join(' ') } : {}),
    namespace: where,
  }
}

/** By the names of its first processes. */
export function foundIn({ id, processes, pids }: NetSpace, sample: Sample): FoundIn {
  const named = new Map<string, number>()
  for (const pid of pids) {
    const name = valueOf(reading(sample, nameSource(pid)))
    if (name !== null && !named.has(name)) named.set(name, pid)
  }
  const names = [...named].slice(0, MOST_NAMES).map(([name, pid]) => `${name} ${pid}`)
  const [pid = 0] = pids
  const name = names.length > 0 ? names.join(' and ') : `process ${pid}`
  return { id, pid, processes, name: processes === 1 ? name : `${name} (${processes} processes)` }
}

export function nameSources({ pids }: NetSpace): readonly Source<unknown>[] {
  return pids.map(nameSource)
}

const MOST_NAMES = 2
const DEFAULTS_STAND =
  'Settings of another network namespace cannot be read: the defaults of the kernel stand for them.'

function nameSource(pid: number): Source<string> {
  return source(`/proc/${pid}/comm`, parseWord, 10)
}

function lookThere({ pid, name }: FoundIn): string {
  return `look from within, where ${name} is: nsenter -t ${pid} -n whytop why`
}

/** Without sock_diag what it would tell is read from a file. */
function fromThere(from: string, { pid }: FoundIn): string {
  return from.replace(/^sock_diag\b.*/, '/proc/net/tcp').replaceAll('/proc/net/', `/proc/${pid}/net/`)
}

/** An address is another one there, and so is an interface, of which the panes know the own ones. */
function leadingThere({ drill: own, ...culprit }: Culprit, { id, pid }: FoundIn): Culprit {
  const { kind, key } = culprit
  const drill = kind === 'interface' ? undefined : own
  return {
    ...culprit,
    ...(drill && { drill }),
    key: OF_NAMESPACE.has(kind) ? `net:${id} ${key}` : key,
    ...(drill?.view === 'tcp' ? { drill: { ...drill, about: { pid, ...drill.about } } } : {}),
  }
}

/** What another namespace may have of the same name. */
const OF_NAMESPACE: ReadonlySet<Culprit['kind']> = new Set(['listener', 'peer', 'interface'])

function culpritOf({ id, name, pid }: FoundIn): Culprit {
  return {
    kind: 'namespace',
    key: `net:${id}`,
    name: `network of ${name}`,
    drill: { view: 'tcp', about: { pid } },
  }
}
