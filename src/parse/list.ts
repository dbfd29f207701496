import { ParseError } from '../source.ts'

// More than any kernel has of CPUs (8192) or nodes (1024): keeps a broken file from filling the memory.
const MOST = 65_536

/**
 * A list of CPUs or nodes: `0-3,8,10-11` → 0 1 2 3 8 10 11. Empty: none.
 * /sys/devices/system/cpu/online, /sys/devices/system/node/node0/cpulist, cpuset.cpus.effective, status Cpus_allowed_list.
 * Kernel: lib/vsprintf.c bitmap_list_string
 */
export function parseList(file: Buffer): readonly number[] {
  return listOf(file.toString('latin1'))
}

export function listOf(text: string): readonly number[] {
  const list: number[] = []
  const trimmed = text.trim()
  if (trimmed === '') return list
  for (const range of trimmed.split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range)
    const first = Number(match?.[1])
    const last = Number(match?.[2] ?? match?.[1])
    if (match === null || last < first || last >= MOST || list.length > MOST) throw new ParseError('list', trimmed)
    for (let id = first; id <= last; id++) list.push(id)
  }
  return list
}

/** The other way round, of ascending ids: 0 1 2 3 8 → `0-3,8`. */
export function listText(ids: readonly number[]): string {
  const ranges: string[] = []
  for (let i = 0; i < ids.length; i++) {
    const first = ids[i] as number
    while (ids[i + 1] === (ids[i] as number) + 1) i++
    const last = ids[i] as number
    ranges.push(last === first ? `${first}` : `${first}-${last}`)
  }
  return ranges.join()
}
