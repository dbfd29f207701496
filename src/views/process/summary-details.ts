import { bytes, count, percentOf, sign } from '../../format.ts'
import { capabilityWords } from '../../model/process/capabilities.ts'
import { binding, cgroupLimits, type Limited, limitShare } from '../../model/process/cgroup-limits.ts'
import { isNear, type LimitUse } from '../../model/process/limit-use.ts'
import { isInitial, namespacesOf } from '../../model/process/namespaces.ts'
import { cpusText, LIMITS } from '../../model/process/scaling.ts'
import { effectiveOf } from '../../model/process/scaling-of.ts'
import type { PidValues } from '../../sample/pid-files.ts'
import { isMissing } from '../../source.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Detail } from './details.ts'
import { initNamespaces, usesOf } from './numbers.ts'
import type { Seen } from './page.ts'

/** Everything that is known beside the lines above, by subject. */
export function summaryDetails(on: Seen): readonly Detail[] {
  return [...paths(on), ...cgroup(on), ...limits(on), ...namespaces(on), ...rights(on), ...oom(on), ...argv(on)]
}

function paths({ looked }: Seen): readonly Detail[] {
  const path = (what: Text, file: 'exe' | 'cwd' | 'root') => detail(text`path`, what, of({ looked }, file, clean))
  if (looked.kind === 'kernel') return [detail(text`path`, text`exe`, text`none: a kernel thread`)]
  if (looked.kind === 'zombie') return [detail(text`path`, text`exe`, text`none any more: a zombie`)]
  return [path(text`exe`, 'exe'), path(text`cwd`, 'cwd'), path(text`root`, 'root')]
}

function cgroup(on: Seen): readonly Detail[] {
  const { snapshot, looked } = on
  const groups = looked.file('cgroup')
  if (isMissing(groups)) return [detail(text`cgroup`, text`path`, sign(groups.missing))]
  const allowed = cgroupLimits(snapshot.samples, groups.value)
  const effective = effectiveOf(snapshot, looked, allowed)
  const stopped = effective?.path != null ? (allowed.throttled.get(effective.path)?.share ?? null) : null
  const by = (path: string | null, words: Text) => (path === null ? words : text`${words} ${clean(path)}`)
  return [
    ...groups.value
      .filter(({ path, id }, i) => path !== '/' || id === 0 || i === 0)
      .map(({ id, controllers, path }) =>
        detail(text`cgroup`, id === 0 ? text`v2` : clean(`v1 ${controllers.join(',')}`), clean(path)),
      ),
    detail(
      text`cgroup`,
      text`effective CPUs`,
      effective
        ? text`${cpusText(effective.cpus)}, ${effective.by === 'online' ? text`` : text`set by `}${by(effective.path, LIMITS[effective.by])}${stopped === null ? text`` : text`; throttled in ${percentOf(stopped)} of the periods`}`
        : text`-`,
      (stopped ?? 0) > 0.05 ? 'warning' : 'plain',
    ),
    limitedDetail(text`memory limit`, allowed.memory, bytes),
    limitedDetail(text`tasks limit`, allowed.pids, count),
  ]
}

function limitedDetail(what: Text, groups: readonly Limited[], format: (value: number | null) => Text): Detail {
  const binds = binding(groups)
  if (!binds)
    return detail(
      text`cgroup`,
      what,
      groups.length > 0
        ? text`none, of ${groups.length} ${groups.length === 1 ? text`group` : text`groups`}`
        : text`none in sight`,
    )
  const share = limitShare(binds)
  const held = binds.workingSet == null ? text`` : text`, working set ${format(binds.workingSet)}`
  return detail(
    text`cgroup`,
    what,
    text`${format(binds.limit)}, set by ${clean(binds.path)}; used ${format(binds.used)}${held} (${percentOf(share)})`,
    (share ?? 0) >= 0.9 ? 'warning' : 'plain',
  )
}

function limits(on: Seen): readonly Detail[] {
  const { process } = on.looked
  const uses = process ? usesOf(on, process) : []
  if (isMissing(uses)) return [detail(text`limit`, text`all`, sign(uses.missing))]
  return uses.map((limit) =>
    detail(text`limit`, clean(limit.name.replace(/^Max /, '')), limitText(limit), limitStyle(limit)),
  )
}

function limitStyle(limit: LimitUse): Detail['style'] {
  if (isNear(limit)) return 'warning'
  return limit.soft === Number.POSITIVE_INFINITY && limit.used === null ? 'dim' : 'plain'
}

function limitText({ unit, soft, hard, used, share }: LimitUse): Text {
  const name = unit === null || unit === 'bytes' ? text`` : text` ${clean(unit)}`
  const show = (value: number) => text`${unit === 'bytes' ? bytes(value) : count(value)}`
  if (soft === Number.POSITIVE_INFINITY)
    return used === null ? text`no limit` : text`no limit; ${show(used)}${name} used`
  const part = used === null ? text`` : text`${show(used)} of `
  const percent = share === null ? text`` : text` (${percentOf(share)})`
  const upTo =
    hard === Number.POSITIVE_INFINITY ? text`; may be raised without limit` : text`; may be raised to ${show(hard)}`
  return text`${part}${show(soft)}${name}${percent}${hard === soft ? text`` : upTo}`
}

function namespaces({ snapshot, looked }: Seen): readonly Detail[] {
  const own = looked.file('ns')
  const chain = looked.value('status')?.nspid
  const pids = chain
    ? [
        detail(
          text`namespace`,
          text`pid inside`,
          text`${clean(chain.join(' → '))}${chain.length > 1 ? text` (outermost first)` : text``}`,
        ),
      ]
    : []
  if (isMissing(own)) return [...pids, detail(text`namespace`, text`all`, sign(own.missing))]
  const all = namespacesOf(own.value, initNamespaces(snapshot, looked.id.pid, own.value))
  return [
    ...pids,
    ...all.map((namespace) => {
      const { isShared, inode, type } = namespace
      const first = isInitial(namespace) ? text`, the machine's first` : text``
      return detail(
        text`namespace`,
        clean(type),
        text`${sharing(isShared)}${first} (${inode})`,
        isShared === false ? 'info' : 'plain',
      )
    }),
  ]
}

function sharing(isShared: boolean | null): Text {
  if (isShared === null) return text`shared with pid 1 or not: n/a`
  return isShared ? text`shared with pid 1` : text`own`
}

const SECCOMP = [text`off`, text`strict: read, write and exit only`, text`filter`]

function rights({ looked }: Seen): readonly Detail[] {
  const reading = looked.file('status')
  if (isMissing(reading)) return [detail(text`rights`, text`all`, sign(reading.missing))]
  const status = reading.value
  const set = (what: Text, mask: bigint | undefined) =>
    detail(text`rights`, what, mask === undefined ? text`-` : clean(capabilityWords(mask)))
  const tracer = status.tracerPid ?? 0
  return [
    set(text`capabilities`, status.capEff),
    set(text`caps permitted`, status.capPrm),
    set(text`caps bounding`, status.capBnd),
    set(text`caps inheritable`, status.capInh),
    set(text`caps ambient`, status.capAmb),
    detail(
      text`rights`,
      text`seccomp`,
      status.seccomp === undefined ? text`-` : (SECCOMP[status.seccomp] ?? text`${status.seccomp}`),
    ),
    detail(
      text`rights`,
      text`no_new_privs`,
      status.noNewPrivs === undefined ? text`-` : status.noNewPrivs ? text`yes` : text`no`,
    ),
    detail(
      text`rights`,
      text`uids`,
      text`real ${status.uid[0]} effective ${status.uid[1]} saved ${status.uid[2]} fs ${status.uid[3]}`,
    ),
    detail(
      text`rights`,
      text`gids`,
      text`real ${status.gid[0]} effective ${status.gid[1]} saved ${status.gid[2]} fs ${status.gid[3]}`,
    ),
    detail(
      text`rights`,
      text`groups`,
      status.groups === undefined ? text`-` : clean(status.groups.join(' ') || 'none'),
    ),
    detail(
      text`rights`,
      text`traced by`,
      tracer === 0 ? text`nobody` : text`pid ${tracer}`,
      tracer === 0 ? 'plain' : 'warning',
    ),
  ]
}

/** The neutral score of a small process whose adjustment is 0, since Linux 5.9. fs/proc/base.c proc_oom_score */
const NEUTRAL = 666

function oom({ looked }: Seen): readonly Detail[] {
  const adjust = looked.value('oom_score_adj')
  const never = adjust === -1000 ? text`, never killed for memory` : text``
  return [
    detail(
      text`oom`,
      text`oom_score`,
      of({ looked }, 'oom_score', (score) => text`${score} (neutral is ${NEUTRAL}; the highest is killed first)`),
    ),
    detail(
      text`oom`,
      text`oom_score_adj`,
      of({ looked }, 'oom_score_adj', (value) => text`${value}${never}`),
    ),
  ]
}

function argv({ looked }: Seen): readonly Detail[] {
  const words = looked.value('cmdline') ?? []
  return words.map((word, i) => detail(text`argv`, text`${i}`, clean(word)))
}

function of<F extends keyof PidValues>(
  { looked }: Pick<Seen, 'looked'>,
  file: F,
  show: (value: PidValues[F]) => Text,
): Text {
  const reading = looked.file(file)
  return isMissing(reading) ? sign(reading.missing) : show(reading.value)
}

function detail(subject: Text, what: Text, value: Text, style: Detail['style'] = 'plain'): Detail {
  return { subject, what, value, style }
}
