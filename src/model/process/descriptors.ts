import type { Link } from '../../parse/pid/links.ts'

/** What a descriptor is, in one word: socket, pipe, file, device, deleted, memfd, or the kernel's name (eventfd, eventpoll …). */
export function descriptorKind(link: Link): string {
  return link.kind === 'anon_inode' ? link.of : link.kind === 'namespace' ? `${link.of} namespace` : link.kind
}

/** How many of each kind, most first. */
export function descriptorCounts(links: readonly Link[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const link of links) counts.set(descriptorKind(link), (counts.get(descriptorKind(link)) ?? 0) + 1)
  return new Map([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)))
}
