import { accessSync, constants, fstatSync, openSync, readlinkSync, statSync, writeSync } from 'node:fs'
import type { WriteStream } from 'node:tty'
import { monotonic } from '../monotonic.ts'

/** The way to the terminal: never waits for it but at the very end, and never holds more than one write that it has not taken. */
export interface Output {
  /** False: the terminal has not taken what it got, so there is no point in making more. `onDrain` tells when it has. */
  readonly ready: () => boolean
  write(bytes: string): void
  /** Straight to the terminal, past what waits; gives up after a third of a second. For entering and leaving only. */
  now(bytes: string): void
  close(): void
}

const STDOUT = 1
const GIVE_UP = 300
const RETRY = 5
/** CAN: ends an escape sequence of which the terminal may have got only a part. */
const CANCEL = '\x18'

/**
 * Node makes a terminal's stdout blocking: a stalled ssh link would then stop sampling, keys and signals. So we write on a way of our
 * own that does not wait. What the terminal does not take at once is given to a stream of Node's, and the next frame comes when that
 * has gone: a queue that grows would cost memory, and show the past. Until then no stream is needed, which take 11 ms to load.
 */
export function createOutput(onDrain: () => void, onLost: () => void): Output {
  const own = ownWay()
  let stream: WriteStream | null = null
  let stalled = false
  let closed = false

  return {
    ready: () => !stalled,
    write(text) {
      if (closed) return
      const bytes = Buffer.from(text)
      try {
        const rest = own === null || stalled ? bytes : bytes.subarray(taken(own, bytes))
        if (rest.length > 0) queue(rest)
      } catch (error) {
        if (errnoOf(error) === undefined) throw error
        onLost()
      }
    },
    now(text) {
      if (closed) return
      writeAll(own ?? STDOUT, Buffer.from(stalled ? CANCEL + text : text))
    },
    close() {
      closed = true
    },
  }

  function queue(bytes: Buffer): void {
    stream ??= opened(own, onLost)
    stream.write(bytes, sent)
    stalled = stream.writableLength > 0
  }

  function sent(error: Error | null | undefined): void {
    if (error || closed || !stalled || (stream?.writableLength ?? 0) > 0) return
    stalled = false
    onDrain()
  }
}

/** How many bytes it takes without waiting. */
function taken(fd: number, bytes: Buffer): number {
  let done = 0
  try {
    while (done < bytes.length) done += writeSync(fd, bytes, done)
  } catch (error) {
    if (errnoOf(error) !== 'EAGAIN') throw error
  }
  return done
}

/** A terminal that is gone (EIO) or full has nobody in front of it: the rest is let go. */
function writeAll(fd: number, bytes: Buffer): void {
  const until = monotonic() + GIVE_UP
  let done = 0
  while (done < bytes.length) {
    try {
      done += writeSync(fd, bytes, done)
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN' || monotonic() > until) break
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY)
    }
  }
}

/**
 * The terminal opened once more, as what is set on stdout itself is set for the shell, too. Where that may not be, because after su(1)
 * it is another user's, /dev/tty is opened, which anybody may. Null where there is none: a stalled link then stalls us, and nothing
 * else changes.
 */
function ownWay(): number | null {
  try {
    return openSync(reopened() ?? '/dev/tty', constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  } catch (error) {
    if (!['ENXIO', 'ENOENT', 'EACCES', 'EIO'].includes(errnoOf(error) ?? '')) throw error
    return null
  }
}

/**
 * The path of the terminal on stdout, where it leads to that very terminal. libuv opens it anew for its stream, by ttyname(3); where it
 * cannot, it writes in a circle, deaf to all else, until all is taken.
 */
function reopened(): string | null {
  try {
    const path = readlinkSync(`/proc/self/fd/${STDOUT}`)
    accessSync(path, constants.R_OK | constants.W_OK)
    return statSync(path).ino === fstatSync(STDOUT).ino ? path : null
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return null
  }
}

function opened(own: number | null, onLost: () => void): WriteStream {
  const stream = own === null ? process.stdout : unblocked(new (process.getBuiltinModule('node:tty').WriteStream)(own))
  stream.on('error', onLost)
  return stream
}

/** Of Node's insides, there since version 0.x; where it is missing, it blocks. */
function unblocked<T extends WriteStream>(stream: T): T {
  const { _handle } = stream as { _handle?: { setBlocking?: (blocking: boolean) => number } }
  _handle?.setBlocking?.(false)
  return stream
}

function errnoOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
