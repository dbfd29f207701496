import { percentOf, perSecond } from '../format.ts'
import { cpu } from '../model/cpu.ts'
import { demand } from '../model/load/demand.ts'
import { cpuCap, cpuCapSources } from '../model/system/cpu-capped.ts'
import { events, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const cpuCapped: Rule = {
  id: 'CPU-CAPPED',
  title: 'CPUs run slower than they could',
  help: 'CPUs became too hot and were slowed, or a policy keeps their clock low. Told by thermal_throttle/*_throttle_count and by cpufreq/scaling_max_freq beside cpuinfo_max_freq in /sys/devices/system/cpu/cpuN; a virtual machine has neither.',
  resource: 'cpu',
  limits: {
    hot: { value: 0.01, unit: '/s', why: 'a throttling every 100 s: once in a day is a full load in summer' },
    held: { value: 98, unit: '%', why: 'of the highest clock: less is a policy, not rounding' },
    busy: { value: 50, unit: '%', why: 'of all CPU time: an idle machine misses nothing' },
  },
  window: 60,
  every: 20,
  sources: (samples) => [...cpu.sources, ...cpuCapSources(samples)],
  see(snapshot, limits) {
    const { hot, held, missing } = cpuCap(snapshot.samples)
    if (missing) return missing
    const busy = demand(snapshot)?.shares.busy ?? null
    const evidence = [
      ...(hot
        ? [
            events(
              `times CPU ${hot.cpu} was slowed for heat`,
              hot.rate,
              limits('hot'),
              `cpu${hot.cpu}/thermal_throttle`,
            ),
          ]
        : []),
      ...(held
        ? [
            share(
              `of its highest clock: what CPU ${held.cpu} may run at`,
              held.share,
              limits('held'),
              `cpu${held.cpu}/cpufreq/scaling_max_freq`,
            ),
          ]
        : []),
      share('CPU time that was wanted', busy, limits('busy'), '/proc/stat cpu'),
    ]
    const isHot = hot !== null && hot.rate >= limits('hot')
    const isHeld = held !== null && held.share * 100 < limits('held')
    if (!isHot && !isHeld) return { clear: true, evidence }
    const wanted = busy !== null && busy * 100 >= limits('busy')
    const which = isHot ? (hot?.cpu ?? 0) : (held?.cpu ?? 0)
    return {
      seen: isHot && wanted ? 'warning' : 'info',
      value: isHot ? (hot?.rate ?? 0) : 1 - (held?.share ?? 1),
      says: isHot
        ? `Programs run slower${wanted ? '' : ' when they need the CPUs'}: CPU ${which} was too hot and slowed ${perSecond((hot?.rate ?? 0) * 60)} times a minute.`
        : `CPU ${which} may run at ${percentOf(held?.share ?? null)} of its highest clock only: a policy holds it there.`,
      evidence,
      culprits: [
        isHot
          ? { kind: 'setting', key: `cpu${which}/thermal_throttle`, name: `heat of CPU ${which}`, drill: CPUS }
          : { kind: 'setting', key: `cpu${which}/cpufreq`, name: `scaling_max_freq of CPU ${which}`, drill: CPUS },
      ],
      next: isHot
        ? 'See to fans, dust and air; then to the power limits in the firmware.'
        : 'Raise scaling_max_freq, or see which power daemon or profile lowers it.',
      caution: 'A laptop on battery, and a data centre with a power budget, hold clocks low on purpose.',
      verify: 'turbostat; cpupower frequency-info; grep . /sys/devices/system/cpu/cpu*/thermal_throttle/*count',
    }
  },
}

const CPUS = { view: 'system', page: 'cpus', about: {} }
