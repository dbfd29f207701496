import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Bundles a program of this folder for running in a terminal: [path, what removes it]. */
export async function bundle(entry: string): Promise<[path: string, remove: () => void]> {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-test-'))
  const outfile = join(folder, 'program.cjs')
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' })
  return [outfile, () => rmSync(folder, { recursive: true })]
}
