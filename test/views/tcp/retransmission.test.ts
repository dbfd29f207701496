import { expect, test } from 'vitest'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { socketSource } from '../../../src/model/sockets/table.ts'
import { TCP } from '../../../src/parse/net/tcp-state.ts'
import { visitTo } from '../../../src/ui/places.ts'
import { retransmissionSection } from '../../../src/views/tcp/retransmission.ts'
import { seen } from '../../../src/views/tcp/seen.ts'
import { UNANSWERED } from '../../../src/views/tcp/unanswered.ts'
import { tcpView } from '../../../src/views/tcp/view.ts'
import { FACTS } from '../../findings/looks.ts'
import { tableOf } from '../../model/tcp/tables.ts'
import { placeOf } from '../../snapshot-of.ts'
import { fixtureHost, frameText, lineText, looked, stateAt } from '../../ui/drawing.ts'

function shown(window: number): readonly string[] {
  const info = { sndMss: 1448, sndWnd: window, backoff: 6 }
  const table = tableOf([1, 2].map((localPort) => ({ state: TCP.ESTAB, localPort, timer: 4, wqueue: 500, info })))
  const files = new Map([[socketSource({ ...UNANSWERED, pid: null }).path, { value: table, at: 1 }]])
  const snapshot = new Snapshot({ after: { at: 1, files, processes: null }, before: null }, FACTS, NO_HISTORY)
  return retransmissionSection(seen(snapshot, placeOf(tcpView, {}, 'retransmission')))
    .lines(80, 21)
    .map((line) => lineText(line).trimEnd())
}

test('in the overview each way by which it is sent again has its unit', async () => {
  const visit = visitTo('tcp')
  const { drawn } = await looked(fixtureHost('tcp-states'), stateAt(visit))
  expect(frameText(drawn.frame)).toMatch(/fast 0\/s RTO 12\.7\/s TLP 0\/s SYN 9\.1\/s/)
})

test('what this machine drops itself stands first: nobody else tells of it', () => {
  expect(shown(65_536)[0]).toBe(' Held here  data of 2 connections: a firewall or queue of this machine drops it')
  expect(shown(0)[0]).toMatch(/^ Sent again /)
})
