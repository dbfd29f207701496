import { cgroupOf } from '../../model/cgroup-of.ts'
import { commandOf } from '../../model/command.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { swapAreas } from '../../model/swap/areas.ts'
import type { Holder } from '../../model/swap/holders.ts'
import { swapLevel } from '../../model/swap/level.ts'
import { needOf } from '../../model/swap/need.ts'
import { swapTraffic } from '../../model/swap/traffic.ts'
import { swapState } from '../../model/swap/verdict.ts'
import { users } from '../../model/users.ts'
import type { PidFile } from '../../sample/wants.ts'
import { isMissing } from '../../source.ts'
import type { Place } from '../view.ts'
import { holdingOf } from './holding.ts'

/** Files of every process that the JSON needs. */
export const JSON_FILES: readonly PidFile[] = ['statm', 'status', 'owner', 'cgroup', 'cmdline', 'smaps_rollup']

/** Raw numbers, units in the key, null where it is not known or not permitted. */
export function swapJson(
  snapshot: Snapshot,
  _place: Place,
  shown: readonly number[] | null = null,
): Readonly<Record<string, unknown>> {
  const level = snapshot.get(swapLevel)
  const traffic = snapshot.get(swapTraffic)
  const areas = snapshot.get(swapAreas)
  const { holders, sums, unowned } = holdingOf(snapshot)
  const need = needOf(snapshot)
  const names = snapshot.get(users)
  return {
    total_bytes: level?.total ?? null,
    used_bytes: level?.used ?? null,
    free_bytes: level?.free ?? null,
    cached_bytes: level?.cached ?? null,
    state: level && swapState(level, traffic, areas),
    swappiness: level?.swappiness ?? null,
    readahead_pages: level?.readahead ?? null,
    zswap: level && {
      enabled: level.zswap.enabled,
      compressor: level.zswap.compressor,
      ram_bytes: level.zswap.ram,
      holds_bytes: level.zswap.holds,
    },
    devices:
      areas?.map(({ path, kind, deleted, size, used, priority, zram }) => ({
        device: path,
        kind,
        deleted,
        size_bytes: size,
        used_bytes: used,
        priority,
        zram: zram && {
          original_bytes: zram.original,
          compressed_bytes: zram.compressed,
          ram_bytes: zram.used,
          limit_bytes: zram.limit,
          same_pages: zram.samePages,
        },
      })) ?? null,
    in_bytes_per_second: traffic.in,
    out_bytes_per_second: traffic.out,
    zero_in_bytes_per_second: traffic.zeroIn,
    zero_out_bytes_per_second: traffic.zeroOut,
    zswap_in_bytes_per_second: traffic.zswapIn,
    zswap_out_bytes_per_second: traffic.zswapOut,
    zswap_written_back_bytes_per_second: traffic.zswapBack,
    major_faults_per_second: traffic.majorFaults,
    refault_anon_bytes_per_second: traffic.refaultAnon,
    refault_file_bytes_per_second: traffic.refaultFile,
    needed: need && {
      bytes: need.bytes,
      anon_bytes: need.anon,
      file_bytes: need.file,
      came_back_bytes: need.back,
      over_seconds: need.over,
    },
    processes_bytes: unowned && sums.held,
    no_process_bytes: unowned && unowned.bytes >= 0 ? unowned.bytes : null,
    processes: sums.processes,
    processes_read: sums.read,
    rows: (shown ?? [...holders.keys()]).flatMap((row) => {
      const holder = holders[row]
      return holder ? [rowOf(holder, names)] : []
    }),
  }
}

function rowOf(
  { process, swap, rough, uss, pss, rss, swapPss, majorFaults }: Holder,
  names: ReadonlyMap<number, string>,
) {
  const { owner, status } = process.more
  return {
    pid: process.pid,
    user: owner && !isMissing(owner) ? (names.get(owner.value) ?? `${owner.value}`) : null,
    swap_bytes: swap,
    swap_from: swap === null ? null : rough ? 'VmSwap' : 'smaps_rollup',
    vm_swap_bytes: status && !isMissing(status) ? (status.value.vmSwap ?? null) : null,
    uss_bytes: uss,
    pss_bytes: pss,
    rss_bytes: rss,
    swap_pss_bytes: swapPss,
    major_faults_per_second: majorFaults,
    cgroup: cgroupOf(process),
    comm: process.stat.comm,
    command: commandOf(process),
  }
}
