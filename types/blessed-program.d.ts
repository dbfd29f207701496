/** The part of blessed below its screens and widgets; @types/blessed describes only the whole. */
declare module 'blessed/lib/program.js' {
  import type { EventEmitter } from 'node:events'

  interface Key {
    readonly name?: string
    /** With its modifiers: 'S-tab', 'C-c', 'M-x'. */
    readonly full?: string
    /** The bytes it was made from. */
    readonly sequence?: string
  }

  interface Mouse {
    readonly action: string
    readonly button?: string
    /** From 0. */
    readonly x: number
    readonly y: number
  }

  interface Program {
    on(event: 'keypress', listener: (char: string | undefined, key: Key | undefined) => void): void
    on(event: 'mouse', listener: (mouse: Mouse) => void): void
  }

  export default function createProgram(options: {
    readonly input: EventEmitter
    readonly output: EventEmitter
    readonly tput: boolean
    readonly terminal: string
  }): Program
}
