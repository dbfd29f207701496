import { source } from '../source.ts'

/**
 * /etc/os-release: `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"`, shell assignments. Values are raw.
 * os-release(5)
 */
export function parseOsRelease(file: Buffer): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const line of file.toString().split('\n')) {
    const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? []
    if (name !== undefined && value !== undefined) values.set(name, unquoted(value))
  }
  return values
}

export const osRelease = source('/etc/os-release', parseOsRelease, 3600)

function unquoted(value: string): string {
  const quoted = /^"(.*)"$/.exec(value)
  if (quoted) return (quoted[1] as string).replace(/\\(["$`\\])/g, '$1')
  return /^'(.*)'$/.exec(value)?.[1] ?? value
}
