/**
 * The uevent file of a device: `DEVTYPE=bridge`, a name and its value a line.
 * /sys/class/net/NAME/uevent, /sys/block/NAME/uevent. Lines without `=` say nothing.
 * Kernel: lib/kobject_uevent.c; drivers/base/core.c uevent_show
 */
export function parseUevent(file: Buffer): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const line of file.toString().split('\n')) {
    const at = line.indexOf('=')
    if (at > 0) values.set(line.slice(0, at), line.slice(at + 1))
  }
  return values
}
