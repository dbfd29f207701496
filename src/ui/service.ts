import { elderOf } from '../model/app/service.ts'
import { rowOf } from '../sample/process.ts'
import { clean } from '../text.ts'
import type { Drill } from '../views/view.ts'
import type { Context } from './command.ts'

/** The service of what is selected: of a process, of the process that a row leads to (who listens, who is to blame), or of a cgroup. */
export function serviceDrill({ snapshot, visit, table }: Context): Drill | null {
  const { view, about } = visit.place
  if (view === 'app') return null
  if (view === 'process') return ofProcess(snapshot, Number(about.pid))
  const row = table?.rows[table.index]
  if (!table || row === undefined) return null
  const pid = table.section.pid?.(row) ?? 0
  if (pid > 0) return ofProcess(snapshot, pid)
  if (view === 'cgroups') {
    const cgroup = table.section.key(row)
    return { view: 'app', about: { cgroup }, title: clean(cgroup) }
  }
  const drill = table.section.drill?.(row)
  return drill?.view === 'process' ? ofProcess(snapshot, Number(drill.about.pid)) : null
}

/** By its oldest process, which is there when this one has been replaced. */
function ofProcess({ samples }: Context['snapshot'], pid: number): Drill | null {
  const rows = samples.after.processes?.rows ?? []
  const process = rows[rowOf(rows, pid)]
  if (!process) return null
  const { pid: elder, stat } = elderOf(rows, process)
  return { view: 'app', about: { pid: elder, start: stat.starttime }, title: clean(stat.comm) }
}
