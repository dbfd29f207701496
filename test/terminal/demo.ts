import { writeFileSync } from 'node:fs'
import { openScreen } from '../../src/screen/screen.ts'
import type { Input } from '../../src/ui/frame.ts'
import { demoFrame } from './demo-frame.ts'

/**
 * A program as small as one can be made around a screen, for the tests of the screen: it shows the keys that came and a table
 * that moves every DEMO_TICK ms, after DEMO_LATE ms without one, and ends as main does. `x` throws, `z` and ^Z suspend, `y` copies, ^L draws anew, `q` leaves.
 */
const started = performance.now()
const TICK = Number(process.env.DEMO_TICK ?? 100)
const LATE = Number(process.env.DEMO_LATE ?? 0)
const heard: string[] = []
let ticks = 0

const screen = openScreen({ colors: 256, theme: 'dark', mouse: process.env.DEMO_MOUSE !== '0' }, (input: Input) => {
  if (input.kind === 'key' && input.key === 'q') leave(0)
  if (input.kind === 'key' && input.key === 'hangup') {
    heard.push('hangup')
    if (process.env.DEMO_LOG) writeFileSync(process.env.DEMO_LOG, heard.filter((key) => key === 'hangup').join())
    setTimeout(() => leave(129), 100)
    return
  }
  if (input.kind === 'key' && input.key === 'x') throw new Error('thrown on purpose')
  if (input.kind === 'key' && input.key === 'C-l') return screen.repaint()
  if (input.kind === 'key' && (input.key === 'z' || input.key === 'C-z')) screen.suspend()
  else if (input.kind !== 'resize')
    heard.push(input.kind === 'key' ? input.key : JSON.stringify(input).replaceAll('"', ''))
  if (input.kind === 'key' && input.key === 'y') screen.copy('한 copied')
  if (!Number.isNaN(painted)) paint()
})

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGQUIT', 131],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => {
    if (signal !== 'SIGHUP' || process.env.DEMO_NOHUP !== '1') leave(code)
  })
}
process.on('SIGTSTP', () => screen.suspend())
process.on('uncaughtException', (error) => {
  screen.close()
  process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})

let painted = Number.NaN
setTimeout(() => {
  paint()
  painted = performance.now()
  setInterval(() => {
    ticks++
    paint()
  }, TICK)
}, LATE)

function paint(): void {
  screen.paint(demoFrame(ticks, screen.size(), status(), heard.slice(-12).join(' ')))
}

function status(): string {
  if (process.env.DEMO_STATUS === '0') return ''
  const rss = Math.round(process.memoryUsage.rss() / 1024)
  return `ticks ${ticks} rss ${rss} start ${Math.round(started)} painted ${Math.round(painted)} ms`
}

function leave(code: number): void {
  screen.close()
  process.exit(code)
}
