import type { FindingJson } from './model/findings-json.ts'
import type { WhyJson } from './why-json.ts'

/** Of an answer of now or of an earlier version, which lacked some. */
type Saved = Pick<FindingJson, 'id'> & {
  readonly culprits?: FindingJson['culprits']
  readonly namespace?: Partial<NonNullable<FindingJson['namespace']>> | null
}

/** What became of a saved answer. */
export interface Changes {
  readonly gone: readonly string[]
  readonly came: readonly string[]
  /** Those in both, with the first number of their evidence then and now. */
  readonly stayed: readonly {
    readonly id: string
    readonly severity: { readonly before: string; readonly after: string }
    readonly what: string | null
    readonly unit: string
    readonly before: number | string | null
    readonly after: number | string | null
  }[]
}

/** What a file says that `why --json` wrote; a string is what is wrong with it. */
export function savedAnswer(text: string): Pick<WhyJson, 'findings'> | string {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return 'is not JSON'
  }
  const { schema, findings } = (typeof json === 'object' && json !== null ? json : {}) as Partial<WhyJson>
  if (schema !== 1 || !Array.isArray(findings) || !findings.every(isFinding))
    return 'is not what whytop why --json wrote'
  return { findings }
}

export function changesSince(saved: Pick<WhyJson, 'findings'>, now: Pick<WhyJson, 'findings'>): Changes {
  const was = new Map(saved.findings.map((finding) => [keyOf(finding), finding]))
  const is = new Map(now.findings.map((finding) => [keyOf(finding), finding]))
  return {
    gone: [...was].flatMap(([key, { id }]) => (is.has(key) ? [] : [id])),
    came: [...is].flatMap(([key, { id }]) => (was.has(key) ? [] : [id])),
    stayed: [...is].flatMap(([key, after]) => {
      const before = was.get(key)
      if (!before) return []
      const [first] = after.evidence
      const same = before.evidence.find(({ what }) => what === first?.what)
      return [
        {
          id: after.id,
          severity: { before: before.severity, after: after.severity },
          what: first?.what ?? null,
          unit: first?.unit ?? '',
          before: same?.seen ?? null,
          after: first?.seen ?? null,
        },
      ]
    }),
  }
}

/** The same may be found in several network namespaces, and one whose first process ended is still the same. */
function keyOf({ id, namespace, culprits }: Saved): string {
  if (!namespace) return id
  return `${id} ${namespace.id === undefined ? networkIn(culprits) : `net:${namespace.id}`}`
}

/** Answers that were saved before `namespace.id` was told have it in the key of a culprit. */
function networkIn(culprits: Saved['culprits'] = []): string {
  return culprits.find(({ kind }) => kind === 'namespace')?.key ?? ''
}

function isFinding(value: unknown): value is FindingJson {
  const {
    id,
    severity,
    evidence,
    culprits = [],
  } = (typeof value === 'object' && value !== null ? value : {}) as Partial<FindingJson>
  return typeof id === 'string' && typeof severity === 'string' && Array.isArray(evidence) && Array.isArray(culprits)
}
