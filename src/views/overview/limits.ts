import { bytesLong, count, percentOf } from '../../format.ts'
import { limitShare } from '../../model/process/cgroup-limits.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { type Confinement, confinement } from '../../model/system/confinement.ts'
import { clean, text } from '../../text.ts'
import { figure, type Piece, type Subject, said } from './subject.ts'

/** Only where cgroups allow whytop, and so what runs beside it, less than the machine has. */
export function limitsSubject(snapshot: Snapshot): readonly Subject[] {
  const now = snapshot.get(confinement)
  if (!now) return []
  const { memory, cpu, pids } = now
  const used = memory && limitShare(memory)
  const path = memory?.path ?? cpu?.path ?? pids?.path ?? '/'
  return [
    {
      id: 'limits',
      label: text`Limits`,
      pieces: [
        ...memoryPieces(memory, used),
        ...cpuPieces(cpu),
        ...pidPieces(pids),
        said(clean(path), { style: 'dim', spare: 1 }),
      ],
      curve: { value: used ?? cpu?.throttled ?? null, top: 1, format: percentOf },
      drill: { view: 'cgroups', about: {}, title: text`Cgroups` },
    },
  ]
}

const NEARLY = 0.9

function memoryPieces(memory: Confinement['memory'], share: number | null): readonly Piece[] {
  if (!memory) return []
  return [
    figure('memory', text`memory`, memory.workingSet ?? memory.used, bytesLong, {
      ...((share ?? 0) >= NEARLY && { style: 'warning' as const }),
      after: text` of ${bytesLong(memory.limit)} (${percentOf(share)})`,
    }),
  ]
}

function cpuPieces(cpu: Confinement['cpu']): readonly Piece[] {
  if (!cpu) return []
  const { cpus, throttled } = cpu
  return [
    said(text`CPUs ${(Number.isInteger(cpus) ? count(cpus) : cpus.toFixed(2)) as ReturnType<typeof count>}`),
    figure('throttled', text`throttled`, throttled, percentOf, {
      ...((throttled ?? 0) > 0.05 && { style: 'warning' as const }),
    }),
  ]
}

function pidPieces(pids: Confinement['pids']): readonly Piece[] {
  if (!pids) return []
  const near = (pids.used ?? 0) >= NEARLY * pids.limit
  return [
    figure('pids', text`threads`, pids.used, count, {
      ...(near && { style: 'warning' as const }),
      after: text` of ${count(pids.limit)}`,
    }),
  ]
}
