import { accessSync, constants, fstatSync, openSync, readlinkSync, statSync, writeSync } from 'node:fs'
import { WriteStream } from 'node:tty'

type Terminal = typeof process.stdout

/** The way to the terminal: never waits for it but at the very end, and never holds more than one write that it has not taken. */
export interface Output {
  /** False: the terminal has not taken what it got, so there is no point in making more. `onDrain` tells when it has. */
  readonly ready: () => boolean
  write(bytes: string): void
  /** Straight to the terminal, past what waits; gives up after a third of a second. For entering and leaving only. */
  now(bytes: string): void
  close(): void
}

const GIVE_UP = 300
const RETRY = 5
/** CAN: ends an escape sequence of which the terminal may have got only a part. */
const CANCEL = '\x18'

/**
 * Node makes a terminal's stdout blocking: a stalled ssh link would then stop sampling, keys and signals. So it is made
 * non-blocking, and a frame is given to it only when the last one is gone: a queue that grows would cost memory, and show
 * the past.
 */
export function createOutput(stdout: Terminal, onDrain: () => void, onLost: () => void): Output {
  const { stream, fd } = ownWay(stdout)
  stream.on('error', onLost)
  let stalled = false
  let closed = false

  return {
    ready: () => !stalled,
    write(text) {
      if (closed) return
      stream.write(text, sent)
      stalled = stream.writableLength > 0
    },
    now(text) {
      if (closed) return
      writeAll(fd, Buffer.from(stalled ? CANCEL + text : text))
    },
    close() {
      closed = true
    },
  }

  function sent(error: Error | null | undefined): void {
    if (error || closed || !stalled || stream.writableLength > 0) return
    stalled = false
    onDrain()
  }
}

/** A terminal that is gone (EIO) or full has nobody in front of it: the rest is let go. */
function writeAll(fd: number, bytes: Buffer): void {
  const until = performance.now() + GIVE_UP
  let done = 0
  while (done < bytes.length) {
    try {
      done += writeSync(fd, bytes, done)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || performance.now() > until) break
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY)
    }
  }
}

/**
 * A way to the terminal on which not to block is set for us alone. libuv opens the terminal once more for that; where it may not, because
 * after su(1) it is another user's, the descriptor is the shell's too, and libuv writes in a circle, deaf to all else, until all is
 * taken. Anybody may open /dev/tty. Where there is none, a stalled link stalls us too, and nothing else changes.
 */
function ownWay(stdout: Terminal): { readonly stream: WriteStream; readonly fd: number } {
  const { fd } = stdout
  if (isReopened(fd)) return { stream: unblocked(stdout), fd }
  try {
    const own = openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY)
    return { stream: unblocked(new WriteStream(own)), fd: own }
  } catch (error) {
    if (!['ENXIO', 'ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    return { stream: stdout, fd }
  }
}

/** Whether libuv could do so: uv_tty_init() goes by ttyname(3). */
function isReopened(fd: number): boolean {
  try {
    const path = readlinkSync(`/proc/self/fd/${fd}`)
    accessSync(path, constants.R_OK | constants.W_OK)
    return statSync(path).ino === fstatSync(fd).ino
  } catch {
    return false
  }
}

/** Of Node's insides, there since version 0.x; where it is missing, it blocks. */
function unblocked<T extends WriteStream>(stream: T): T {
  const { _handle } = stream as { _handle?: { setBlocking?: (blocking: boolean) => number } }
  _handle?.setBlocking?.(false)
  return stream
}
