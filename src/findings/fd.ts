import { count as number, percentOf } from '../format.ts'
import { fileUseSources, fileUses } from '../model/process/open-files.ts'
import { fileNr } from '../parse/sys/fs/file-nr.ts'
import { reading } from '../sample/sample.ts'
import { isMissing } from '../source.ts'
import { processCulprit } from './parts/culprits.ts'
import { count, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const fd: Rule = {
  id: 'FD',
  title: 'file descriptors run out',
  help: 'A program has nearly as many files and sockets open as it may (RLIMIT_NOFILE): open and accept then fail with EMFILE. Or the machine has (fs.file-max): ENFILE. /proc/PID/fd, /proc/PID/limits, /proc/sys/fs/file-nr. Programs are looked at in turns.',
  resource: 'limits',
  limits: {
    warning: { value: 80, unit: '%', why: 'time to act before connections are refused' },
    critical: { value: 95, unit: '%', why: 'a burst of connections is enough' },
    exit: { value: 75, unit: '%', why: 'a little below where it began' },
  },
  window: 0,
  every: 5,
  sources: () => [fileNr],
  sign: () => true,
  dear: (samples) => ({ sources: fileUseSources(samples), processes: { threads: 'none' } }),
  see: (snapshot, limits) => {
    const { samples } = snapshot
    const whole = reading(samples.after, fileNr)
    if (isMissing(whole)) return whole
    const { open, max } = whole.value
    const all = max > 0 && max !== Number.POSITIVE_INFINITY ? open / max : 0
    const found = fileUses(samples)
    const [worst] = found
    const evidence = [
      share(
        worst ? `descriptors of ${worst.process.stat.comm} ${worst.process.pid}` : 'descriptors of any program',
        worst?.share ?? 0,
        limits('warning'),
        '/proc/PID/fd, /proc/PID/limits Max open files',
      ),
      share('open files of the machine', all, limits('warning'), '/proc/sys/fs/file-nr'),
    ]
    const most = Math.max(all, worst?.share ?? 0) * 100
    if (most < limits('exit')) return { clear: true, evidence }
    const near = found.filter((use) => use.share * 100 >= limits('exit'))
    const own = worst && worst.share >= all ? worst : null
    return {
      seen: most >= limits('critical') ? 'critical' : 'warning',
      hold: most < limits('warning'),
      value: most,
      says: own
        ? `${own.process.stat.comm} ${own.process.pid} has ${number(own.used)} of ${number(own.soft)} descriptors open (${percentOf(own.share)}); then open and accept fail.`
        : `The machine has ${number(open)} of ${number(max)} files open (${percentOf(all)}); then open fails for everybody but root.`,
      evidence: [...evidence, ...(own ? [count('its hard limit', own.hard, null, '/proc/PID/limits')] : [])],
      culprits: (own ? near : [...found].sort((a, b) => b.used - a.used))
        .slice(0, 3)
        .map((use) => processCulprit(use.process, `${number(use.used)} of ${number(use.soft)}`, 'files')),
      scope: { pids: near.map(({ process }) => process.pid) },
      next: own
        ? 'See on its page what they are (sockets that are not closed, files); raise LimitNOFILE of its unit, or mend the leak.'
        : 'Find who has most, or raise fs.file-max.',
      caution:
        own && own.hard > own.soft
          ? 'The program could raise its soft limit itself, up to the hard one.'
          : 'A higher limit only puts a leak off.',
      verify: own
        ? `ls /proc/${own.process.pid}/fd | wc -l; prlimit -n -p ${own.process.pid}`
        : 'cat /proc/sys/fs/file-nr',
    }
  },
}
