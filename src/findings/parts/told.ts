import type { Bytes, Rate, Share } from '../../units.ts'
import type { Evidence } from '../rule.ts'

/** Lines of evidence by their unit. A share is told in percent, as its limit is. */
export function share(what: string, seen: Share | null, limit: number | null, from: string): Evidence {
  return { what, seen: seen === null ? null : seen * 100, limit, unit: '%', from }
}

export function amount(what: string, seen: Bytes | null, limit: number | null, from: string): Evidence {
  return { what, seen, limit, unit: 'B', from }
}

export function flow(what: string, seen: Rate<'B'> | null, limit: number | null, from: string): Evidence {
  return { what, seen, limit, unit: 'B/s', from }
}

export function events(what: string, seen: Rate<string> | null, limit: number | null, from: string): Evidence {
  return { what, seen, limit, unit: '/s', from }
}

export function count(what: string, seen: number | null, limit: number | null, from: string): Evidence {
  return { what, seen, limit, unit: '', from }
}
