/**
 * /proc/PID/wchan, /proc/PID/task/TID/wchan: `do_wait`, the kernel function the thread sleeps in, without a newline.
 * Null for `0`: it does not sleep, or the reader has no right to know (ptrace access mode); only who asks can tell the two apart.
 * Kernel: fs/proc/base.c proc_pid_wchan
 */
export function parsePidWchan(file: Buffer): string | null {
  const symbol = file.toString('latin1').trim()
  return symbol === '0' || symbol === '' ? null : symbol
}
