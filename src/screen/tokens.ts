/** What a terminal sends, cut where it belongs: `text` is typed or pasted without brackets, `paste` came in brackets. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'sequence'; readonly bytes: string }
  | { readonly kind: 'paste'; readonly text: string }

/** Puts together again what a slow link has split. Times in ms of any one clock. */
export interface Tokens {
  feed(chunk: string, now: number): Token[]
  /** To be called when `due` has passed and nothing came. */
  expire(now: number): Token[]
  /** Until when a started sequence waits for its rest; null: nothing is open. */
  readonly due: () => number | null
}

/** A lone ESC is the Escape key when nothing follows for so long. */
const ESCAPE_WAIT = 50
/** A sequence that has begun (ESC [) is no key's: its rest may take its time, and what never becomes whole is dropped. */
const SEQUENCE_WAIT = 500
/** A pasted text whose end never comes must not hold the keyboard for ever. */
const PASTE_WAIT = 2000
/** After an Escape by time, a chunk that reads like the rest of a sequence is one: nobody types `[A` in one go. */
const LATE = 500
const MOST_PASTE = 65536

const PASTE_BEGIN = '\x1b[200~'
const PASTE_END = '\x1b[201~'
/** CSI (also Linux' ESC [ [ A, rxvt's ESC [ 2 $, X10 mouse), SS3, a string of the terminal's (OSC, DCS, APC, PM), Alt and a key. */
const WHOLE =
  /^\x1b(?:\[(?:\[[0-9]*[A-Za-z~]|M[\s\S]{3}|[0-9]+\$|(?![[M])[0-?]*[ -/]*[@-~])|[ON][0-9]*(?:;[0-9]+)?[A-Za-z~]|[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)|[^\x1b[ON\]P_^])/
const STARTED =
  /^\x1b(?:$|\[$|\[\[[0-9]*$|\[M[\s\S]{0,2}$|\[[0-?]*[ -/]*$|[ON][0-9]*(?:;[0-9]*)?$|[\]P_^][^\x07\x1b]{0,4096}\x1b?$)/
const REST = /^(?:\[[0-9;<]*[A-Za-z~]|O[A-Za-z])/

export function createTokens(): Tokens {
  let open = ''
  let pasted: string | null = null
  let since = 0
  let escaped = Number.NEGATIVE_INFINITY

  return {
    feed(chunk, now) {
      let rest = open + chunk
      // The rest of a sequence whose ESC was taken for the key.
      if (open === '' && pasted === null && now - escaped < LATE && REST.test(rest)) rest = `\x1b${rest}`
      escaped = Number.NEGATIVE_INFINITY
      open = ''
      since = now
      const tokens: Token[] = []
      while (rest !== '') rest = pasted === null ? key(rest, tokens) : paste(rest, tokens)
      return tokens
    },
    expire(now) {
      const tokens: Token[] = []
      if (pasted !== null) {
        tokens.push({ kind: 'paste', text: pasted + open })
        pasted = null
      } else if (open === '\x1b') {
        tokens.push({ kind: 'sequence', bytes: open })
        escaped = now
      }
      open = ''
      return tokens
    },
    due() {
      if (pasted !== null) return since + PASTE_WAIT
      if (open === '') return null
      return since + (open === '\x1b' ? ESCAPE_WAIT : SEQUENCE_WAIT)
    },
  }

  /** Takes one token from the front; returns what is left, '' also where the rest must wait for more. */
  function key(rest: string, tokens: Token[]): string {
    const at = rest.indexOf('\x1b')
    if (at !== 0) {
      tokens.push({ kind: 'text', text: at < 0 ? rest : rest.slice(0, at) })
      return at < 0 ? '' : rest.slice(at)
    }
    if (rest.startsWith(PASTE_BEGIN)) {
      pasted = ''
      return rest.slice(PASTE_BEGIN.length)
    }
    const whole = WHOLE.exec(rest)
    if (whole !== null) {
      tokens.push({ kind: 'sequence', bytes: whole[0] })
      return rest.slice(whole[0].length)
    }
    if (STARTED.test(rest)) {
      open = rest
      return ''
    }
    // ESC before what cannot follow it in a sequence: the key. A broken sequence is dropped up to the break.
    if (rest.startsWith('\x1b\x1b')) {
      tokens.push({ kind: 'sequence', bytes: '\x1b' })
      return rest.slice(1)
    }
    return rest.slice(/^\x1b[[\]ONP_^][0-?]*[ -/]*/.exec(rest)?.[0].length ?? 1)
  }

  function paste(rest: string, tokens: Token[]): string {
    const all = open + rest
    open = ''
    const at = all.indexOf(PASTE_END)
    if (at >= 0) {
      tokens.push({ kind: 'paste', text: (pasted + all.slice(0, at)).slice(0, MOST_PASTE) })
      pasted = null
      return all.slice(at + PASTE_END.length)
    }
    // The end itself may be split: what could be its beginning waits.
    let keep = Math.min(PASTE_END.length - 1, all.length)
    while (keep > 0 && !PASTE_END.startsWith(all.slice(all.length - keep))) keep--
    pasted = (pasted + all.slice(0, all.length - keep)).slice(0, MOST_PASTE)
    open = all.slice(all.length - keep)
    return ''
  }
}
