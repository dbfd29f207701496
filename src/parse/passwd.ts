import { source } from '../source.ts'

/** User names by uid. Raw: draw them through clean(). */
export type Passwd = ReadonlyMap<number, string>

/**
 * /etc/passwd: `www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin`. Where several names have one uid the first counts, as for
 * getpwuid(3). Comments and NIS lines (`+::::::`) name nobody.
 */
export function parsePasswd(file: Buffer): Passwd {
  const names = new Map<number, string>()
  for (const line of file.toString().split('\n')) {
    const match = /^([^:#+-][^:]*):[^:]*:(\d{1,10}):/.exec(line)
    if (match === null) continue
    const uid = Number(match[2])
    if (!names.has(uid)) names.set(uid, match[1] as string)
  }
  return names
}

export const passwd = source('/etc/passwd', parsePasswd)
