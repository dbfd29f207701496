import { perSecond } from '../format.ts'
import { receiveWork, type Softnet } from '../model/network/softnet.ts'
import { softnetStat } from '../parse/net/softnet-stat.ts'
import { noRate } from './parts/missing.ts'
import { events } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const softnet: Rule = {
  id: 'SOFTNET',
  title: 'packets dropped before the network stack',
  help: 'A CPU could not take packets from its backlog as fast as they came: those that found it full are lost. A squeeze only says that its budget or its 2 ms were used up with packets left. /proc/net/softnet_stat, columns 2 and 3; net.core.netdev_max_backlog, netdev_budget.',
  resource: 'network',
  limits: {
    dropped: { value: 0, unit: '/s', why: 'any loss here is one that the stack cannot make good' },
    squeezed: { value: 10, unit: '/s', why: 'on one CPU: the budget is used up all the time, not in a burst' },
  },
  window: 10,
  sources: () => receiveWork.sources,
  see(snapshot, limits) {
    const cpus = snapshot.get(receiveWork)
    if (!cpus || cpus.length === 0) return noRate(snapshot, softnetStat, 'what became of packets')
    const worst = (by: 'dropped' | 'squeezed') => cpus.reduce((most, cpu) => (cpu[by] > most[by] ? cpu : most))
    const [drops, squeeze] = [worst('dropped'), worst('squeezed')]
    const sum = cpus.reduce((all, { dropped }) => all + dropped, 0)
    const flows = cpus.reduce((all, { flowLimited }) => all + flowLimited, 0)
    const evidence = [
      events('packets dropped, backlog full', sum, limits('dropped'), '/proc/net/softnet_stat column 2, less 11'),
      events(
        `budget used up on CPU ${squeeze.cpu}`,
        squeeze.squeezed,
        limits('squeezed'),
        '/proc/net/softnet_stat column 3',
      ),
      events('packets dropped by the limit for one flow', flows, null, '/proc/net/softnet_stat column 11'),
    ]
    const loses = sum > limits('dropped')
    if (!loses && squeeze.squeezed < limits('squeezed')) return { clear: true, evidence }
    const { cpu } = loses ? drops : squeeze
    return {
      seen: loses ? 'warning' : 'info',
      value: loses ? sum : squeeze.squeezed,
      says: loses
        ? `Whoever receives loses ${perSecond(sum)} packets/s before the network stack sees them: the backlog of CPU ${cpu} is full.`
        : `Packets wait: CPU ${cpu} uses up its budget for them ${perSecond(squeeze.squeezed)} times/s and has packets left.`,
      evidence,
      culprits: [cpuOf(drops.dropped > 0 ? drops : squeeze, sum)],
      next: loses
        ? 'Raise net.core.netdev_max_backlog, or spread the work with RPS or more queues.'
        : 'Raise net.core.netdev_budget and netdev_budget_usecs, or spread the work with RPS or more queues.',
      caution: 'A longer backlog also means longer waits in it.',
      verify: 'cat /proc/net/softnet_stat # columns 2 and 3, in hexadecimal',
    }
  },
}

function cpuOf({ cpu, dropped, processed }: Softnet, sum: number) {
  return {
    kind: 'interface' as const,
    key: `cpu${cpu}`,
    name: `receive work of CPU ${cpu}`,
    share: sum > 0 ? `${perSecond(dropped)} of ${perSecond(sum)} drops/s` : `${perSecond(processed)} packets/s`,
    drill: { view: 'system', page: 'interrupts', about: {} },
  }
}
