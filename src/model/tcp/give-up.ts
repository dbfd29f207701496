import type { Seconds } from '../../units.ts'

/** What the kernel goes by when it waits for an answer. */
export interface RetryLimits {
  /** tcp_retries2; for orphans tcp_orphan_retries, 0 meaning 8. */
  readonly retries: number
  readonly orphanRetries: number
  readonly synRetries: number
  /** 0 before Linux 6.5. */
  readonly synLinear: number
  readonly rtoMax: Seconds
}

/** TCP_RTO_MIN: the model of tcp_retries2 counts with it, whatever rto_min a route has. */
const RTO_MIN: Seconds = 0.2
/** TCP_TIMEOUT_INIT: before the first round trip is measured. RFC 6298 */
const RTO_INIT: Seconds = 1

/**
 * How long `retries` retransmissions would take if the RTO began at its minimum: the time the kernel allows, counted from the first
 * retransmission. 15 retries: 924.6 s. Kernel: net/ipv4/tcp_timer.c tcp_model_timeout
 */
export function allowedTime(retries: number, rtoMax: Seconds, base: Seconds = RTO_MIN): Seconds {
  const doublings = Math.floor(Math.log2(rtoMax / base))
  if (retries <= doublings) return (2 ** (retries + 1) - 1) * base
  return (2 ** (doublings + 1) - 1) * base + (retries - doublings) * rtoMax
}

/**
 * Seconds until a connection that is being retransmitted dies with ETIMEDOUT, when nobody answers and no TCP_USER_TIMEOUT says
 * otherwise: the time is looked at only when the timer fires, so the waits to come are added up until one ends beyond it.
 * Kernel: net/ipv4/tcp_timer.c retransmits_timed_out, tcp_write_timeout
 */
export function untilGivenUp(
  socket: { readonly rto: Seconds; readonly retransmits: number; readonly expires: Seconds; readonly orphan: boolean },
  limits: RetryLimits,
): Seconds | null {
  const { rto, retransmits, expires, orphan } = socket
  if (!(rto > 0) || retransmits < 1) return null
  const allowed = allowedTime(orphan ? limits.orphanRetries || 8 : limits.retries, limits.rtoMax)
  /** Since the first retransmission, at the moment the timer fires. */
  let since = rto
  for (let k = 1, wait = rto / 2; k < retransmits; k++, wait /= 2) since += wait
  let left = expires
  for (let wait = rto; since < allowed; since += wait, left += wait) wait = Math.min(wait * 2, limits.rtoMax)
  return left
}

/** The wait after the SYN of each number: 1 1 1 1 1 2 4 … with 4 linear timeouts (Linux 6.5), 1 2 4 … before. */
export function synWaits({ synRetries, synLinear, rtoMax }: RetryLimits): readonly Seconds[] {
  return Array.from({ length: synRetries + synLinear + 1 }, (_, k) =>
    Math.min(RTO_INIT * 2 ** Math.max(0, k - synLinear), rtoMax),
  )
}

/**
 * Seconds until connect(2) fails with ETIMEDOUT. `retransmits`: SYNs sent beyond the first. It ends when all have been sent, or when
 * the time has passed that `tcp_syn_retries` doubling waits would take: with few retries the linear ones are not all sent.
 */
export function untilConnectFails(retransmits: number, expires: Seconds, limits: RetryLimits): Seconds {
  const waits = synWaits(limits)
  const allowed = allowedTime(limits.synRetries, limits.rtoMax, RTO_INIT)
  let since = waits.slice(0, retransmits + 1).reduce((sum, wait) => sum + wait, 0)
  let left = expires
  for (let k = retransmits + 1; k < waits.length && since < allowed; k++) {
    since += waits[k] as number
    left += waits[k] as number
  }
  return left
}

/** The same from the first SYN on: 131 s by default, 127 s before Linux 6.5. */
export function connectTimeout(limits: RetryLimits): Seconds {
  return untilConnectFails(0, RTO_INIT, limits)
}

/** Seconds until keepalive declares the peer dead: the probes still to come, an interval apart. Null where a limit is not known. */
export function untilDead(
  probes: number,
  expires: Seconds,
  most: number | null,
  interval: Seconds | null,
): Seconds | null {
  return most === null || interval === null ? null : expires + Math.max(0, most - probes) * interval
}

/**
 * The same of a socket with TCP_USER_TIMEOUT, which then decides and not the number of probes: the first time the timer fires after
 * so long a silence, once a probe is out. `silent`: since the peer was heard. Kernel: net/ipv4/tcp_timer.c tcp_keepalive_timer
 */
export function untilUserTimeout(
  probes: number,
  expires: Seconds,
  silent: Seconds,
  interval: Seconds,
  timeout: Seconds,
): Seconds {
  const late = Math.ceil((timeout - silent - expires) / interval)
  return expires + Math.max(probes > 0 ? 0 : 1, late) * interval
}
