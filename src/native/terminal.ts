import { type Libc, libc } from './libc.ts'

/**
 * What is to be known of a terminal before the first frame. Node has all of it in node:tty, which brings node:net and all streams with
 * it: 11 ms. So libc is asked, and Node where there is no koffi.
 */

/** asm-generic/ioctls.h; powerpc numbers its own. */
const TIOCGWINSZ = process.arch === 'ppc64' ? 0x40087468 : 0x5413
/** More than struct termios takes on any machine, and struct winsize. */
const TERMIOS = 128
const WINSIZE = 8
const TCSANOW = 0
const STDIN = 0
const STDOUT = 1

export function isTerminal(fd: number): boolean {
  const native = libc()
  return native ? native.isatty(fd) === 1 : process.getBuiltinModule('node:tty').isatty(fd)
}

/** Of the terminal on stdout, 0 where it does not say; null: it is none. tty_ioctl(2) */
export function terminalSize(): { readonly columns: number; readonly rows: number } | null {
  const native = libc()
  if (!native) {
    const { columns, rows } = process.stdout
    return columns === undefined ? null : { columns, rows }
  }
  const size = Buffer.alloc(WINSIZE)
  return native.ioctl(STDOUT, TIOCGWINSZ, size) === 0
    ? { columns: size.readUInt16LE(2), rows: size.readUInt16LE(0) }
    : null
}

/**
 * Makes the terminal on stdin neither echo nor wait for whole lines, as tty.setRawMode() does, and returns what makes it as it was;
 * null: it cannot be done here. What was typed meanwhile is not lost by either. termios(3)
 */
export function makeRaw(): (() => void) | null {
  const native = libc()
  const before = native && attributes(native)
  if (!before) return null
  const raw = Buffer.from(before)
  native.cfmakeraw(raw)
  if (native.tcsetattr(STDIN, TCSANOW, raw) !== 0) return null
  return () => void native.tcsetattr(STDIN, TCSANOW, before)
}

function attributes(native: Libc): Buffer | null {
  const found = Buffer.alloc(TERMIOS)
  return native.tcgetattr(STDIN, found) === 0 ? found : null
}
