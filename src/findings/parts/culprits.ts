import type { Blamed } from '../../model/blame.ts'
import type { Process } from '../../sample/process.ts'
import type { Culprit } from '../rule.ts'

/** Of more a list is no help. */
const MOST = 3

/** Groups with their largest process after them, and processes that are in none. */
export function culpritsOf(blamed: readonly Blamed[], told: (amount: number) => string): readonly Culprit[] {
  return blamed.slice(0, MOST).flatMap(({ cgroup, amount, most, mostAmount }) => {
    const own = processCulprit(most, told(mostAmount))
    return cgroup === null ? [own] : [cgroupCulprit(cgroup, told(amount)), own]
  })
}

/** Enter shows its page: the sub-page that has more of it, where one is named. */
export function processCulprit({ pid, stat }: Process, share: string, page?: string): Culprit {
  return {
    kind: 'process',
    key: `${pid}:${stat.starttime}`,
    name: `${stat.comm} ${pid}`,
    share,
    drill: { view: 'process', ...(page !== undefined && { page }), about: { pid, start: stat.starttime } },
  }
}

/** Enter shows its processes; a path with a quote in it cannot be put in a filter. */
export function cgroupCulprit(path: string, share: string): Culprit {
  const drill = path.includes('"')
    ? { view: 'cgroups', about: {} }
    : { view: 'processes', about: {}, filter: `cgroup="${path}" or cgroup~"${path}/"` }
  return { kind: 'cgroup', key: path, name: path, share, drill }
}

/** Enter shows the page that says what it is set to and what that brings about. */
export function settingCulprit(name: string, share: string | null, view: string, page?: string): Culprit {
  const drill = { view, ...(page !== undefined && { page }), about: {} }
  return { kind: 'setting', key: name, name, ...(share !== null && { share }), drill }
}

/** ` Most of it is held by sshd 12 in /system.slice/ssh.service.`, or nothing where nobody is known. */
export function mostOf(blamed: readonly Blamed[], verb: string): string {
  const [first] = blamed
  if (!first) return ''
  const who = `${first.most.stat.comm} ${first.most.pid}`
  return first.cgroup === null ? ` ${verb} ${who}.` : ` ${verb} ${who} in ${first.cgroup}.`
}
