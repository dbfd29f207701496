import { execFileSync } from 'node:child_process'

/** Tests that start the program start what is in the tree, never an older bundle. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--if-needed'], { stdio: 'inherit' })
}
