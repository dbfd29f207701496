import { count, percentOf, perSecond } from '../../format.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { connections } from '../../model/tcp/connections.ts'
import { counters } from '../../model/tcp/counters.ts'
import { retransmission } from '../../model/tcp/retransmission.ts'
import { socketSummary } from '../../model/tcp/summary.ts'
import { text } from '../../text.ts'
import { figure, type Subject } from './subject.ts'

/** Connections of whytop's own network namespace: how many, how fast they come, and what is lost. */
export function tcpSubject(snapshot: Snapshot): Subject {
  const counted = counters(snapshot.samples, null)
  const now = socketSummary(snapshot.samples, null, counted, snapshot.facts.pageSize)
  const { connects, accepts, fails, resets } = connections(counted)
  const fresh = connects === null || accepts === null ? null : connects + accepts
  const { share, few } = retransmission(counted, snapshot.interval)
  const overflows = counted.perSecond('TcpExtListenOverflows')
  const lossy = share !== null && !few && share >= LOSSY
  return {
    id: 'tcp',
    label: text`TCP`,
    pieces: [
      figure('estab', text`estab`, now.estab, count),
      figure('time_wait', text`time-wait`, now.timeWait, count),
      figure('new', text`new`, fresh, perSecond, { after: text`/s` }),
      // Nothing was sent: nothing was lost.
      figure(
        'retransmitted',
        text`retransmitted`,
        share ?? (counted.perSecond('TcpOutSegs') === 0 ? 0 : null),
        percentOf,
        {
          ...(lossy && { style: 'warning' as const }),
          ...(few && (share ?? 0) > 0 && { after: text` of few` }),
        },
      ),
      figure('overflows', text`listen overflow`, overflows, perSecond, {
        ...((overflows ?? 0) > 0 && { style: 'critical' as const }),
        after: text`/s`,
        spare: 1,
      }),
      figure('resets', text`reset`, resets, perSecond, { after: text`/s`, spare: 3 }),
      figure('fails', text`failed`, fails, perSecond, { after: text`/s`, spare: 2 }),
      figure('orphaned', text`orphaned`, now.orphaned, count, { spare: 4 }),
    ],
    curve: { value: fresh, top: null, format: (value) => text`${perSecond(value)}/s` },
    drill: { view: 'tcp', about: {}, title: text`TCP` },
  }
}

/** A few lost segments are how TCP finds out how fast it may send. */
const LOSSY = 0.01
