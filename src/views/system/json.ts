import { cgroupSummary } from '../../model/cgroups/summary.ts'
import { machine } from '../../model/machine.ts'
import { cpuInterrupts } from '../../model/network/cpus.ts'
import { type Interface, interfaces } from '../../model/network/interfaces.ts'
import { interruptTable } from '../../model/network/interrupts.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { container } from '../../model/system/container.ts'
import { identity } from '../../model/system/identity.ts'
import { kernelState } from '../../model/system/kernel-state.ts'
import { limits } from '../../model/system/limits.ts'
import { ownLimits } from '../../model/system/own-limits.ts'
import { storage } from '../../model/system/storage.ts'
import { topology } from '../../model/system/topology.ts'
import { virtualization } from '../../model/system/virtualization.ts'

/** Raw values, units in the key, null where it is not known. All pages at once. */
export function systemJson(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  const who = snapshot.get(identity)
  const { uptime, bootTime, memTotal } = snapshot.get(machine)
  const virtual = snapshot.get(virtualization)
  const box = snapshot.get(container)
  const { layout, groups } = snapshot.get(cgroupSummary)
  const own = snapshot.get(ownLimits)
  return {
    kernel: who.release,
    kernel_build: who.build,
    architecture: who.arch,
    distribution: who.distribution,
    uptime_seconds: uptime,
    boot_time_epoch_seconds: bootTime,
    memory_total_bytes: memTotal,
    virtual_machine: virtual.virtual,
    hypervisor: virtual.by,
    product: virtual.product,
    container: {
      inside: box.inside,
      manager: box.manager,
      by: box.told,
      pid_namespace_of_its_own: box.ownPids,
      network_of_the_machine: box.machineNet,
      lxcfs_files: box.lxcfs,
      cgroups: box.groups?.map(({ controllers, path }) => ({ controllers, path })) ?? null,
    },
    allowed: { cpus: own.cpus, memory_bytes: own.memory, pids: own.pids },
    clock_source: who.clock?.now ?? null,
    clock_sources_available: who.clock ? [who.clock.now, ...who.clock.others] : null,
    cgroup_layout: layout,
    cgroup_count: groups,
    ...cpuJson(snapshot),
    ...storageJson(snapshot),
    interfaces: snapshot.get(interfaces).map(interfaceJson),
    interrupt_cpus: interruptCpus(snapshot),
    interrupts: snapshot.get(interruptTable).lines.map(({ name, what, rate, total, busiest, rates }) => ({
      irq: name,
      what,
      per_second: rate,
      total,
      busiest_cpu: busiest?.cpu ?? null,
      busiest_percent: busiest && busiest.share * 100,
      per_second_by_cpu: rates,
    })),
    limits: snapshot.get(limits).map(({ id, used, max, share, file, counted }) => ({
      limit: id,
      used,
      max: max === Number.POSITIVE_INFINITY ? null : max,
      unlimited: max === Number.POSITIVE_INFINITY,
      used_percent: share && share * 100,
      file,
      counted_in: counted,
    })),
    ...kernelJson(snapshot),
  }
}

function cpuJson(snapshot: Snapshot) {
  const { cpuModel, cpuVendor, cpuSignature, bogomips, flags, mhz } = snapshot.get(identity)
  const { cpus, possible, sockets, cores, threadsPerCore, caches } = snapshot.get(topology)
  const [family, model, stepping] = cpuSignature ?? [null, null, null]
  return {
    cpu_model: cpuModel,
    cpu_vendor: cpuVendor,
    cpu_family: family,
    cpu_model_number: model,
    cpu_stepping: stepping,
    bogomips,
    flags,
    cpus_online: cpus.length || null,
    cpus_possible: possible,
    sockets,
    cores,
    threads_per_core: threadsPerCore,
    caches: caches.map(({ name, size, instances, total }) => ({
      cache: name,
      one_bytes: size,
      instances,
      total_bytes: total,
    })),
    cpus: cpus.map(({ id, node, socket, core, siblings, clock, governor, caches: own }) => ({
      cpu: id,
      node,
      socket,
      core,
      siblings,
      caches: own,
      clock_hertz: clock.now ?? (mhz.has(id) ? (mhz.get(id) as number) * 1e6 : null),
      clock_min_hertz: clock.least,
      clock_max_hertz: clock.most,
      governor,
    })),
  }
}

function storageJson(snapshot: Snapshot) {
  const { disks, filesystems } = snapshot.get(storage)
  return {
    block_devices: disks && [...disks].map(([kind, many]) => ({ kind, count: many })),
    filesystems: filesystems && {
      on_devices: filesystems.devices,
      remote: filesystems.remote,
      in_memory: filesystems.memory,
    },
  }
}

function interfaceJson({ name, rx, tx, utilisation, counters, link }: Interface) {
  const way = (
    prefix: string,
    flow: Interface['rx'],
    total: Interface['counters']['rx'] | Interface['counters']['tx'],
  ) => ({
    [`${prefix}_bytes_per_second`]: flow.bytes,
    [`${prefix}_packets_per_second`]: flow.packets,
    [`${prefix}_errors_per_second`]: flow.errors,
    [`${prefix}_dropped_per_second`]: flow.dropped,
    [`${prefix}_bytes`]: total.bytes,
    [`${prefix}_packets`]: total.packets,
    [`${prefix}_errors`]: total.errors,
    [`${prefix}_dropped`]: total.dropped,
  })
  return {
    interface: name,
    state: link.state,
    kind: link.kind,
    driver: link.driver,
    master: link.master,
    speed_megabits_per_second: link.speed,
    duplex: link.duplex,
    mtu_bytes: link.mtu,
    address: link.address,
    rx_queues: link.queues?.rx ?? null,
    tx_queues: link.queues?.tx ?? null,
    tx_queue_length: link.txQueueLength,
    carrier_changes: link.carrierChanges,
    utilisation_percent: utilisation && utilisation * 100,
    ...way('rx', rx, counters.rx),
    ...way('tx', tx, counters.tx),
    collisions: counters.tx.collisions,
  }
}

function interruptCpus(snapshot: Snapshot) {
  return snapshot.get(cpuInterrupts).map(({ id, hard, soft, kinds, net }) => ({
    cpu: id,
    hard_per_second: hard,
    soft_per_second: soft,
    softirqs_per_second: Object.fromEntries([...kinds].map(([kind, rate]) => [kind.toLowerCase(), rate])),
    softnet_frames_per_second: net?.processed ?? null,
    softnet_dropped_per_second: net?.dropped ?? null,
    softnet_squeezed_per_second: net?.squeezed ?? null,
    softnet_dropped_total: net?.droppedTotal ?? null,
    softnet_squeezed_total: net?.squeezedTotal ?? null,
    softnet_backlog: net?.backlog ?? null,
  }))
}

function kernelJson(snapshot: Snapshot) {
  const { taints, tainted, printk, vulnerabilities } = snapshot.get(kernelState)
  return {
    tainted,
    taints: taints?.map(({ letter, means, bad }) => ({ letter, means, bad })) ?? null,
    printk: printk && {
      console: printk.console,
      default: printk.byDefault,
      minimum: printk.least,
      boot_default: printk.atBoot,
    },
    vulnerabilities: vulnerabilities?.map(({ name, kind, says }) => ({ name, state: kind, says })) ?? null,
  }
}
