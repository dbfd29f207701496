import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles a program of this folder for running in a terminal: [path, what removes it]. */
export async function bundle(entry: string): Promise<[path: string, remove: () => void]> {
  const folder = mkdtempSync(join(tmpdir(), 'whytop-test-'))
  const outfile = join(folder, 'program.cjs')
  // For koffi, which is found at run time.
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'))
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' })
  return [outfile, () => rmSync(folder, { recursive: true })]
}
