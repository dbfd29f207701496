import type { InfoColumns } from './socket-table.ts'

const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/** Of struct tcp_info, which has had these since Linux 2.6; what came later is there where the kernel's is long enough. */
const SHORTEST = 104

/** The columns of one row from its struct tcp_info of `length` bytes. Kernel: include/uapi/linux/tcp.h, offsets never change. */
export function readInfo(info: InfoColumns, row: number, view: DataView, at: number, length: number): void {
  if (length < SHORTEST) return
  info.has[row] = 1
  info.caState[row] = view.getUint8(at + 1)
  info.backoff[row] = view.getUint8(at + 4)
  info.rto[row] = view.getUint32(at + 8, LITTLE)
  info.sndMss[row] = view.getUint32(at + 16, LITTLE)
  info.rcvMss[row] = view.getUint32(at + 20, LITTLE)
  info.unacked[row] = view.getUint32(at + 24, LITTLE)
  info.sacked[row] = view.getUint32(at + 28, LITTLE)
  info.lost[row] = view.getUint32(at + 32, LITTLE)
  info.retrans[row] = view.getUint32(at + 36, LITTLE)
  info.lastDataSent[row] = view.getUint32(at + 44, LITTLE)
  info.lastDataRecv[row] = view.getUint32(at + 52, LITTLE)
  info.rtt[row] = view.getUint32(at + 68, LITTLE)
  info.rttvar[row] = view.getUint32(at + 72, LITTLE)
  info.ssthresh[row] = view.getUint32(at + 76, LITTLE)
  info.cwnd[row] = view.getUint32(at + 80, LITTLE)
  info.totalRetrans[row] = view.getUint32(at + 100, LITTLE)
  if (length >= 136) info.bytesReceived[row] = u64(view, at + 128)
  if (length >= 152) info.minRtt[row] = view.getUint32(at + 148, LITTLE)
  if (length < 216) return
  info.has[row] = 2
  info.bytesSent[row] = u64(view, at + 200)
  info.bytesRetrans[row] = u64(view, at + 208)
  if (length >= 232) info.sndWnd[row] = view.getUint32(at + 228, LITTLE)
}

/** Exact up to 2^53: 9 PB. */
function u64(view: DataView, at: number): number {
  return LITTLE
    ? view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32
    : view.getUint32(at + 4, false) + view.getUint32(at, false) * 2 ** 32
}
