// Runs a script in TypeScript, which Node 20 cannot by itself: node scripts/run.mjs scripts/NAME.ts
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const [script] = process.argv.slice(2)
if (script === undefined) throw new Error('which script? node scripts/run.mjs scripts/NAME.ts')
process.chdir(join(import.meta.dirname, '..'))
const outfile = join(process.cwd(), 'dist', basename(script).replace(/\.ts$/, '.mjs'))
await build({ entryPoints: [script], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
await import(pathToFileURL(outfile).href)
