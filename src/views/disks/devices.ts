import type { Device } from '../../model/disks/devices.ts'
import { devices } from '../../model/disks/devices.ts'
import { silence } from '../../model/disks/silence.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, text } from '../../text.ts'
import type { Drill, TableSection } from '../view.ts'
import { deviceColumns } from './device-columns.ts'

/** iostat -x, busiest first; whole disks only where there is little room. Enter opens a device. */
export function deviceSection(
  snapshot: Snapshot,
  priority: number,
  least: number,
  whole: boolean,
  width: number,
): TableSection {
  const rows = whole ? wholeDisks(snapshot) : snapshot.get(devices)
  const row = (at: number) => rows[at] as Device
  return {
    kind: 'table',
    id: whole ? 'disks-devices' : 'disks-iostat',
    title: null,
    priority,
    least: Math.min(rows.length + 1, least),
    count: rows.length,
    columns: deviceColumns(row, width),
    sort: { by: 'util', reverse: true },
    id_of: (at) => row(at).name,
    key: (at) => row(at).name,
    style: (at) => (silence(snapshot, row(at)) === null ? 'plain' : 'critical'),
    drill: (at) => drillToDevice(row(at)),
    empty: text`/proc/diskstats has no device that holds data`,
  }
}

/** Without partitions. */
export function wholeDisks(snapshot: Snapshot): readonly Device[] {
  return snapshot.get(devices).filter(({ disk }) => disk === null)
}

export function drillToDevice({ name, alias }: Pick<Device, 'name' | 'alias'>): Drill {
  return { view: 'disks', page: 'devices', about: { device: name }, title: clean(alias ?? name) }
}
