import { declaredTables } from './declared-tables.ts'
import { loadRules } from './findings/index.ts'
import type { Rule } from './findings/rule.ts'
import { nearest } from './nearest.ts'
import { clean } from './text.ts'
import { loadViews, panes, viewById } from './views/index.ts'

/** One word that is explained somewhere. */
export interface Explained {
  readonly term: string
  /** 'finding', 'pane tcp', 'column of processes'. */
  readonly where: string
  readonly help: string
}

/** What is printed of one that is not found by its name but named in the help of others. */
const MOST = 5

/** What a term means, from the declarations that the help is made of; a mistake says what was meant. */
export async function explain(term: string): Promise<{ readonly text: string } | { readonly mistake: string }> {
  await loadViews()
  const all = [...(await loadRules()).map(ofRule), ...panes.flatMap(({ id }) => ofView(id))]
  const found = matching(term, all)
  if (found.length > 0) return { text: `${found.map(lines).join('\n\n')}\n` }
  const near = nearest(term, new Set(all.map((one) => one.term)))
  return {
    mistake: `whytop: nothing is called ${clean(JSON.stringify(term.slice(0, 40)))} here; ${near ? `did you mean whytop explain ${clean(near)}?` : 'type a finding, a column or a counter, such as whytop explain DIRECT'}`,
  }
}

/** By name; else by a part of it (await of r_await), and those whose help names it, as it does with kernel files and settings. */
export function matching(term: string, all: readonly Explained[]): readonly Explained[] {
  const wanted = term.toLowerCase()
  const exact = all.filter((one) => one.term.toLowerCase() === wanted)
  if (exact.length > 0) return unique(exact)
  const word = new RegExp(`(^|[^a-z0-9_])${wanted.replace(/[^a-z0-9_]/g, '\\$&')}($|[^a-z0-9_]|_\\*)`)
  const named = all.filter((one) => word.test(one.term.toLowerCase()) || word.test(one.help.toLowerCase()))
  const partly = all.filter((one) => one.term.toLowerCase().split('_').includes(wanted))
  return wanted.length > 1 ? unique([...partly, ...named]).slice(0, MOST) : []
}

function ofRule({ id, title, help, limits, window }: Rule<never>): Explained {
  const told = Object.entries(limits).map(
    ([name, { value, unit, why }]) => `limits.${id.toLowerCase()}.${name} = ${value}${unit && ` ${unit}`}: ${why}`,
  )
  const seen = window > 0 ? [`Seen in 4 of 5 looks over ${window} s.`] : []
  return { term: id, where: `finding: ${title}`, help: [help, ...seen, ...told].join('\n  ') }
}

/** Its words, and the columns of all its tables: what they are is known without anything having been read. */
function ofView(id: string): readonly Explained[] {
  const view = viewById(id)
  const terms = view.terms.map(({ term, help }) => ({ term, where: `pane ${id}`, help }))
  const columns = declaredTables(id).flatMap((section) =>
    section.columns.map(({ title, help }) => ({ term: title, where: `column of ${id}`, help })),
  )
  return [...terms, ...columns]
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
