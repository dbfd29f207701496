/** By bit. include/uapi/linux/capability.h, Linux 5.9 and later: CAP_LAST_CAP is 40. */
export const CAPABILITIES: readonly string[] = [
  'chown',
  'dac_override',
  'dac_read_search',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'linux_immutable',
  'net_bind_service',
  'net_broadcast',
  'net_admin',
  'net_raw',
  'ipc_lock',
  'ipc_owner',
  'sys_module',
  'sys_rawio',
  'sys_chroot',
  'sys_ptrace',
  'sys_pacct',
  'sys_admin',
  'sys_boot',
  'sys_nice',
  'sys_resource',
  'sys_time',
  'sys_tty_config',
  'mknod',
  'lease',
  'audit_write',
  'audit_control',
  'setfcap',
  'mac_override',
  'mac_admin',
  'syslog',
  'wake_alarm',
  'block_suspend',
  'audit_read',
  'perfmon',
  'bpf',
  'checkpoint_restore',
]

/** Names in a set of capabilities, without `cap_`; a bit that is newer than this table is its number. */
export function capabilityNames(set: bigint): readonly string[] {
  return bitsOf(set).map((bit) => CAPABILITIES[bit] ?? `${bit}`)
}

/** `none`, `all`, `all but sys_module, sys_rawio`, or the list. */
export function capabilityWords(set: bigint): string {
  const names = capabilityNames(set)
  if (names.length === 0) return 'none'
  const lacking = CAPABILITIES.filter((_, bit) => (set & (1n << BigInt(bit))) === 0n)
  if (lacking.length === 0) return 'all'
  return lacking.length < 6 ? `all but ${lacking.join(', ')}` : names.join(', ')
}

/** Numbers of the bits that are set, ascending. */
export function bitsOf(set: bigint): readonly number[] {
  const bits: number[] = []
  let rest = set
  for (let bit = 0; rest > 0n; bit++, rest >>= 1n) if ((rest & 1n) === 1n) bits.push(bit)
  return bits
}
