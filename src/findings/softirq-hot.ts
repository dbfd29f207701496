import { percentOf, perSecond } from '../format.ts'
import { type PerCpu, perCpu } from '../model/load/per-cpu.ts'
import { cpuInterrupts } from '../model/network/cpus.ts'
import { interruptTable } from '../model/network/interrupts.ts'
import { receiveWork } from '../model/network/softnet.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { stat } from '../parse/stat.ts'
import { noRate } from './parts/missing.ts'
import { count, events, share } from './parts/told.ts'
import type { Culprit, Evidence, Rule } from './rule.ts'

interface Hot {
  readonly cpu: PerCpu
  readonly soft: number
  /** Mean of the other CPUs. */
  readonly others: number
}

export const softirqHot: Rule = {
  id: 'SOFTIRQ-HOT',
  title: 'interrupt work on one CPU',
  help: 'One CPU spends its time in soft interrupts, mostly network receive work, while the others have hardly any: one receive queue, or all of them sent to one CPU. /proc/stat softirq, /proc/softirqs, /proc/interrupts.',
  resource: 'network',
  limits: {
    warning: { value: 40, unit: '%', why: 'of one CPU: little more and one core sets the pace of the network' },
    critical: { value: 70, unit: '%', why: 'near its end, as the kernel itself and programs need the rest' },
    exit: { value: 30, unit: '%', why: 'three quarters of the entry' },
    others: { value: 10, unit: '%', why: 'mean of the other CPUs: the work is not shared' },
    waiting: { value: 0.1, unit: '', why: 'threads in line behind it: somebody feels it' },
  },
  window: 15,
  sources: () => [...new Set([...perCpu.sources, ...receiveWork.sources])],
  sign: (snapshot, limits) => (hottest(snapshot)?.soft ?? 0) * 100 >= limits('exit'),
  // Wide on a large machine.
  dear: () => ({ sources: [...new Set([...cpuInterrupts.sources, ...interruptTable.sources])] }),
  see(snapshot, limits) {
    const hot = hottest(snapshot)
    if (!hot) return noRate(snapshot, stat, 'where CPU time went')
    const { cpu, soft, others } = hot
    const lost = snapshot.get(receiveWork)?.find((one) => one.cpu === cpu.id)
    const evidence: readonly Evidence[] = [
      share(`of CPU ${cpu.id}: soft interrupts`, soft, limits('warning'), `/proc/stat cpu${cpu.id} softirq`),
      share('the same, mean of the other CPUs', others, limits('others'), '/proc/stat cpuN softirq'),
      ...(cpu.waiting === null
        ? []
        : [count(`threads in line for CPU ${cpu.id}`, cpu.waiting, limits('waiting'), '/proc/schedstat')]),
      ...(lost
        ? [events('packets lost there, or budget used up', lost.dropped + lost.squeezed, 0, '/proc/net/softnet_stat')]
        : []),
    ]
    if (soft * 100 < limits('exit') || others * 100 >= limits('others')) return { clear: true, evidence }
    const harms = (cpu.waiting ?? 0) >= limits('waiting') || (lost ? lost.dropped + lost.squeezed > 0 : false)
    const line = busiestLine(snapshot, cpu.id)
    return {
      seen: !harms ? 'info' : soft * 100 >= limits('critical') ? 'critical' : 'warning',
      hold: soft * 100 < limits('warning'),
      value: soft,
      says: `${harms ? 'Packets and threads wait' : 'Nobody waits yet'}: CPU ${cpu.id} spends ${percentOf(soft)} of its time in soft interrupts${line ? `, mostly for ${line.name}` : ''}, the others ${percentOf(others)}.`,
      evidence: [...evidence, ...kindsOf(snapshot, cpu.id)],
      culprits: line ? [line] : [],
      next: 'Spread receive work: more queues (ethtool -L), RPS (rps_cpus of the queue), or irqbalance.',
      caution: 'On a path through veth or a bridge all work stays on the CPU that sent; there only RPS helps.',
      verify: 'cat /proc/softirqs /proc/interrupts; mpstat -P ALL 1 # %soft',
    }
  },
}

/** Null: not known yet. */
function hottest(snapshot: Snapshot): Hot | null {
  const known = snapshot.get(perCpu).cpus.flatMap((cpu) => (cpu.shares ? [{ cpu, soft: cpu.shares.soft }] : []))
  if (known.length === 0) return null
  const most = known.reduce((a, b) => (b.soft > a.soft ? b : a))
  const rest = known.filter((one) => one !== most)
  // One CPU alone has nobody to share with: that counts as shared, so that nothing is seen.
  const others = rest.length > 0 ? rest.reduce((sum, { soft }) => sum + soft, 0) / rest.length : 1
  return { ...most, others }
}

function kindsOf(snapshot: Snapshot, cpu: number): readonly Evidence[] {
  const kinds = snapshot.get(cpuInterrupts).find(({ id }) => id === cpu)?.kinds
  const most = [...(kinds ?? [])].sort((a, b) => (b[1] ?? 0) - (a[1] ?? 0))[0]
  return most?.[1] ? [events(`of them ${most[0]}`, most[1], null, '/proc/softirqs')] : []
}

/** The interrupt that this CPU takes most of; one that all CPUs have (timers) is none. */
function busiestLine(snapshot: Snapshot, cpu: number): Culprit | null {
  const { lines, cpus } = snapshot.get(interruptTable)
  const column = cpus.indexOf(cpu)
  const [most] = lines
    .filter(({ name, busiest }) => /^\d+$/.test(name) && busiest?.cpu === cpu)
    .sort((a, b) => (b.rates[column] ?? 0) - (a.rates[column] ?? 0))
  const rate = most?.rates[column] ?? 0
  if (!most || rate <= 0) return null
  return {
    kind: 'interface',
    key: `irq${most.name}`,
    name: `interrupt ${most.name} ${most.what}`,
    share: `${perSecond(rate)}/s on CPU ${cpu}`,
    drill: { view: 'system', page: 'interrupts', about: {} },
  }
}
