import { bytesLong, bytesPerSecond, count, perSecond } from '../../format.ts'
import { curve, pace } from '../../model/history.ts'
import { type Interface, interfaces } from '../../model/network/interfaces.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import { type Fact, facts } from '../facts.ts'
import type { Chart } from '../view.ts'
import { fact } from './cpus.ts'

/** One interface in full. */
export function interfaceFacts(snapshot: Snapshot, name: string, width: number): readonly Line[] {
  const one = snapshot.get(interfaces).find((each) => each.name === name)
  if (!one) return facts([fact(text`Interface`, [text`${clean(name)} is not there any more`])], width)
  const { link, rx, tx, counters } = one
  const way = (
    label: Text,
    flow: Interface['rx'],
    total: Interface['counters']['rx'] | Interface['counters']['tx'],
    more: readonly Text[],
  ): Fact =>
    fact(label, [
      bytesPerSecond(flow.bytes),
      text`${perSecond(flow.packets)} packets/s`,
      text`since it was made ${bytesLong(Number(total.bytes))}`,
      text`${count(total.packets)} packets`,
      text`errors ${count(total.errors)}`,
      text`dropped ${count(total.dropped)}`,
      text`fifo ${count(total.fifo)}`,
      ...more,
    ])
  return facts(
    [
      fact(text`Interface`, [
        clean(name),
        clean(link.state ?? 'state -'),
        text`${clean(link.kind ?? 'kind -')}, driver ${clean(link.driver ?? '-')}`,
        text`address ${clean(link.address ?? '-')}`,
        ...(link.master === null ? [] : [text`a port of ${clean(link.master)}`]),
      ]),
      fact(text`Link`, [
        link.speed === null ? text`speed not known` : text`${count(link.speed)} Mbit/s`,
        text`duplex ${clean(link.duplex ?? '-')}`,
        text`MTU ${count(link.mtu)}`,
        text`queues ${link.queues ? text`${count(link.queues.rx)} rx ${count(link.queues.tx)} tx` : text`-`}`,
        text`txqueuelen ${count(link.txQueueLength)}`,
        text`link changed ${count(link.carrierChanges)} times`,
      ]),
      way(text`Received`, rx, counters.rx, [
        text`frame ${count(counters.rx.frame)}`,
        text`multicast ${count(counters.rx.multicast)}`,
      ]),
      way(text`Sent`, tx, counters.tx, [
        text`collisions ${count(counters.tx.collisions)}`,
        text`carrier ${count(counters.tx.carrier)}`,
      ]),
    ],
    width,
  )
}

/** Bytes in and out over the last minutes, of one interface or of all that lead out of the machine. */
export function trafficChart(snapshot: Snapshot, name: string | null, priority: number): Chart {
  const { history } = snapshot
  const step = pace(history) ?? 1
  const of = (way: string) => curve(history, name === null ? `system.${way}` : `system.${way}.${name}`, step)
  return {
    kind: 'chart',
    id: 'system-traffic',
    title: name === null ? text`Network traffic of the hardware` : text`Traffic of ${clean(name)}`,
    priority,
    least: 8,
    series: [
      { name: text`received`, style: 'series1', values: of('rx') },
      { name: text`sent`, style: 'series2', values: of('tx') },
    ],
    stacked: false,
    unit: (value) => (Number.isNaN(value) ? text`-` : bytesPerSecond(value)),
    bytes: true,
    step,
  }
}
