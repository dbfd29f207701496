import { type Fold, ParseError, type WaysAsked } from '../../source.ts'
import { addressText } from './address.ts'
import { attributesFrom, messagesOf, numberOf } from './netlink.ts'

/** A route for unicast of any table but `local`. */
export interface Route {
  readonly family: 4 | 6
  /** As ip(8) spells it: `default`, `10.9.0.0/16`, `10.9.0.1`. */
  readonly to: string
  /** Number of its table; 254 is `main`. */
  readonly table: number
  readonly via: string | null
  /** Raw name of the interface; null: several next hops, or none. */
  readonly device: string | null
  /** Next hops it is shared among; 0: one. */
  readonly hops: number
  /** Of two routes to the same the lower one is taken; null: 0. */
  readonly priority: number | null
  /** What TCP is told for this way, in the order of ip(8); mostly nothing. */
  readonly metrics: readonly RouteMetric[]
}

/** RTAX_*, in the unit of ip(8): rtt, rttvar and rto_min in ms. */
export interface RouteMetric {
  readonly name: (typeof METRICS)[number]
  readonly value: number | string
  /** `lock`: TCP may not change it. */
  readonly locked: boolean
}

export interface Routes {
  readonly routes: readonly Route[]
  /** False: there are more, which were not looked at. */
  readonly whole: boolean
}

const NEWLINK = 16
const NEWROUTE = 24
const IFINFOMSG = 16
const RTMSG = 12
const IFLA_IFNAME = 3
const RTA = { dst: 1, oif: 4, gateway: 5, priority: 6, metrics: 8, multipath: 9, table: 15, via: 18 } as const
const LOCAL = 255
const UNICAST = 1
/** What was learnt on the way to one address (RTM_F_CLONED): no route that anybody made. */
const CLONED = 0x200
const FAMILIES = new Map([
  [2, 4],
  [10, 6],
] as const)

/** By RTAX_ number, in the names of ip-route(8). */
const METRICS = [
  '',
  'lock',
  'mtu',
  'window',
  'rtt',
  'rttvar',
  'ssthresh',
  'cwnd',
  'advmss',
  'reordering',
  'hoplimit',
  'initcwnd',
  'features',
  'rto_min',
  'initrwnd',
  'quickack',
  'congctl',
  'fastopen_no_cookie',
] as const
const LOCK = 1
const FEATURES = 12
const CONGCTL = 16
/** RTAX_FEATURE_*, by bit. */
const FEATURE_NAMES = ['ecn', 'sack', 'timestamp', 'allfrag', 'tcp_usec_ts'] as const
/** The kernel keeps eighths and quarters of a millisecond. */
const PARTS: Partial<Record<string, number>> = { rtt: 8, rttvar: 4 }

/**
 * Messages of rtnetlink: RTM_NEWLINK (for the names of interfaces), then RTM_NEWROUTE. Kernel: net/ipv4/fib_semantics.c fib_dump_info,
 * net/ipv6/route.c rt6_fill_node, include/uapi/linux/rtnetlink.h
 */
export function routesFold({ most }: WaysAsked): Fold<Routes> {
  const names = new Map<number, string>()
  const routes: Route[] = []
  let length = 0
  return {
    add: (piece) => {
      length += piece.length
      for (const { type, body } of messagesOf('routes', piece)) {
        if (type === NEWLINK) addLink(names, body)
        else if (type === NEWROUTE) addRoute(routes, names, body)
      }
    },
    end: () => ({ routes, whole: length < most }),
  }
}

export function parseRoutes(messages: Buffer): Routes {
  const fold = routesFold({ ask: 'routes', most: Number.POSITIVE_INFINITY })
  fold.add(messages)
  return fold.end()
}

function addLink(names: Map<number, string>, body: Buffer): void {
  const index = numberOf(body.subarray(4, 8))
  const name = attributesFrom('routes', body, IFINFOMSG).get(IFLA_IFNAME)
  if (index !== null && name) names.set(index, name.toString('latin1').replace(/\0.*$/s, ''))
}

/** struct rtmsg: u8 family, dst_len, src_len, tos, table, protocol, scope, type; u32 flags. */
function addRoute(routes: Route[], names: ReadonlyMap<number, string>, body: Buffer): void {
  if (body.length < RTMSG) throw new ParseError('routes', body.toString('hex'))
  const family = FAMILIES.get(body[0] as 2 | 10)
  const attributes = attributesFrom('routes', body, RTMSG)
  const table = numberOf(attributes.get(RTA.table)) ?? (body[4] as number)
  const isCloned = ((numberOf(body.subarray(8, 12)) ?? 0) & CLONED) !== 0
  if (!family || table === LOCAL || body[7] !== UNICAST || isCloned) return
  const oif = numberOf(attributes.get(RTA.oif))
  routes.push({
    family,
    to: destination(attributes.get(RTA.dst), body[1] as number, family),
    table,
    via: gateway(attributes),
    device: oif === null ? null : (names.get(oif) ?? `if${oif}`),
    hops: hopsOf(attributes.get(RTA.multipath)),
    priority: numberOf(attributes.get(RTA.priority)),
    metrics: metricsOf(attributes.get(RTA.metrics)),
  })
}

function destination(address: Buffer | undefined, bits: number, family: 4 | 6): string {
  const text = address && addressText(address)
  if (!text) return bits === 0 ? 'default' : `0/${bits}`
  return bits === (family === 4 ? 32 : 128) ? text : `${text}/${bits}`
}

/** RTA_VIA is a family and an address of the other kind. */
function gateway(attributes: ReadonlyMap<number, Buffer>): string | null {
  const [own, other] = [attributes.get(RTA.gateway), attributes.get(RTA.via)]
  return own ? addressText(own) : other ? addressText(other.subarray(2)) : null
}

/** struct rtnexthop: u16 len, … */
function hopsOf(multipath: Buffer | undefined): number {
  let hops = 0
  for (let at = 0; multipath && at + 8 <= multipath.length; hops++) {
    const length = numberOf(multipath.subarray(at, at + 2)) ?? 0
    if (length < 8) break
    at += (length + 3) & ~3
  }
  return hops
}

function metricsOf(nested: Buffer | undefined): readonly RouteMetric[] {
  if (!nested) return []
  const values = attributesFrom('routes', nested, 0)
  const locks = numberOf(values.get(LOCK)) ?? 0
  return METRICS.flatMap((name, type): RouteMetric[] => {
    const value = values.get(type)
    if (!value || type <= LOCK) return []
    const locked = ((locks >>> type) & 1) === 1
    if (type === CONGCTL) return [{ name, value: value.toString('latin1').replace(/\0.*$/s, ''), locked }]
    const number = numberOf(value)
    if (type === FEATURES && number !== null) return [{ name, value: featureNames(number), locked }]
    return number === null ? [] : [{ name, value: Math.floor(number / (PARTS[name] ?? 1)), locked }]
  })
}

function featureNames(bits: number): string {
  const known = FEATURE_NAMES.filter((_, bit) => ((bits >>> bit) & 1) === 1)
  const rest = (bits >>> FEATURE_NAMES.length) << FEATURE_NAMES.length
  return [...known, ...(rest === 0 ? [] : [`0x${rest.toString(16)}`])].join(' ')
}
