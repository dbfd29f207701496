import type { Process } from '../sample/process.ts'
import { isMissing } from '../source.ts'

/** The cgroup a process is in, raw: v2's, or in v1 that of memory, cpu, pids or systemd. Null: not read, or refused. */
export function cgroupOf(process: Process): string | null {
  const reading = process.more.cgroup
  if (!reading || isMissing(reading)) return null
  const entries = reading.value
  const unified = entries.find((entry) => entry.id === 0)
  if (unified && unified.path !== '/') return unified.path
  for (const controller of ['memory', 'cpu', 'pids', 'name=systemd']) {
    const entry = entries.find((e) => e.controllers.includes(controller))
    if (entry && entry.path !== '/') return entry.path
  }
  return unified?.path ?? entries[0]?.path ?? null
}
