// Makes real trouble and keeps what whytop says of it, for the table of the README: npm run incidents [-- -t PART_OF_A_NAME]
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
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
const vitest = spawn(join(ROOT, 'node_modules/.bin/vitest'), ['run', ...process.argv.slice(2)], {
  cwd: ROOT,
  env: { ...process.env, WHYTOP_INCIDENTS: '1' },
  stdio: ['inherit', 'pipe', 'inherit'],
})
for await (const line of createInterface({ input: vitest.stdout })) {
  console.log(line)
  // Of two attempts the last one counts, as it does for the tests.
  if (line.startsWith('incident ')) kept.set(name(line), line)
}
writeFileSync(RESULTS, `${[...kept.values()].join('\n')}\n`)
process.exitCode = vitest.exitCode ?? 1
