/** What a folder holds. */
export interface Entry {
  readonly name: string
  /** Of a symbolic link, as it is written in it. */
  readonly target?: string
}

/**
 * A folder of /proc or /sys, such as /sys/class/net/: a line an entry.
 * `eth0 -> ../../devices/pci0000:00/0000:00:03.0/virtio0/net/eth0`
 * Kernel: Documentation/admin-guide/sysfs-rules.rst
 */
export function parseFolder(file: Buffer): readonly Entry[] {
  return file
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(entryOf)
}

function entryOf(line: string): Entry {
  const at = line.indexOf(' -> ')
  return at < 0 ? { name: line } : { name: line.slice(0, at), target: line.slice(at + 4) }
}
