// Makes real trouble and keeps what whytop says of it, for the table of the README: npm run incidents [-- -t PART_OF_A_NAME]
// What was played in a virtual machine, with WHYTOP_INCIDENTS_LAB=1, is taken over from what it printed: npm run incidents -- --take FILE
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = join(import.meta.dirname, '..')
const RESULTS = join(ROOT, 'test/incidents/results.txt')

const name = (line) => line.slice(0, line.indexOf(': '))
const kept = new Map(
  existsSync(RESULTS)
    ? readFileSync(RESULTS, 'utf8')
        .trim()
        .split('\n')
        .map((line) => [name(line), line])
    : [],
)
const [option, file] = process.argv.slice(2)
if (option === '--take') {
  for await (const line of createInterface({ input: createReadStream(file) })) keep(line)
} else await play(process.argv.slice(2))

async function play(args) {
  const vitest = spawn(join(ROOT, 'node_modules/.bin/vitest'), ['run', '--retry=0', ...args], {
    cwd: ROOT,
    env: { ...process.env, WHYTOP_INCIDENTS: '1' },
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  const closed = once(vitest, 'close')
  for await (const line of createInterface({ input: vitest.stdout })) {
    console.log(line)
    keep(line)
  }
  const [code] = await closed
  process.exitCode = code ?? 1
}

/** Of two attempts the last one counts. */
function keep(line) {
  if (!line.startsWith('incident ')) return
  kept.set(name(line), line.trimEnd())
  // At once: they take minutes, and may be stopped.
  writeFileSync(RESULTS, `${[...kept.values()].join('\n')}\n`)
}
