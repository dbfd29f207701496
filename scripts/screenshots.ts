import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { Resvg } from '@resvg/resvg-js'
import { frameOf, SHOTS, textOf } from './shots.ts'
import { svgOf } from './svg.ts'

// Times of day stand in the pictures.
process.env.TZ = 'UTC'

/** Writes screenshots/: a picture of each shot, and its text, which a test compares with what is drawn now. */
async function main(): Promise<void> {
  mkdirSync('screenshots', { recursive: true })
  for (const old of readdirSync('screenshots')) rmSync(`screenshots/${old}`)
  for (const shot of SHOTS) {
    const frame = await frameOf(shot)
    const options = { font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans Mono' } }
    writeFileSync(`screenshots/${shot.name}.png`, new Resvg(svgOf(frame), options).render().asPng())
    writeFileSync(`screenshots/${shot.name}.txt`, textOf(frame))
  }
}

await main()
