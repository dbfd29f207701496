import { readFileSync, writeFileSync } from 'node:fs'
import { withParts } from './readme-parts.ts'

/** Writes the parts of README.md that come from the program. */
process.env.TZ = 'UTC'
writeFileSync('README.md', await withParts(readFileSync('README.md', 'utf8')))
