import { percent, percentOf } from '../../format.ts'
import { CPU_BUSY } from '../../model/chart-point.ts'
import { cpu } from '../../model/cpu.ts'
import { pressure } from '../../model/load/pressure.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { text } from '../../text.ts'
import { bar } from '../facts.ts'
import { figure, type Subject } from './subject.ts'

/** Where CPU time goes, all CPUs together, and whether somebody waits for one. */
export function cpuSubject(snapshot: Snapshot): Subject {
  const now = snapshot.get(cpu)
  const user = now && now.usr + now.nice + now.guest + now.gnice
  const system = now && now.sys + now.irq + now.soft
  const stalled = snapshot.get(pressure).find(({ resource }) => resource === 'cpu')?.some ?? null
  const waits = stalled && (stalled.now ?? stalled.avg10)
  const gauge = bar(
    [
      { share: user ?? 0, style: 'block1', mark: 'u' },
      { share: system ?? 0, style: 'block3', mark: 's' },
      { share: now?.iowait ?? 0, style: 'block4', mark: 'w' },
    ],
    GAUGE,
  )
  const high = (share: number | null | undefined, from: number) =>
    (share ?? 0) >= from ? ('warning' as const) : ('plain' as const)
  return {
    id: 'cpu',
    label: text`CPU`,
    pieces: [
      { spans: gauge, spare: 3 },
      figure('user', text`user`, user, percent, { name: 'series1' }),
      figure('system', text`system`, system, percent, { style: high(system, 0.3), name: 'series3' }),
      figure('iowait', text`iowait`, now?.iowait ?? null, percent, { style: high(now?.iowait, 0.25), name: 'series4' }),
      figure('steal', text`steal`, now?.steal ?? null, percent, { style: high(now?.steal, 0.05), spare: 4 }),
      figure('idle', text`idle`, now?.idle ?? null, percent, { spare: 2 }),
      figure('waits', text`tasks wait`, waits, percentOf, { style: high(waits, 0.2), spare: 1 }),
    ],
    curve: { value: now?.busy ?? null, top: 1, format: percentOf, kept: CPU_BUSY },
    drill: { view: 'load', page: 'cpus', about: {}, title: text`CPUs` },
  }
}

const GAUGE = 12
