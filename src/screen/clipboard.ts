/** What passes a terminal's output on to the one outside. */
export type Inside = 'tmux' | 'screen' | null

/** What xterm takes in one OSC. */
const MOST_COPIED = 56_000
/** GNU screen drops a string that is longer. */
const SCREEN_PIECE = 700

/**
 * Puts text into the clipboard of the person's own terminal, also through ssh (OSC 52). tmux takes it with `set-clipboard on`, or hands
 * it on wrapped with `allow-passthrough on`; it gets both. GNU screen hands on what is wrapped, in pieces.
 */
export function clipboardBytes(words: string, inside: Inside): string {
  const encoded = Buffer.from(Buffer.from(words).subarray(0, MOST_COPIED).toString()).toString('base64')
  const plain = `\x1b]52;c;${encoded}\x07`
  if (inside === 'tmux') return `${plain}\x1bPtmux;${plain.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`
  if (inside === null) return plain
  return (plain.match(new RegExp(`[^]{1,${SCREEN_PIECE}}`, 'g')) ?? []).map((piece) => `\x1bP${piece}\x1b\\`).join('')
}
