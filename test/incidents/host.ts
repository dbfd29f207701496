import type { WhyJson } from '../../src/why-json.ts'
import { times } from './quiet.ts'

/** Of the CPU time that was wanted: from here on STEAL says what is so, and nothing of the incident. Half of what the rule asks for. */
const TAKEN = 0.05

export interface Beside {
  readonly answer: WhyJson
  /** What the host of this virtual machine took meanwhile, of the CPU time that was wanted. */
  readonly taken: number
}

/** Asks, and measures by itself what the host took. */
export async function besideHost(ask: () => Promise<WhyJson>): Promise<Beside> {
  const before = times()
  const answer = await ask()
  const after = times()
  const wanted = after.total - before.total - (after.idle - before.idle)
  return { answer, taken: wanted > 0 ? (after.steal - before.steal) / wanted : 0 }
}

/** The answer but for what it says of a host that really takes the CPU. */
export function withoutHost({ answer, taken }: Beside): WhyJson {
  if (taken < TAKEN) return answer
  const findings = answer.findings.filter(({ id }) => id !== 'STEAL')
  return { ...answer, findings, headline: answer.headline === 'STEAL' ? (findings[0]?.id ?? null) : answer.headline }
}

/** For the table. */
export function besideWords({ answer, taken }: Beside): string {
  const isTold = taken >= TAKEN && answer.findings.some(({ id }) => id === 'STEAL')
  return isTold ? `, while the host took ${Math.round(taken * 100)} % of the CPU` : ''
}
