import { parsePasswd } from '../parse/passwd.ts'
import { source, valueOf } from '../source.ts'
import { model } from './model.ts'

const passwd = source('/etc/passwd', parsePasswd, 60)

/** Names by uid. Users of a captured machine stay numbers, as do those of NSS: whytop asks no name service. */
export const users = model({
  from: { passwd },
  derive: (of): ReadonlyMap<number, string> => valueOf(of.passwd.after) ?? NOBODY,
})

const NOBODY: ReadonlyMap<number, string> = new Map()
