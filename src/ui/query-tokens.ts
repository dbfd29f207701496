/** A piece of a filter. `text` is as typed, without quotes; `at` is its index. */
export type Token =
  | { readonly kind: '(' | ')'; readonly text: string; readonly at: number }
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean; readonly at: number }
  | {
      readonly kind: 'comparison'
      readonly text: string
      readonly name: string
      readonly operator: Operator
      readonly value: string
      readonly quoted: boolean
      readonly at: number
    }

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~'

/** Takes a filter apart; blanks may stand around an operator. Between words `|` is `or`, as in the filter of htop. */
export function tokensOf(text: string): readonly Token[] | { readonly error: string; readonly at: number } {
  const tokens: Token[] = []
  let i = 0
  while (i < text.length) {
    const at = i
    const letter = text[i] as string
    if (isBlank(letter)) {
      i++
    } else if (letter === '(' || letter === ')') {
      tokens.push({ kind: letter, text: letter, at })
      i++
    } else if (letter === '|') {
      tokens.push({ kind: 'word', text: 'or', quoted: false, at })
      i += text[i + 1] === '|' ? 2 : 1
    } else if (operatorAt(text, i)) {
      const operator = operatorAt(text, i)
      return {
        error: `"${operator}" at ${at + 1} has no column before it; type e.g. cpu>20, or quote it: "${operator}"`,
        at,
      }
    } else {
      const word = wordAt(text, i, true)
      if (!word) return unclosed(at)
      const operatorStart = skipBlanks(text, word.end)
      const operator = word.quoted ? null : operatorAt(text, operatorStart)
      if (operator === null) {
        tokens.push({ kind: 'word', text: word.text, quoted: word.quoted, at })
        i = word.end
      } else {
        const start = skipBlanks(text, operatorStart + operator.length)
        const value = wordAt(text, start, false)
        if (!value) return unclosed(start)
        i = value.end
        tokens.push({
          kind: 'comparison',
          text: text.slice(at, i),
          name: word.text,
          operator,
          value: value.text,
          quoted: value.quoted,
          at,
        })
      }
    }
  }
  return tokens
}

interface Word {
  readonly text: string
  readonly quoted: boolean
  readonly end: number
}

/** Null: the quotes are not closed. Before an operator a word ends there; what follows one may hold some: `cgroup=/a=b`. */
function wordAt(text: string, start: number, endsAtOperator: boolean): Word | null {
  if (text[start] === '"') {
    const close = text.indexOf('"', start + 1)
    return close < 0 ? null : { text: text.slice(start + 1, close), quoted: true, end: close + 1 }
  }
  let end = start
  while (end < text.length && !ENDS.includes(text[end] as string) && !(endsAtOperator && isJoined(text, end))) end++
  return { text: text.slice(start, end), quoted: false, end }
}

const ENDS = ' \t()"'

/** Here something is compared, or another word may stand instead. */
function isJoined(text: string, i: number): boolean {
  return text[i] === '|' || operatorAt(text, i) !== null
}

function operatorAt(text: string, i: number): Operator | null {
  const two = text.slice(i, i + 2)
  if (two === '!=' || two === '>=' || two === '<=') return two
  const one = text[i]
  return one === '=' || one === '>' || one === '<' || one === '~' ? one : null
}

function skipBlanks(text: string, start: number): number {
  let i = start
  while (i < text.length && isBlank(text[i] as string)) i++
  return i
}

function isBlank(letter: string): boolean {
  return letter === ' ' || letter === '\t'
}

function unclosed(at: number): { readonly error: string; readonly at: number } {
  return { error: `" at ${at + 1} is not closed; type " at its end`, at }
}
