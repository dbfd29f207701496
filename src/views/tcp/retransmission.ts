import { count, percentOf, perSecond } from '../../format.ts'
import { connectTimeout } from '../../model/tcp/give-up.ts'
import { RETRANSMISSIONS, type Retransmission, retransmission } from '../../model/tcp/retransmission.ts'
import { heldHere } from '../../model/tcp/stalled.ts'
import { isMissing } from '../../source.ts'
import type { Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import { facts } from '../facts.ts'
import type { Lines } from '../view.ts'
import { type Seen, tableOf } from './seen.ts'
import { fact, span, wait } from './show.ts'
import { UNANSWERED } from './unanswered.ts'

/** How much is sent again, and by which means the loss was found. */
export function retransmissionSection(on: Seen): Lines {
  const now = retransmission(on.counters, on.snapshot.interval)
  const style = resentStyle(now)
  const kinds = now.kinds.map(({ id, now: total, perSecond: rate }) =>
    total === null && rate === null
      ? span(text`${id as Text} off`, 'dim')
      : text`${id.replace('_', ' ') as Text} ${rate === null ? count(total) : text`${perSecond(rate)}/s`}`,
  )
  const retry = on.limits.retry
  const table = tableOf(on, UNANSWERED)
  const held = isMissing(table) ? 0 : heldHere(table.value)
  return {
    kind: 'lines',
    id: 'tcp-retransmission',
    priority: 2,
    least: 3,
    lines: (width, rows) => [
      ...facts(
        [
          ...(held === 0 ? [] : [fact(text`Held here`, span(says(held), 'critical'))]),
          fact(
            text`Sent again`,
            span(text`${percentOf(now.share)} of segments`, style),
            text`${perSecond(now.again)}/s beside ${perSecond(now.sent)}/s new ones`,
            ...(now.few && now.share !== null ? [span(text`too few to judge`, 'dim')] : []),
            text`since the start ${percentOf(now.shareEver)}`,
          ),
          fact(text`Found by`, ...kinds),
        ],
        width,
      ),
      ...(rows < 26
        ? []
        : facts(
            [
              fact(
                text`Gives up`,
                text`connect after ${wait(connectTimeout(retry))}`,
                text`open connection: tcp_retries2 ${retry.retries}`,
                text`closed one: tcp_orphan_retries ${retry.orphanRetries}${retry.orphanRetries === 0 ? text` (8)` : text``}`,
                text`longest wait ${wait(retry.rtoMax)}`,
              ),
            ],
            width,
          )),
    ],
  }
}

function says(held: number): Text {
  const whose = held === 1 ? text`a connection` : text`${count(held)} connections`
  return text`data of ${whose}: a firewall or queue of this machine drops it`
}

/** Below 1 % is what the Internet does; 5 % halves the throughput. Of a few segments it says nothing. */
export function resentStyle({ share, shareEver, few }: Retransmission): Style {
  const judged = share === null || few ? shareEver : share
  if (judged === null) return 'dim'
  return judged >= 0.05 ? 'critical' : judged >= 0.01 ? 'warning' : 'strong'
}

export const RETRANSMISSION_TERMS = RETRANSMISSIONS.map(({ id, counter, says }) => ({
  term: id.replace('_', ' '),
  help: `${says}; /proc/net/netstat ${counter.replace('TcpExt', 'TcpExt ')}`,
}))
