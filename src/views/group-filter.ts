import type { Grouping } from '../model/groups.ts'

/** What shows only the processes of a group. Quotes cannot be quoted: a name that holds some is looked for by its longest piece without. */
export function filterOf(by: Grouping, name: string): string {
  if (!name.includes('"')) return `${by}="${name}"`
  return `${by}~"${name.split('"').reduce((most, piece) => (piece.length > most.length ? piece : most))}"`
}
