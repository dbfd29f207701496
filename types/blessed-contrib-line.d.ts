/** The part of blessed-contrib's line chart that is used without a screen; its own types describe only the whole package. */
declare module 'blessed-contrib/lib/widget/charts/line.js' {
  interface Canvas {
    /** Rows of cells with their SGR codes, each ending in a line feed. */
    frame(): string
  }

  interface Series {
    readonly x: readonly string[]
    readonly y: readonly number[]
    /** A colour of the 256; 0 would be the default. */
    readonly style: { readonly line: number }
  }

  export default class Line {
    constructor(options: {
      /** Only asked for its effects, of which there are none. */
      readonly screen: { readonly setEffects: () => void }
      readonly maxY: number
      readonly xPadding: number
      readonly showNthLabel: number
    })
    /** In dots: an even width, a height that is a multiple of 4. */
    canvasSize: { readonly width: number; readonly height: number }
    calcSize: () => void
    readonly ctx: { readonly canvas: Canvas; clearRect: () => void }
    /** Sizes the canvas by calcSize and makes it anew. */
    emit(event: 'attach'): void
    setData(data: readonly Series[]): void
  }
}
