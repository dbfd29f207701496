import { readFileSync } from 'node:fs'

/** A captured file, by its path in test/fixtures. */
export function fixture(path: string): Buffer {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url))
}

export function bytes(text: string): Buffer {
  return Buffer.from(text)
}
