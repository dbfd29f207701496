import type { Line, Span, Style } from '../style.ts'
import { cut, type Text, text, width } from '../text.ts'

/** Puts a line together: stretches of the same meaning become one span, so that the painter has less to compare. */
export class Spans {
  readonly #spans: Span[] = []
  #text = ''
  #style: Style

  constructor(style: Style = 'plain') {
    this.#style = style
  }

  add(words: Text, style: Style): this {
    if (style !== this.#style) {
      this.#flush()
      this.#style = style
    }
    this.#text += words
    return this
  }

  line(fill?: Style): Line {
    this.#flush()
    return fill ? { spans: this.#spans, fill } : { spans: this.#spans }
  }

  #flush(): void {
    if (this.#text === '') return
    this.#spans.push({ text: this.#text as Text, style: this.#style })
    this.#text = ''
  }
}

export function plain(words: Text, style: Style = 'plain'): Line {
  return { spans: [{ text: words, style }] }
}

/** What of a line is on the screen: wide characters beyond its edge would begin another row. */
export function clipped(line: Line, columns: number): Line {
  let room = columns
  for (let i = 0; i < line.spans.length; i++) {
    const span = line.spans[i] as Span
    const cells = width(span.text)
    if (cells > room) return { ...line, spans: [...line.spans.slice(0, i), { ...span, text: cut(span.text, room) }] }
    room -= cells
  }
  return line
}

export const BLANK: Line = { spans: [] }
export const SPACE: Text = text` `
export const NO_TEXT: Text = text``
