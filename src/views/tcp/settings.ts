import { sign } from '../../format.ts'
import { type SettingNow, settingsNow } from '../../model/tcp/settings.ts'
import { clean, text } from '../../text.ts'
import { orderColumn, words } from '../column.ts'
import type { Cell, Column, TableSection } from '../view.ts'
import type { Seen } from './seen.ts'

/** The sysctls beside what they govern. */
export function settingSection(on: Seen, priority: number): TableSection {
  const rows = settingsNow(on.snapshot.samples)
  const row = (at: number) => rows[at] as SettingNow
  return {
    kind: 'table',
    id: 'tcp-settings',
    title: on.namespace.settings
      ? null
      : text`Settings of whytop’s own network namespace: others can’t be read from here`,
    priority,
    least: 5,
    count: rows.length,
    columns: settingColumns(row),
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).name,
    key: (at) => row(at).name,
    style: (at) => (isThere(row(at)) ? 'plain' : 'dim'),
    empty: text`no setting`,
  }
}

export function isThere({ value }: SettingNow): boolean {
  return typeof value === 'number' || !('missing' in value)
}

function valueCell({ value, unit, since }: SettingNow): Cell {
  const after = unit === '' ? '' : ` ${unit}`
  if (typeof value === 'number') return clean(`${value}${after}`)
  if ('missing' in value) return since === null ? sign(value.missing) : clean(`off: ${since}`)
  return clean(value.length === 0 ? 'none' : ranges(value))
}

/** Lists of ports may be long; the unit of others is in what they govern. */
function ranges(values: readonly number[]): string {
  return values.length > 4 ? `${values.length} values` : values.join(' ')
}

function settingColumns(row: (at: number) => SettingNow): readonly Column[] {
  return [
    words(
      { id: 'name', title: 'SETTING', width: 32, priority: 1, help: 'name for sysctl(8); /proc/sys/net' },
      (at) => row(at).name,
    ),
    {
      ...words(
        {
          id: 'value',
          title: 'NOW',
          width: 23,
          priority: 1,
          help: 'as it stands; off: this kernel has none, and since which there is one; first netns only: /proc/sys of the machine’s first network namespace has it',
        },
        (at) => {
          const { value } = row(at)
          return typeof value === 'number' ? `${value}` : 'missing' in value ? null : value.join(' ')
        },
        (at) => valueCell(row(at)),
      ),
      sentence: true,
    },
    {
      ...words(
        { id: 'governs', title: 'GOVERNS', width: 20, priority: 1, help: 'what follows from it' },
        (at) => row(at).governs,
      ),
      grow: true,
      sentence: true,
    },
    orderColumn('by what they are about'),
  ]
}

/** As declared, for help. */
export const SETTING_COLUMNS = settingColumns(() => {
  throw new Error('a declared column has no rows')
})
