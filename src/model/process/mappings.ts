import type { Mapping } from '../../parse/pid/smaps.ts'
import type { Bytes } from '../../units.ts'

/** Mappings of one file, or of one kind, together. */
export interface MappingGroup {
  /** Raw: a path, `[heap]`, `[stack]`, `[anon:name]`, or `[anon]` for what has no name. */
  readonly name: string
  readonly count: number
  /** What any of them may do, and `p` or `s`; `r-xp`. */
  readonly perms: string
  readonly size: Bytes
  readonly rss: Bytes
  readonly pss: Bytes
  /** Private clean and dirty: freed when the process ends. */
  readonly private: Bytes
  readonly swap: Bytes
  readonly locked: Bytes
}

/** One row a name, biggest Pss first. */
export function mappingGroups(mappings: readonly Mapping[]): readonly MappingGroup[] {
  const groups = new Map<string, { -readonly [K in keyof MappingGroup]: MappingGroup[K] }>()
  for (const mapping of mappings) {
    const name = mapping.path ?? '[anon]'
    const group = groups.get(name) ?? {
      name,
      count: 0,
      perms: '----',
      size: 0,
      rss: 0,
      pss: 0,
      private: 0,
      swap: 0,
      locked: 0,
    }
    groups.set(name, group)
    group.count++
    group.perms = bothPerms(group.perms, mapping.perms)
    group.size += mapping.size
    group.rss += mapping.rss
    group.pss += mapping.pss
    group.private += mapping.privateClean + mapping.privateDirty
    group.swap += mapping.swap ?? 0
    group.locked += mapping.locked ?? 0
  }
  return [...groups.values()].sort((a, b) => b.pss - a.pss)
}

/** What either allows; a mapping that is private and one that is shared make `*`. */
function bothPerms(a: string, b: string): string {
  const any = [0, 1, 2].map((i) => (a[i] === '-' ? b[i] : a[i])).join('')
  const kind = a[3] === '-' || a[3] === b[3] ? b[3] : '*'
  return `${any}${kind}`
}
