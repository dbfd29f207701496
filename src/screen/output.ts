import { writeSync } from 'node:fs'

type Terminal = typeof process.stdout

/** The way to the terminal: never waits for it but at the very end, and never holds more than one write that it has not taken. */
export interface Output {
  /** False: the terminal has not taken what it got, so there is no point in making more. `onDrain` tells when it has. */
  readonly ready: () => boolean
  write(bytes: string): void
  /** Straight to the terminal, past what waits; gives up after a third of a second. For entering and leaving only. */
  now(bytes: string): void
  readonly bytes: () => number
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
export function createOutput(stream: Terminal, onDrain: () => void, onLost: () => void): Output {
  setBlocking(stream, false)
  stream.on('error', onLost)
  let bytes = 0
  let stalled = false
  let closed = false

  return {
    ready: () => !stalled,
    write(text) {
      if (closed) return
      bytes += Buffer.byteLength(text)
      stream.write(text, sent)
      stalled = stream.writableLength > 0
    },
    now(text) {
      if (closed) return
      bytes += writeAll(stream.fd, Buffer.from(stalled ? CANCEL + text : text))
    },
    bytes: () => bytes,
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

/** Bytes written. A terminal that is gone (EIO) or full has nobody in front of it: the rest is let go. */
function writeAll(fd: number, bytes: Buffer): number {
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
  return done
}

/** Of Node's insides, there since version 0.x; where it is missing, a stalled link stalls us too, and nothing else changes. */
function setBlocking(stream: Terminal, blocking: boolean): void {
  const { _handle } = stream as { _handle?: { setBlocking?: (blocking: boolean) => number } }
  _handle?.setBlocking?.(blocking)
}
