import { count, percentOf, perSecond } from '../../format.ts'
import type { App } from '../../model/app/app.ts'
import { type FlowSum, flowSum } from '../../model/app/flow-sum.ts'
import { isMissing } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import { type Fact, facts, oneLine, type Part } from '../facts.ts'
import type { Lines } from '../view.ts'
import { eachLasts, fact, span } from './show.ts'

/** Connections that come in and that go out, and how they hang together. */
export function trafficSection(app: App): Lines {
  return {
    kind: 'lines',
    id: 'app-traffic',
    priority: 2,
    least: 2,
    lines: (width, rows) =>
      trafficLines(app, rows).flatMap((one): readonly Line[] => (rows < 20 ? oneLine : facts)([one], width)),
  }
}

function trafficLines({ flows, service }: App, rows: number): readonly Fact[] {
  if (isMissing(flows)) return [fact(text`Sockets`, span(text`not known: ${clean(flows.why)}`, 'dim'))]
  const { listeners, upstreams, unclaimed, pending, refused } = flows
  const into = flowSum(listeners)
  const out = flowSum(upstreams)
  const lost = [
    ...(refused > 0 ? [span(text`descriptors of ${refused} of its processes may not be read`, 'warning')] : []),
    ...(pending > 0 ? [span(text`~ descriptors of ${pending} to come`, 'dim')] : []),
  ]
  const names = (flows: readonly { readonly name: string; readonly estab: number }[]) =>
    flows.length === 0
      ? text`(nobody now)`
      : ([
          ...flows.slice(0, 3).map(({ name, estab }) => text`${clean(name)} ×${count(estab)}`),
          ...(flows.length > 3 ? [text`${flows.length - 3} more`] : []),
        ].join(', ') as Text)
  const chain = fact(
    text`Chain`,
    text`${names(listeners)} → ${clean(service.name)} ×${service.members.length} → ${names(upstreams)}`,
  )
  return [
    listeners.length === 0 ? fact(text`In`, span(text`listens on no TCP port`, 'dim'), ...lost) : inFact(into, lost),
    ...(rows < 26 || into.peers.length === 0 ? [] : [peersFact(into)]),
    ...(upstreams.length === 0 && rows < 20 ? [] : [upstreams.length === 0 ? noneFact(unclaimed) : outFact(out)]),
    ...(rows < 22 || (listeners.length === 0 && upstreams.length === 0) ? [] : [chain]),
  ]
}

function inFact(flow: FlowSum, lost: readonly Part[]): Fact {
  const { queue, most } = flow
  const full = most !== null && queue > most
  return fact(
    text`In`,
    text`${count(flow.estab)} estab`,
    text`${perSecond(flow.opened)}/s accepted`,
    span(
      text`queue ${count(queue)}${most === null ? text`` : text`/${count(most)}`}`,
      full ? 'critical' : queue > 0 ? 'warning' : 'plain',
    ),
    ...shared(flow),
    ...(flow.closeWait > 0 ? [span(text`CLOSE-WAIT ${count(flow.closeWait)}`, 'warning')] : []),
    ...lost,
  )
}

/** One that is closed again at once is hardly ever seen, and whose the rest of it was nobody tells. */
function noneFact(unclaimed: number): Fact {
  const rest = text`${count(unclaimed)} TIME-WAIT to others may be of its connections, or of other programs here`
  return fact(
    text`Out`,
    span(text`no connection to others at this look`, 'dim'),
    ...(unclaimed > 0 ? [{ ...span(rest, 'dim'), spare: 1 }] : []),
  )
}

function outFact(flow: FlowSum): Fact {
  return fact(
    text`Out`,
    text`${count(flow.estab)} estab`,
    text`${perSecond(flow.opened)}/s connected`,
    ...(flow.opening > 0 ? [span(text`SYN-SENT ${count(flow.opening)}`, 'warning')] : []),
    ...shared(flow),
    ...(flow.closeWait > 0 ? [span(text`CLOSE-WAIT ${count(flow.closeWait)}`, 'warning')] : []),
  )
}

function shared(flow: FlowSum): readonly Part[] {
  const { kept, closedFirst, waits } = flow
  const lasts = eachLasts(flow)
  return [
    ...(lasts === null ? [] : [{ ...span(text`each lasts ${lasts}`), spare: 2 }]),
    ...(kept === null ? [] : [span(text`reused ${percentOf(kept)}`, kept < 0.5 ? 'warning' : 'plain')]),
    ...(closedFirst === null ? [] : [{ ...span(closesText(closedFirst)), spare: 3 }]),
    ...(waits > 0 ? [{ ...span(text`TIME-WAIT ${count(waits)}`), spare: 4 }] : []),
  ]
}

/** Who closes first keeps the TIME_WAIT. */
export function closesText(share: number): Text {
  if (share >= 0.8) return text`it closes first`
  if (share <= 0.2) return text`peers close first`
  return text`it closes ${percentOf(share)} first`
}

function peersFact({ peers }: FlowSum): Fact {
  const shown = peers.slice(0, 6).map(({ name, count: n }) => span(text`${clean(name)} ${count(n)}`))
  return fact(text`From`, ...shown, ...(peers.length > 6 ? [span(text`and ${peers.length - 6} more`, 'dim')] : []))
}
