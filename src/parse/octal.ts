/**
 * Undoes the escapes of seq_path(): a space, tab, newline, `\` or `#` in a path is written `\040`.
 * Kernel: fs/seq_file.c mangle_path
 */
export function unescapeOctal(path: string): string {
  return path.includes('\\')
    ? path.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    : path
}
