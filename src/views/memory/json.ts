import { buddy } from '../../model/buddy.ts'
import { pressure } from '../../model/load/pressure.ts'
import { available } from '../../model/memory/available.ts'
import { cache } from '../../model/memory/cache.ts'
import { dentries } from '../../model/memory/dentries.ts'
import { huge } from '../../model/memory/huge.ts'
import { parts } from '../../model/memory/parts.ts'
import { memory } from '../../model/memory.ts'
import { overcommit } from '../../model/overcommit.ts'
import { balance } from '../../model/reclaim/balance.ts'
import { memoryThreads } from '../../model/reclaim/kswapd.ts'
import { type ByType, reclaim } from '../../model/reclaim/model.ts'
import { slab } from '../../model/slab.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { zones } from '../../model/zones.ts'

/** Raw numbers, units in the key, null where it is not known. The first seven are the columns of free -w -b. */
export function memoryJson(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  const now = snapshot.get(memory)
  const why = snapshot.get(available)
  return {
    total_bytes: now?.total ?? null,
    used_bytes: now?.used ?? null,
    free_bytes: now?.free ?? null,
    shared_bytes: now?.shared ?? null,
    buffers_bytes: now?.buffers ?? null,
    cache_bytes: now?.cache ?? null,
    available_bytes: now?.available ?? null,
    available_of: why && {
      free_bytes: why.free,
      reserve_bytes: why.reserve,
      file_cache_bytes: why.cache,
      slab_bytes: why.slab,
    },
    parts: inBytes(snapshot.get(parts)?.parts ?? null),
    cache: inBytes(cacheParts(snapshot)),
    reclaim: reclaimJson(snapshot),
    memory_pressure: pressureJson(snapshot),
    ...zonesJson(snapshot),
    buddy: snapshot.get(buddy).zones.map((zone) => ({
      node: zone.node,
      zone: zone.zone,
      free_blocks_by_order: zone.blocks,
      free_bytes: zone.free,
      unusable_percent_by_order: zone.unusable.map((share) => share * 100),
      fragmentation_index_by_order: zone.fragmentation,
      huge_pages_available: zone.hugePages,
    })),
    slab: slabJson(snapshot),
    dentries: dentriesJson(snapshot),
    overcommit: overcommitJson(snapshot),
    ...hugeJson(snapshot),
  }
}

function inBytes(amounts: Readonly<Record<string, number | null>> | null) {
  return amounts && Object.fromEntries(Object.entries(amounts).map(([name, value]) => [`${name}_bytes`, value]))
}

function cacheParts(snapshot: Snapshot) {
  const now = snapshot.get(cache)
  return (
    now && {
      total: now.total,
      droppable_now: now.now,
      droppable_now_most: now.now + now.unsure,
      mapped: now.mapped,
      to_write: now.dirty,
      shmem: now.shmem,
      locked: now.locked,
      slab: now.slab,
    }
  )
}

function reclaimJson(snapshot: Snapshot) {
  const now = snapshot.get(reclaim)
  const { lists, tiniest } = snapshot.get(balance)
  return {
    state: now.state,
    by: Object.fromEntries(
      now.reclaimers.map(({ key, scanned, reclaimed, efficiency, total }) => [
        key,
        {
          scanned_bytes_per_second: scanned,
          reclaimed_bytes_per_second: reclaimed,
          efficiency_percent: efficiency === null ? null : efficiency * 100,
          reclaimed_bytes_since_boot: total,
        },
      ]),
    ),
    allocstall_per_second: now.stalls,
    allocstall_per_second_by_zone: Object.fromEntries(now.stallsBy.map(({ zone, perSecond }) => [zone, perSecond])),
    scanned_bytes_per_second: byType(now.scanned),
    scanned_anon_percent: now.anonShare === null ? null : now.anonShare * 100,
    refault_bytes_per_second: byType(now.refault),
    activate_bytes_per_second: byType(now.activate),
    restore_bytes_per_second: byType(now.restore),
    major_faults_per_second: now.majorFaults,
    oom_kills_per_second: now.oomKills.perSecond,
    oom_kills_since_boot: now.oomKills.total,
    kswapd_runs_per_second: now.runs,
    kswapd_low_hit_quickly_per_second: now.lowHit,
    kswapd_high_hit_quickly_per_second: now.highHit,
    slab_objects_scanned_per_second: now.slabScanned,
    written_by_reclaim_bytes_per_second: now.written,
    throttled_per_second: now.throttled,
    compaction: {
      stalls_per_second: now.compaction.stalls,
      success_per_second: now.compaction.success,
      fail_per_second: now.compaction.fail,
      kcompactd_wakes_per_second: now.compaction.wakes,
      moved_bytes_per_second: now.compaction.migrated,
    },
    drop_caches_since_boot: now.drops,
    swappiness: now.swappiness,
    generations: now.generations,
    lists: lists && {
      active_anon_bytes: lists.activeAnon,
      inactive_anon_bytes: lists.inactiveAnon,
      active_file_bytes: lists.activeFile,
      inactive_file_bytes: lists.inactiveFile,
      unevictable_bytes: lists.unevictable,
    },
    file_cache_is_tiny: tiniest?.tiny ?? null,
    threads: memoryThreads(snapshot.tasks).map(({ pid, comm, cpu }) => ({
      pid,
      comm,
      cpu_percent: cpu === null ? null : cpu * 100,
    })),
  }
}

function byType({ anon, file }: ByType) {
  return { anon, file }
}

function pressureJson(snapshot: Snapshot) {
  const own = snapshot.get(pressure).find(({ resource }) => resource === 'memory')
  const percent = (share: number | null | undefined) => (share == null ? null : share * 100)
  return {
    some_avg10_percent: percent(own?.some?.avg10),
    full_avg10_percent: percent(own?.full?.avg10),
    some_interval_percent: percent(own?.some?.now),
    full_interval_percent: percent(own?.full?.now),
  }
}

function zonesJson(snapshot: Snapshot) {
  const { zones: all, headroom, minFree, minFreeDefault, scaleFactor, boostFactor } = snapshot.get(zones)
  return {
    zones: all.map((zone) => ({
      node: zone.node,
      zone: zone.name,
      managed_bytes: zone.managed,
      free_bytes: zone.free,
      free_on_cpus_bytes: zone.perCpu,
      min_bytes: zone.min,
      low_bytes: zone.low,
      high_bytes: zone.high,
      gap_bytes: zone.gap,
      boost_bytes: zone.boost,
      reserve_bytes: zone.reserve,
      level: zone.level.replaceAll(' ', '_'),
      falls_bytes_per_second: zone.falls,
      seconds_to_low: zone.headroom,
    })),
    headroom_bytes: headroom?.bytes ?? null,
    seconds_to_low: headroom?.seconds ?? null,
    min_free_bytes: minFree,
    min_free_default_bytes: minFreeDefault?.bytes ?? null,
    watermark_scale_factor: scaleFactor,
    watermark_boost_factor: boostFactor,
  }
}

/** For root: null where it is not read. */
function slabJson(snapshot: Snapshot) {
  const { slabs, missing } = snapshot.get(slab)
  if (missing) return null
  return slabs.map((own) => ({
    name: own.name,
    active_objects: own.activeObjects,
    objects: own.objects,
    object_size_bytes: own.objectSize,
    slabs: own.slabs,
    objects_per_slab: own.objectsPerSlab,
    pages_per_slab: own.pagesPerSlab,
    size_bytes: own.size,
    waste_bytes: own.waste,
  }))
}

function dentriesJson(snapshot: Snapshot) {
  const now = snapshot.get(dentries)
  return {
    dentries: now.dentries,
    unused: now.unused,
    negative: now.negative,
    inodes: now.inodes,
    unused_inodes: now.unusedInodes,
    vfs_cache_pressure: now.pressure,
    vfs_cache_pressure_denominator: now.denominator,
  }
}

function overcommitJson(snapshot: Snapshot) {
  const { mode, ratio, kbytes, limit, committed } = snapshot.get(overcommit)
  return {
    mode,
    ratio_percent: ratio,
    overcommit_bytes: kbytes,
    commit_limit_bytes: limit,
    committed_bytes: committed,
  }
}

function hugeJson(snapshot: Snapshot) {
  const { thp, pools } = snapshot.get(huge)
  return {
    transparent_huge_pages: {
      enabled: thp.enabled,
      defrag: thp.defrag,
      shmem: thp.shmem,
      size_bytes: thp.size,
      anon_bytes: thp.anon,
      shmem_bytes: thp.shmemBytes,
      file_bytes: thp.file,
      faults_per_second: thp.faults,
      fallbacks_per_second: thp.fallbacks,
    },
    huge_pages: pools.map((pool) => ({
      size_bytes: pool.size,
      pages: pool.pages,
      free: pool.free,
      reserved: pool.reserved,
      surplus: pool.surplus,
    })),
  }
}
