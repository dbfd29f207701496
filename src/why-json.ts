import type { Findings } from './model/findings.ts'
import { type FindingsJson, findingsJson } from './model/findings-json.ts'

export type { FindingJson } from './model/findings-json.ts'

/** `whytop why --json`: an interface. schema/why.schema.json describes it; a field that is added does not change the number. */
export interface WhyJson extends FindingsJson {
  readonly schema: 1
}

export function whyJson(findings: Findings): WhyJson {
  return { schema: 1, ...findingsJson(findings) }
}

/** C1 and bidi characters are harmless in JSON only when they are escaped: somebody will print it. */
export function jsonLine(record: unknown): string {
  const escaped = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(record, finite).replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, escaped)
}

function finite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value
}
