import { elderOf } from '../model/app/service.ts'
import { rowOf } from '../sample/process.ts'
import { clean } from '../text.ts'
import type { Drill } from '../views/view.ts'
import type { Context } from './command.ts'

/** Whether what is selected belongs to a service: a process, a row that leads to one (who listens, who is to blame), a cgroup. */
export function hasService(context: Pick<Context, 'visit' | 'table'>): boolean {
  return subjectOf(context) !== null
}

/** The service of what is selected; null: there is none, or its process has ended. */
export function serviceDrill(context: Pick<Context, 'visit' | 'table' | 'snapshot'>): Drill | null {
  const subject = subjectOf(context)
  if (subject === null) return null
  if ('pid' in subject) return ofProcess(context.snapshot, subject.pid)
  return { view: 'app', about: subject, title: clean(subject.cgroup) }
}

function subjectOf({
  visit,
  table,
}: Pick<Context, 'visit' | 'table'>): { readonly pid: number } | { readonly cgroup: string } | null {
  const { view, about } = visit.place
  if (view === 'app') return null
  if (view === 'process') return { pid: Number(about.pid) }
  const row = table?.rows[table.index]
  if (!table || row === undefined) return null
  const pid = table.section.pid?.(row) ?? 0
  if (pid > 0) return { pid }
  if (view === 'cgroups') return { cgroup: table.section.key(row) }
  const drill = table.section.drill?.(row)
  return drill?.view === 'process' ? { pid: Number(drill.about.pid) } : null
}

/** By its oldest process, which is there when this one has been replaced. */
function ofProcess({ samples }: Context['snapshot'], pid: number): Drill | null {
  const rows = samples.after.processes?.rows ?? []
  const process = rows[rowOf(rows, pid)]
  if (!process) return null
  const { pid: elder, stat } = elderOf(rows, process)
  return { view: 'app', about: { pid: elder, start: stat.starttime }, title: clean(stat.comm) }
}
