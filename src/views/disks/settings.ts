import { bytesLong, count } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Settings, writeback } from '../../model/writeback/model.ts'
import { type Text, text } from '../../text.ts'
import { orderColumn, words } from '../column.ts'
import type { Column, TableSection, Term } from '../view.ts'

interface Setting {
  readonly name: Text
  readonly value: Text
  readonly says: Text
}

/** vm.dirty_* and what each comes to here. */
export function settingSection(snapshot: Snapshot, priority: number): TableSection {
  const now = snapshot.get(writeback)
  const rows = settingsOf(now.settings, text`${bytesLong(now.background)}`, text`${bytesLong(now.limit)}`)
  const row = (at: number) => rows[at] as Setting
  return {
    kind: 'table',
    id: 'disks-settings',
    title: null,
    priority,
    least: 4,
    count: rows.length,
    columns: columns(row),
    sort: { by: 'order', reverse: false },
    id_of: (at) => row(at).name,
    key: (at) => row(at).name,
    empty: text`/proc/sys/vm could not be read`,
  }
}

function settingsOf(set: Settings, background: Text, limit: Text): readonly Setting[] {
  const holds = (own: number | null, other: number | null, which: Text, comes: Text, says: Text): Text =>
    own === 0 && (other ?? 0) > 0
      ? text`the ${which}`
      : own === 0
        ? text`0: the other one holds`
        : text`${comes} now: ${says}`
  return [
    row(
      text`vm.dirty_background_ratio`,
      percent(set.backgroundRatio),
      holds(set.backgroundRatio, set.backgroundBytes, BYTES_HOLD, background, FROM),
    ),
    row(
      text`vm.dirty_background_bytes`,
      bytesLong(set.backgroundBytes),
      holds(set.backgroundBytes, set.backgroundRatio, RATIO_HOLDS, background, FROM),
    ),
    row(text`vm.dirty_ratio`, percent(set.ratio), holds(set.ratio, set.bytes, BYTES_HOLD, limit, MOST)),
    row(text`vm.dirty_bytes`, bytesLong(set.bytes), holds(set.bytes, set.ratio, RATIO_HOLDS, limit, MOST)),
    row(text`vm.dirty_writeback_centisecs`, seconds(set.every), EVERY),
    row(text`vm.dirty_expire_centisecs`, seconds(set.expire), EXPIRE),
    row(text`vm.dirtytime_expire_seconds`, seconds(set.timeExpire), TIME_EXPIRE),
  ]
}

const FROM = text`flushers write from here on`
const MOST = text`the limit; writers pause from half way to it`
const EVERY = text`flushers look this often; 0: never`
const EXPIRE = text`older data is written at the next look`
const TIME_EXPIRE = text`the same for time stamps alone (lazytime)`

/** The same without values; vm.dirty_ratio is a word of the pane. */
export const DIRTY_SETTINGS: readonly Term[] = [
  { term: 'vm.dirty_background_ratio', help: `percent of free memory and page cache: ${FROM}` },
  { term: 'vm.dirty_background_bytes', help: `in place of vm.dirty_background_ratio, where it is not 0: ${FROM}` },
  { term: 'vm.dirty_bytes', help: `in place of vm.dirty_ratio, where it is not 0: ${MOST}` },
  { term: 'vm.dirty_writeback_centisecs', help: EVERY },
  { term: 'vm.dirty_expire_centisecs', help: EXPIRE },
  { term: 'vm.dirtytime_expire_seconds', help: `vm.dirty_expire_centisecs for time stamps alone (lazytime)` },
].map(({ term, help }) => ({ term, help: `${help}; /proc/sys/${term.replace('.', '/')}` }))

const BYTES_HOLD = text`bytes below hold`
const RATIO_HOLDS = text`ratio above holds`

function row(name: Text, value: Text, says: Text): Setting {
  return { name, value, says }
}

function percent(value: number | null): Text {
  return value === null ? text`-` : text`${value} %`
}

function seconds(value: number | null): Text {
  return value === null
    ? text`-`
    : Number.isInteger(value)
      ? text`${count(value)} s`
      : text`${Number(value.toFixed(2))} s`
}

function columns(row: (at: number) => Setting): readonly Column[] {
  return [
    words(
      { id: 'name', title: 'SETTING', help: 'name for sysctl; /proc/sys/vm/dirty_*', width: 28, priority: 1 },
      (at) => row(at).name,
    ),
    {
      id: 'value',
      title: 'VALUE',
      help: 'what is set; of a pair of ratio and bytes the one that is not 0 holds',
      width: 9,
      align: 'right',
      priority: 1,
      unit: 'text',
      cell: (at) => row(at).value,
      by: (at) => row(at).value,
    },
    words(
      {
        id: 'says',
        title: 'MEANING',
        help: 'what it does, and what it comes to here; Documentation/admin-guide/sysctl/vm.rst',
        width: 20,
        priority: 1,
        grow: true,
        sentence: true,
      },
      (at) => row(at).says,
      (at) => row(at).says,
    ),
    orderColumn('the order in which settings are listed'),
  ]
}
