/** A table of numastat, `numastat -m` or `numastat -p`: numbers by the word (or pid) a line begins with. */
export function numastatTable(text: string): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, readonly number[]>()
  for (const line of text.split('\n')) {
    const match = /^(\S+)(?: \([^)]*\)+)?((?:\s+\d+(?:\.\d+)?)+)\s*$/.exec(line)
    if (match) rows.set(match[1] as string, (match[2] as string).trim().split(/\s+/).map(Number))
  }
  return rows
}

export interface Hardware {
  readonly cpus: ReadonlyMap<number, readonly number[]>
  /** MiB, cut. */
  readonly size: ReadonlyMap<number, number>
  readonly free: ReadonlyMap<number, number>
  readonly distances: readonly (readonly number[])[]
}

/** `numactl -H` */
export function hardware(text: string): Hardware {
  const lines = (what: string) =>
    new Map(
      [...text.matchAll(new RegExp(`^node (\\d+) ${what}: ?(.*)$`, 'gm'))].map((m) => [Number(m[1]), m[2] as string]),
    )
  const each = <T>(map: ReadonlyMap<number, string>, of: (words: string) => T) =>
    new Map([...map].map(([node, words]) => [node, of(words)]))
  const numbers = (words: string) => words.trim().split(/\s+/).filter(Boolean).map(Number)
  return {
    cpus: each(lines('cpus'), numbers),
    size: each(lines('size'), Number.parseInt),
    free: each(lines('free'), Number.parseInt),
    distances: [...text.matchAll(/^ *\d+: +(.*)$/gm)].map((m) => numbers(m[1] as string)),
  }
}

/** As numastat prints megabytes. */
export function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(2)
}
