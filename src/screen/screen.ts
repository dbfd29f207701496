import { monotonic } from '../monotonic.ts'
import { makeRaw, terminalSize } from '../native/terminal.ts'
import type { Frame, Input } from '../ui/frame.ts'
import { clipboardBytes, type Inside } from './clipboard.ts'
import { createKeyboard } from './input.ts'
import { createOutput } from './output.ts'
import { createPainter } from './painter.ts'
import { palette } from './palette.ts'
import { coalesce } from './resize.ts'
import { type Colors, theme } from './theme.ts'

export interface ScreenOptions {
  readonly colors: Colors
  readonly theme: 'dark' | 'light'
  readonly mouse: boolean
  /** Left out: nothing lies between. */
  readonly inside?: Inside
}

export interface Screen {
  readonly size: () => { readonly columns: number; readonly rows: number }
  /** Draws what differs. While the terminal takes no bytes only the newest frame is kept, and drawn when it does again. */
  paint(frame: Frame): void
  /** Draws all of it once more: another program has written over it. Comes with a resize input, as its size may be new too. */
  repaint(): void
  /** Into the clipboard of the person's own terminal (OSC 52), also through ssh. Of what a stalled one did not take the newest is kept. */
  copy(text: string): void
  /** Job control: gives the terminal back and stops, the whole job; comes back with a resize input, to be painted whole. */
  suspend(): void
  /** Gives the terminal back at once, in any state: at exit, from a signal, after an uncaught error. More than once is fine. */
  close(): void
}

/** Alternate screen · no wrapping, so that a width the terminal sees otherwise moves no row · cursor hidden · pastes bracketed. */
const ENTER = '\x1b[?1049h\x1b[?7l\x1b[?25l\x1b[?2004h'
/** To a new line at the bottom first: the Linux console has no alternate screen to leave. */
const LEAVE = '\x1b[?2026l\x1b[m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[999H\r\n\x1b[?1049l'
/** Presses and the wheel, in the form that knows no widest column. */
const MOUSE_ON = '\x1b[?1000h\x1b[?1006h'
const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l'
/** ms that what is typed may wait for the first frame: a machine whose files hang shows none, and can be left all the same. */
const DEAF = 500
/** Right after we came back by ourselves, SIGCONT tells nothing new. */
const SAME_RETURN = 200

/**
 * Takes the terminal. Errors of it (EIO, EPIPE, end of input: it is gone) are told once, as the key 'hangup'.
 * Signals are the caller's, but for SIGWINCH, and SIGCONT: who was stopped by SIGSTOP must set the terminal up again.
 */
export function openScreen(options: ScreenOptions, listener: (input: Input) => void): Screen {
  const painter = createPainter(palette(theme(options.colors, options.theme)))
  const keyboard = createKeyboard(async () => (await import('./decoder.ts')).createDecoder(), listener)
  const output = createOutput(drained, hangup)
  const enter = options.mouse ? ENTER + MOUSE_ON : ENTER
  const leave = options.mouse ? MOUSE_OFF + LEAVE : LEAVE
  const resizes = coalesce(() => {
    painter.forget()
    listener({ kind: 'resize', ...size() })
  })
  let state: 'new' | 'on' | 'left' | 'closed' = 'new'
  let waiting: Frame | null = null
  let copied: string | null = null
  let hungUp = false
  let returned = 0
  let back = false
  let stdin: typeof process.stdin | null = null
  const onData = (chunk: Buffer) => keyboard.feed(chunk)
  process.on('SIGWINCH', resized)
  process.on('SIGCONT', continued)
  const cook = makeRaw()
  const late = setTimeout(listen, DEAF)
  if (cook === null) listen()

  /** Node's stdin brings all streams with it, 11 ms: the first frame comes first, and what is typed meanwhile is kept by the terminal. */
  function listen(): void {
    if (stdin !== null || state === 'closed') return
    clearTimeout(late)
    stdin = terminalInput()
    if (stdin === null) {
      // Later: who opens the screen has not got it yet.
      process.nextTick(hangup)
      return
    }
    // What Node finds it gives back at the end.
    cook?.()
    stdin.on('data', onData)
    stdin.on('error', hangup)
    stdin.on('end', hangup)
    rawMode(true)
  }

  function size(): { columns: number; rows: number } {
    const known = terminalSize()
    // A terminal that does not know its size says 0.
    return { columns: known?.columns || 80, rows: known?.rows || 24 }
  }

  function drained(): void {
    const frame = waiting
    const bytes = copied
    waiting = null
    copied = null
    if (bytes !== null) output.write(bytes)
    if (frame !== null) paint(frame)
  }

  function paint(frame: Frame): void {
    if (state === 'left' || state === 'closed' || hungUp) return
    if (!output.ready()) {
      waiting = frame
      return
    }
    // In one write with the first frame: the terminal never shows an empty screen.
    const begin = state === 'new' ? enter : ''
    state = 'on'
    const bytes = begin + painter.draw(frame)
    if (bytes !== '') output.write(bytes)
    listen()
  }

  function hangup(): void {
    if (hungUp || state === 'closed') return
    hungUp = true
    waiting = null
    listener({ kind: 'key', key: 'hangup' })
  }

  function giveBack(): void {
    if (state === 'on') output.now(leave)
    rawMode(false)
    waiting = null
    copied = null
  }

  function takeAgain(): void {
    // Twice: libuv sets nothing when it believes the mode to be on, and the shell has changed it meanwhile.
    rawMode(false)
    rawMode(true)
    output.now(enter)
    state = 'on'
    returned = monotonic()
    back = true
    // Its size may have changed, which is told only to who is in front; Node asks for it at this signal alone.
    process.kill(process.pid, 'SIGWINCH')
  }

  /** Not the stream's 'resize': that is silent when the size is what it was, though the terminal went through another. */
  function resized(): void {
    if (back) resizes.now()
    else resizes.happened()
    back = false
  }

  function continued(): void {
    if (state === 'on' && monotonic() - returned > SAME_RETURN) takeAgain()
  }

  return {
    size,
    paint,
    repaint: resizes.now,
    copy(text) {
      if (state !== 'on' || hungUp) return
      const bytes = clipboardBytes(text, options.inside ?? null)
      if (output.ready()) output.write(bytes)
      else copied = bytes
    },
    suspend() {
      if (state === 'left' || state === 'closed') return
      listen()
      giveBack()
      state = 'left'
      stopJob()
      takeAgain()
      // What was typed ahead was meant for the shell; a second ^Z among it would stop us again.
      keyboard.forget()
    },
    close() {
      if (state === 'closed') return
      const was = state
      if (was !== 'left') giveBack()
      state = 'closed'
      keyboard.close()
      resizes.close()
      output.close()
      clearTimeout(late)
      stdin?.off('data', onData)
      stdin?.pause()
      process.off('SIGWINCH', resized)
      process.off('SIGCONT', continued)
    },
  }

  function rawMode(on: boolean): void {
    if (stdin === null) {
      if (!on) cook?.()
      return
    }
    try {
      stdin.setRawMode(on)
    } catch (error) {
      // The terminal is gone: whoever reads from it hears so too, as 'hangup'.
      if (!['EIO', 'EBADF', 'ENOTTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}

/** Null: the terminal is gone. Node then takes what is left of it for a file, or cannot open it. */
function terminalInput(): typeof process.stdin | null {
  try {
    return process.stdin.isTTY ? process.stdin : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_TTY_INIT_FAILED') throw error
    return null
  }
}

/**
 * Stops the whole process group, as the terminal's ^Z does: under `npm start` the shell waits for npm, not for us. By SIGTSTP with
 * nobody listening, not SIGSTOP: the kernel ignores it where no shell could ever continue us (`ssh -t host whytop`, a container).
 */
function stopJob(): void {
  const listeners = process.listeners('SIGTSTP')
  process.removeAllListeners('SIGTSTP')
  process.kill(0, 'SIGTSTP')
  for (const listener of listeners) process.on('SIGTSTP', listener)
}
