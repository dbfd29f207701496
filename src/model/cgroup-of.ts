import type { PidCgroup } from '../parse/pid/cgroup.ts'
import type { Process } from '../sample/process.ts'
import { isMissing } from '../source.ts'

/** The cgroup a process is in, raw: v2's, or in v1 that of memory, cpu, pids or systemd. Null: not read, or refused. */
export function cgroupOf(process: Process): string | null {
  const reading = process.more.cgroup
  if (!reading || isMissing(reading)) return null
  return toldOf(reading.value)
}

/**
 * Its other groups, raw: in v1 each hierarchy has its own, and a limit that bites may be of any. Being in the root of one says nothing.
 */
export function otherCgroupsOf(process: Process): readonly string[] {
  const reading = process.more.cgroup
  if (!reading || isMissing(reading) || reading.value.length < 2) return NONE
  const told = toldOf(reading.value)
  const paths = reading.value.map(({ path }) => path).filter((path) => path !== '/' && path !== told)
  return [...new Set(paths)]
}

const NONE: readonly string[] = []

function toldOf(entries: readonly PidCgroup[]): string | null {
  const unified = entries.find((entry) => entry.id === 0)
  if (unified && unified.path !== '/') return unified.path
  for (const controller of ['memory', 'cpu', 'pids', 'name=systemd']) {
    const entry = entries.find((e) => e.controllers.includes(controller))
    if (entry && entry.path !== '/') return entry.path
  }
  return unified?.path ?? entries[0]?.path ?? null
}
