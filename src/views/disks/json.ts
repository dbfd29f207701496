import { delayAccounting } from '../../model/disks/delays.ts'
import { type Device, devices } from '../../model/disks/devices.ts'
import { kernelThreads } from '../../model/disks/kernel-threads.ts'
import { type Mounted, mounted } from '../../model/disks/mounts.ts'
import type { RequestRates } from '../../model/disks/rates.ts'
import { silence } from '../../model/disks/silence.ts'
import { topWriters } from '../../model/disks/writers.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { writeback } from '../../model/writeback/model.ts'
import { hiddenWaits, paused } from '../../model/writeback/paused.ts'
import { isMissing } from '../../source.ts'
import { wholeDisks } from './devices.ts'
import { activity } from './thread-rows.ts'

const MOST = 100

/** Raw values, units in the key, null where it is not known. `rows` are whole disks and what is made of them. */
export function disksJson(snapshot: Snapshot, shown: readonly number[] | null): Readonly<Record<string, unknown>> {
  const all = wholeDisks(snapshot)
  const listed = shown ? shown.flatMap((row) => all[row] ?? []) : all
  const partitions = snapshot.get(devices).filter(({ disk }) => disk !== null)
  return {
    writeback: writebackJson(snapshot),
    rows: listed.map((device) => deviceJson(snapshot, device)),
    partitions: partitions.map((device) => deviceJson(snapshot, device)),
    mounts: snapshot.get(mounted).map(mountJson),
    kernel_threads: kernelThreads(snapshot).map((thread) => ({
      pid: thread.process.pid,
      name: thread.process.stat.comm,
      duty: thread.duty,
      target: thread.target,
      state: thread.process.stat.state,
      cpu_percent: percent(thread.cpus),
      wchan: thread.wchan,
      busy_with: activity(snapshot, thread),
    })),
    writers:
      topWriters(snapshot, MOST)?.map(({ process, readPerSecond, writtenPerSecond, cancelledPerSecond }) => ({
        pid: process.pid,
        name: process.stat.comm,
        read_bytes_per_second: readPerSecond,
        write_bytes_per_second: writtenPerSecond,
        cancelled_write_bytes_per_second: cancelledPerSecond,
      })) ?? null,
    delay_accounting: snapshot.get(delayAccounting),
  }
}

function writebackJson(snapshot: Snapshot) {
  const now = snapshot.get(writeback)
  return {
    dirty_bytes: now.dirty,
    writeback_bytes: now.writeback,
    background_threshold_bytes: now.background,
    freerun_bytes: now.freerun,
    limit_bytes: now.limit,
    level: now.level,
    dirtied_bytes_per_second: now.dirtiedPerSecond,
    written_bytes_per_second: now.writtenPerSecond,
    drain_seconds: now.drain,
    paused_threads: pausedJson(snapshot),
    dirty_background_ratio_percent: now.settings.backgroundRatio,
    dirty_background_bytes: now.settings.backgroundBytes,
    dirty_ratio_percent: now.settings.ratio,
    dirty_limit_setting_bytes: now.settings.bytes,
    dirty_writeback_seconds: now.settings.every,
    dirty_expire_seconds: now.settings.expire,
    dirtytime_expire_seconds: now.settings.timeExpire,
  }
}

/** Null: who pauses is not known, or hidden from this user. */
function pausedJson(snapshot: Snapshot) {
  const threads = paused(snapshot)
  if (threads === null || (threads.length === 0 && hiddenWaits(snapshot) > 0)) return null
  return threads.map(({ look, wchan }) => ({ tid: look.tid, pid: look.pid, name: look.comm, wchan }))
}

function deviceJson(snapshot: Snapshot, device: Device) {
  const { reads, writes, discards, flushes, queue, util } = device.rates
  return {
    device: device.name,
    name: device.alias,
    kind: device.kind,
    disk: device.disk,
    leaves: device.leaves,
    size_bytes: device.size,
    transport: device.transport,
    virtual: device.isVirtual,
    model: device.model,
    rotational: device.rotational,
    read_only: device.readOnly,
    suspended: device.suspended,
    ...requestsJson('read', reads),
    ...requestsJson('write', writes),
    ...requestsJson('discard', discards),
    flushes_per_second: flushes?.perSecond ?? null,
    flush_await_ms: ms(flushes?.await ?? null),
    queue_avg: queue,
    util_percent: percent(util),
    in_flight: device.now.inFlight,
    silent_seconds: silence(snapshot, device),
    scheduler: device.scheduler,
    schedulers: device.schedulers,
    queue_depth: device.queueDepth,
    hardware_queues: device.hardwareQueues,
    read_ahead_bytes: device.readAhead,
  }
}

function requestsJson(kind: string, of: RequestRates | null): Readonly<Record<string, number | null>> {
  return {
    [`${kind}s_per_second`]: of?.perSecond ?? null,
    [`${kind}_bytes_per_second`]: of?.bytesPerSecond ?? null,
    [`${kind}s_merged_per_second`]: of?.mergedPerSecond ?? null,
    [`${kind}s_merged_percent`]: percent(of?.mergedShare ?? null),
    [`${kind}_await_ms`]: ms(of?.await ?? null),
    [`${kind}_request_bytes`]: of?.size ?? null,
  }
}

function mountJson({ usage, ...mount }: Mounted) {
  const known = isMissing(usage) ? null : usage
  return {
    mount_point: mount.mountPoint,
    source: mount.source,
    type: mount.type,
    device: mount.device,
    read_only: mount.readOnly,
    remote: mount.remote,
    size_bytes: known?.size ?? null,
    used_bytes: known?.used ?? null,
    available_bytes: known?.available ?? null,
    used_percent: percent(known?.share ?? null),
    inodes: known?.inodes ?? null,
    inodes_used: known?.inodesUsed ?? null,
    inodes_free: known?.inodesFree ?? null,
    unknown_because: isMissing(usage) ? usage.why : null,
  }
}

function percent(share: number | null): number | null {
  return share === null ? null : share * 100
}

function ms(time: number | null): number | null {
  return time === null ? null : time * 1000
}
