/**
 * /proc/PID/cmdline: arguments, each ended by a NUL; the last NUL may be missing. Empty for kernel threads and zombies: []. Raw.
 *
 * A program that has written a title over its arguments (setproctitle) leaves one text and a tail of NULs or spaces where the
 * rest were: one argument, without the tail. Empty arguments after several others are kept.
 * Kernel: fs/proc/base.c get_mm_cmdline
 */
export function parsePidCmdline(file: Buffer): readonly string[] {
  let end = file.length
  while (end > 0 && file[end - 1] === 0) end--
  if (end === 0) return []
  if (!file.subarray(0, end).includes(0)) {
    const only = file.toString('utf8', 0, end)
    return [end < file.length - 1 ? only.trimEnd() : only]
  }
  const last = file.at(-1) === 0 ? file.length - 1 : file.length
  return file.toString('utf8', 0, last).split('\0')
}
