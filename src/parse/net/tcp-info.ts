type Size = 1 | 2 | 4 | 8

/** One field of struct tcp_info: where it stands, and in what it counts. */
export interface InfoField {
  /** As in the header, without `tcpi_`. */
  readonly name: string
  readonly at: number
  readonly size: Size
  readonly unit: 'count' | 'us' | 'ms' | 'bytes' | 'bytes/s' | 'segments' | 'ca' | 'options' | 'scale'
  readonly help: string
}

function field(name: string, at: number, size: Size, unit: InfoField['unit'], help: string): InfoField {
  return { name, at, size, unit, help }
}

/** In the order of a person who asks why it is slow. Offsets never change; a kernel tells as many bytes as it knows. */
export const INFO_FIELDS: readonly InfoField[] = [
  field(
    'ca_state',
    1,
    1,
    'ca',
    'congestion control: Open; Disorder, CWR, Recovery, Loss: segments were lost or marked',
  ),
  field('retransmits', 2, 1, 'count', 'timeouts in a row that are not made good'),
  field('probes', 3, 1, 'count', 'keepalive or zero-window probes without an answer'),
  field('backoff', 4, 1, 'count', 'how often the RTO has been doubled'),
  field('rto', 8, 4, 'us', 'retransmission timeout now: srtt + 4 mdev, 200 ms above srtt at least, doubled by backoff'),
  field('rtt', 68, 4, 'us', 'smoothed round trip time'),
  field('rttvar', 72, 4, 'us', 'mean deviation of the round trip time'),
  field('min_rtt', 148, 4, 'us', 'lowest round trip time of the last five minutes: the way itself, without queues'),
  field('rcv_rtt', 92, 4, 'us', 'round trip time as the receiving side estimates it'),
  field('unacked', 24, 4, 'segments', 'sent and not acknowledged; in LISTEN: connections not accepted yet'),
  field('sacked', 28, 4, 'segments', 'acknowledged out of order (SACK); in LISTEN: how many connections may wait'),
  field('lost', 32, 4, 'segments', 'taken for lost'),
  field('retrans', 36, 4, 'segments', 'sent again and not acknowledged yet'),
  field('total_retrans', 100, 4, 'segments', 'sent again since the connection began'),
  field('cwnd', 80, 4, 'segments', 'congestion window: how many may be on their way'),
  field('ssthresh', 76, 4, 'segments', 'above it the window grows slowly; 2147483647: no loss yet'),
  field('reordering', 88, 4, 'segments', 'out of order by so many is not yet a loss'),
  field('snd_wnd', 228, 4, 'bytes', 'window that the peer offers'),
  field('rcv_wnd', 232, 4, 'bytes', 'window that is offered to the peer'),
  field('notsent', 144, 4, 'bytes', 'written by the program and not sent yet'),
  field('bytes_sent', 200, 8, 'bytes', 'sent since the connection began, retransmissions too'),
  field('bytes_acked', 120, 8, 'bytes', 'acknowledged by the peer'),
  field('bytes_retrans', 208, 8, 'bytes', 'sent again'),
  field('bytes_received', 128, 8, 'bytes', 'received in order'),
  field('segs_out', 136, 4, 'segments', 'sent, acknowledgements too'),
  field('segs_in', 140, 4, 'segments', 'received, acknowledgements too'),
  field('data_segs_out', 156, 4, 'segments', 'sent with data'),
  field('data_segs_in', 152, 4, 'segments', 'received with data'),
  field('delivered', 192, 4, 'segments', 'arrived at the peer'),
  field('delivered_ce', 196, 4, 'segments', 'arrived with a congestion mark (ECN)'),
  field('delivery_rate', 160, 8, 'bytes/s', 'last measured rate at which data arrived'),
  field('pacing_rate', 104, 8, 'bytes/s', 'no faster than this it sends'),
  field('max_pacing_rate', 112, 8, 'bytes/s', 'SO_MAX_PACING_RATE; max: none set'),
  field('last_data_sent', 44, 4, 'ms', 'since data was sent last'),
  field('last_data_recv', 52, 4, 'ms', 'since data was received last'),
  field('last_ack_recv', 56, 4, 'ms', 'since an acknowledgement came last'),
  field('busy_time', 168, 8, 'us', 'time with data to send or to be acknowledged'),
  field('rwnd_limited', 176, 8, 'us', 'of it: the peer’s window was full, it reads too slowly'),
  field('sndbuf_limited', 184, 8, 'us', 'of it: the send buffer here was too small'),
  field('total_rto', 240, 2, 'count', 'timeouts since the connection began (Linux 6.7)'),
  field('total_rto_recoveries', 242, 2, 'count', 'times it recovered from timeouts (Linux 6.7)'),
  field('total_rto_time', 244, 4, 'ms', 'time spent in such recoveries (Linux 6.7)'),
  field('dsack_dups', 216, 4, 'segments', 'sent in vain: the peer had them already (DSACK)'),
  field('reord_seen', 220, 4, 'count', 'times segments were seen to arrive out of order'),
  field('rcv_ooopack', 224, 4, 'segments', 'received out of order'),
  field('rehash', 236, 4, 'count', 'times another way was tried after timeouts (Linux 6.2)'),
  field('snd_mss', 16, 4, 'bytes', 'largest segment it sends'),
  field('rcv_mss', 20, 4, 'bytes', 'segments that the peer sends, estimated'),
  field('advmss', 84, 4, 'bytes', 'largest segment that was offered to the peer'),
  field('pmtu', 60, 4, 'bytes', 'largest packet on this path'),
  field('rcv_space', 96, 4, 'bytes', 'what the program reads in a round trip; the receive buffer follows it'),
  field('ato', 12, 4, 'us', 'acknowledgements are held back for so long'),
  field('wscale', 6, 1, 'scale', 'window scale of the peer, and of this side'),
  field('options', 5, 1, 'options', 'agreed on: timestamps, SACK, window scale, ECN, SYN data'),
]

const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/** The fields that this kernel tells. Numbers are exact up to 2^53; one that has all bits set is Infinity. Kernel: include/uapi/linux/tcp.h */
export function infoValues(info: Buffer): ReadonlyMap<string, number> {
  const view = new DataView(info.buffer, info.byteOffset, info.length)
  const told = INFO_FIELDS.filter(({ at, size }) => at + size <= info.length)
  return new Map(told.map(({ name, at, size }) => [name, valueAt(view, at, size)]))
}

function valueAt(view: DataView, at: number, size: Size): number {
  if (size === 1) return view.getUint8(at)
  if (size === 2) return view.getUint16(at, LITTLE)
  if (size === 4) return view.getUint32(at, LITTLE)
  const [first, second] = [view.getUint32(at, LITTLE), view.getUint32(at + 4, LITTLE)]
  const [low, high] = LITTLE ? [first, second] : [second, first]
  return low === 0xffffffff && high === 0xffffffff ? Number.POSITIVE_INFINITY : low + high * 2 ** 32
}
