import { StringDecoder } from 'node:string_decoder'
import { monotonic } from '../monotonic.ts'
import type { Input } from '../ui/frame.ts'
import { createTokens, type Token } from './tokens.ts'

/** Bytes of the terminal in, what a person did out. */
export interface Keyboard {
  feed(chunk: Buffer): void
  /** Drops what waits. */
  forget(): void
  /** Drops what waits and stops the clock. */
  close(): void
}

/** Names what is not a printable character: blessed's keys and mouse (decoder.ts), loaded when first needed. */
export type Decode = (bytes: string) => readonly Input[]

/** More printable keys than this in a row in one read are no typing: a paste by a terminal that does not bracket it. */
const MOST_KEYS = 3
/** The rest of such a paste comes in further reads, at once. */
const BURST_GOES_ON = 30

/**
 * `load` brings the decoder: it is called at the first byte that needs it, and what comes meanwhile is kept in order.
 */
export function createKeyboard(load: () => Promise<Decode>, listener: (input: Input) => void): Keyboard {
  const utf8 = new StringDecoder('utf8')
  const tokens = createTokens()
  const waiting: (Input | string)[] = []
  let decode: Decode | null = null
  let loading = false
  let timer: NodeJS.Timeout | undefined
  let burst = Number.NEGATIVE_INFINITY
  let closed = false

  function take(found: readonly Token[], now: number): void {
    if (found.length === 0) return
    const goesOn = now - burst < BURST_GOES_ON
    for (const token of found) {
      if (token.kind === 'sequence') waiting.push(token.bytes)
      else if (token.kind === 'paste') waiting.push(token)
      else if (goesOn || isPaste(token.text)) {
        burst = now
        waiting.push({ kind: 'paste', text: token.text })
      } else for (const char of token.text) waiting.push(named(char))
    }
    deliver()
  }

  function deliver(): void {
    while (waiting.length > 0 && !closed) {
      const next = waiting[0] as Input | string
      if (typeof next === 'string') {
        if (decode === null) {
          begin()
          return
        }
        waiting.shift()
        for (const input of decode(next)) listener(input)
      } else {
        waiting.shift()
        listener(next)
      }
    }
  }

  function begin(): void {
    if (loading) return
    loading = true
    load().then((loaded) => {
      decode = loaded
      deliver()
    })
  }

  function wait(): void {
    clearTimeout(timer)
    const due = tokens.due()
    if (due === null) return
    timer = setTimeout(
      () => {
        const now = monotonic()
        take(tokens.expire(now), now)
      },
      Math.max(0, due - monotonic()),
    )
  }

  return {
    feed(chunk) {
      const now = monotonic()
      take(tokens.feed(utf8.write(chunk), now), now)
      if (!closed) wait()
    },
    forget() {
      waiting.length = 0
    },
    close() {
      closed = true
      clearTimeout(timer)
      waiting.length = 0
    },
  }
}

/** Many printable characters in one go, and not one held down, which a slow link delivers like that. */
function isPaste(text: string): boolean {
  const printable = [...text].filter((char) => char >= ' ' && char !== '\x7f')
  return printable.length > MOST_KEYS && printable.some((char) => char !== printable[0])
}

/** A printable character is its own name; what is not goes to the decoder. */
function named(char: string): Input | string {
  if (char === ' ') return { kind: 'key', key: 'space' }
  return char > ' ' && char !== '\x7f' ? { kind: 'key', key: char } : char
}
