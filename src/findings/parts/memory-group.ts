import { bytesLong } from '../../format.ts'
import type { MemoryGroup } from '../../model/cgroups/memory-groups.ts'

/** `anonymous 480 MiB, tmpfs 118 MiB`: what fills a cgroup, the largest first; what is small beside it is left out. */
export function splitOf({ anon, shmem, slab, sock, usage }: MemoryGroup): string {
  const parts: readonly (readonly [string, number | null])[] = [
    ['anonymous', anon],
    ['tmpfs and shared', shmem],
    ['slab', slab],
    ['socket buffers', sock],
  ]
  return parts
    .flatMap(([name, bytes]) => (bytes !== null && bytes >= LEAST * (usage ?? 0) && bytes > 0 ? [{ name, bytes }] : []))
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ name, bytes }) => `${name} ${bytesLong(bytes)}`)
    .join(', ')
}

const LEAST = 0.05

/** Of groups one in the other, what happens below counts above too (v2): the deepest that has a limit is meant. */
export function deepest(groups: readonly MemoryGroup[]): readonly MemoryGroup[] {
  return groups.filter(
    ({ path }) =>
      !groups.some((other) => other.path !== path && other.path.startsWith(path === '/' ? '/' : `${path}/`)),
  )
}
