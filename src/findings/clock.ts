import { age } from '../format.ts'
import { clock as clockModel, clockSource, SLOW_CLOCKS } from '../model/system/clock.ts'
import { seconds } from '../rates.ts'
import type { Nanos, Seconds } from '../units.ts'
import { notTold } from './parts/missing.ts'
import type { Rule } from './rule.ts'

/** Where the wall clock stood some minutes ago, told by the time of the boot. */
interface Kept {
  readonly btime: Seconds
  readonly at: Nanos
}

export const clock: Rule<Kept> = {
  id: 'CLOCK',
  title: 'slow or unsteady clock',
  help: 'The kernel reads time from a slow device, so that every request for the time is a system call that costs; or the wall clock was set while programs ran. /sys/devices/system/clocksource/clocksource0/current_clocksource; btime of /proc/stat, which moves with the wall clock only.',
  resource: 'kernel',
  limits: {
    step: { value: 2, unit: 's', why: 'the kernel tells the boot time in whole seconds: less may be rounding' },
    span: {
      value: 240,
      unit: 's',
      why: 'a step is looked for in so long: 2 s are half a second a minute then, and what was before is past',
    },
  },
  window: 0,
  // It is set in an instant; that logs do not fit is found out later.
  latch: 300,
  every: 60,
  advice: true,
  sources: () => clockModel.sources,
  see(snapshot, limits, kept) {
    const { source, others, btime } = snapshot.get(clockModel)
    if (source === null) return notTold(snapshot, clockSource, 'the clock')
    const at = snapshot.samples.after.at
    const now = btime === null ? null : { btime, at }
    const first = kept ?? now
    const next = first && now && seconds(first.at, at) >= limits('span') ? now : first
    const step = first && btime !== null ? btime - first.btime : 0
    const evidence = [
      { what: 'clock', seen: source, limit: null, unit: '', from: clockSource.path },
      {
        what: 'wall clock was set by, in the last minutes',
        seen: step,
        limit: limits('step'),
        unit: 's',
        from: '/proc/stat btime',
      },
    ]
    const isSlow = SLOW_CLOCKS.has(source)
    const stepped = Math.abs(step) >= limits('step')
    const keep = next ? { kept: next } : {}
    if (!isSlow && !stepped) return { clear: true, evidence, ...keep }
    const better = others.filter((name) => !SLOW_CLOCKS.has(name))
    return {
      seen: 'info',
      value: isSlow ? 1 : Math.abs(step),
      says: isSlow
        ? `Every program that asks for the time pays: the kernel reads it from ${source}${better.length > 0 ? `, although ${better.join(', ')} is there` : ''}.`
        : `The wall clock was set ${step > 0 ? 'forward' : 'back'} by ${age(Math.abs(step))}: times in logs do not fit.`,
      evidence,
      culprits: [{ kind: 'setting', key: clockSource.path, name: isSlow ? source : 'wall clock' }],
      next: isSlow
        ? 'See in the kernel log why tsc was given up ("clocksource: Marking clocksource tsc as unstable"); in a virtual machine choose its own clock.'
        : 'See whether one daemon alone sets the time (chrony, ntpd, systemd-timesyncd), and that it slews.',
      caution: 'A tsc that was given up because CPUs disagree must stay so.',
      verify: 'cat /sys/devices/system/clocksource/clocksource0/*; chronyc tracking',
      ...keep,
    }
  },
}
