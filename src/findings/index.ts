import { acceptq } from './acceptq.ts'
import { affinity } from './affinity.ts'
import { cgIo } from './cg-io.ts'
import { cgMem } from './cg-mem.ts'
import { cgPids } from './cg-pids.ts'
import { churn } from './churn.ts'
import { clock } from './clock.ts'
import { closeWait } from './close-wait.ts'
import { commit } from './commit.ts'
import { conntrack } from './conntrack.ts'
import { cpuCapped } from './cpu-capped.ts'
import { cpuSat } from './cpu-sat.ts'
import { cpuSys } from './cpu-sys.ts'
import { cpuThrottle } from './cpu-throttle.ts'
import { ctxStorm } from './ctx-storm.ts'
import { dHung } from './d-hung.ts'
import { dentry } from './dentry.ts'
import { direct } from './direct.ts'
import { dirty } from './dirty.ts'
import { dirtyBig } from './dirty-big.ts'
import { diskHung } from './disk-hung.ts'
import { diskSat } from './disk-sat.ts'
import { diskSlow } from './disk-slow.ts'
import { fd } from './fd.ts'
import { forkStorm } from './fork-storm.ts'
import { frag } from './frag.ts'
import { fsFull } from './fs-full.ts'
import { fsyncStall } from './fsync-stall.ts'
import { inotify } from './inotify.ts'
import { iopsCap } from './iops-cap.ts'
import { iowait } from './iowait.ts'
import { keepalive } from './keepalive.ts'
import { kswapd } from './kswapd.ts'
import { loadD } from './load-d.ts'
import { maps } from './maps.ts'
import { mdDegraded } from './md-degraded.ts'
import { memCache } from './mem-cache.ts'
import { memLow } from './mem-low.ts'
import { minfreeHigh } from './minfree-high.ts'
import { minfreeLow } from './minfree-low.ts'
import { neigh } from './neigh.ts'
import { netfsDead } from './netfs-dead.ts'
import { nic } from './nic.ts'
import { nproc } from './nproc.ts'
import { numaRemote } from './numa-remote.ts'
import { numaSkew } from './numa-skew.ts'
import { oneThread } from './one-thread.ts'
import { oomKill } from './oom-kill.ts'
import { oomNear } from './oom-near.ts'
import { orphan } from './orphan.ts'
import { pastBurst } from './past-burst.ts'
import { peerNotReading } from './peer-not-reading.ts'
import { pmtuHole } from './pmtu-hole.ts'
import { ports } from './ports.ts'
import { psi } from './psi.ts'
import { readOnly } from './read-only.ts'
import { retrans } from './retrans.ts'
import { rtHog } from './rt-hog.ts'
import { rtoBackoff } from './rto-backoff.ts'
import type { Rule } from './rule.ts'
import { runq } from './runq.ts'
import { rxq } from './rxq.ts'
import { sched } from './sched.ts'
import { slab } from './slab.ts'
import { softirqHot } from './softirq-hot.ts'
import { softnet } from './softnet.ts'
import { steal } from './steal.ts'
import { stopped } from './stopped.ts'
import { swapActive } from './swap-active.ts'
import { swapFull } from './swap-full.ts'
import { swapIdle } from './swap-idle.ts'
import { swappiness } from './swappiness.ts'
import { synFlood } from './syn-flood.ts'
import { synRetry } from './syn-retry.ts'
import { tasks } from './tasks.ts'
import { tcpMem } from './tcp-mem.ts'
import { thrash } from './thrash.ts'
import { twHigh } from './tw-high.ts'
import { udpDrop } from './udp-drop.ts'
import { vfsPressure } from './vfs-pressure.ts'
import { victimWait } from './victim-wait.ts'
import { zombie } from './zombie.ts'
import { zoneMin } from './zone-min.ts'
import { zreclaim } from './zreclaim.ts'

/** Every symptom that whytop knows; their order means nothing. A test holds the ids unique. */
export const rules: readonly Rule<never>[] = [
  //
  cpuSat,
  direct,
  memLow,
  memCache,
  kswapd,
  thrash,
  swapActive,
  swapIdle,
  swapFull,
  swappiness,
  oomKill,
  oomNear,
  commit,
  slab,
  dentry,
  minfreeLow,
  minfreeHigh,
  zoneMin,
  frag,
  numaRemote,
  numaSkew,
  zreclaim,
  vfsPressure,
  cgMem,
  affinity,
  clock,
  cpuCapped,
  cpuSys,
  cpuThrottle,
  ctxStorm,
  dHung,
  forkStorm,
  iowait,
  loadD,
  oneThread,
  pastBurst,
  psi,
  rtHog,
  runq,
  softirqHot,
  softnet,
  steal,
  stopped,
  victimWait,
  zombie,
  acceptq,
  churn,
  closeWait,
  conntrack,
  keepalive,
  neigh,
  nic,
  orphan,
  peerNotReading,
  pmtuHole,
  ports,
  retrans,
  rtoBackoff,
  rxq,
  synFlood,
  synRetry,
  tcpMem,
  twHigh,
  udpDrop,
  cgIo,
  cgPids,
  dirty,
  dirtyBig,
  diskHung,
  diskSat,
  diskSlow,
  fd,
  fsFull,
  fsyncStall,
  inotify,
  iopsCap,
  maps,
  mdDegraded,
  netfsDead,
  nproc,
  readOnly,
  sched,
  tasks,
]
