// What the bundle carries of others comes with their licences, as these ask.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/
const FILE = /^(licen[cs]e|copying|notice)/i

/** @param {string} root the project @param {Iterable<string>} inputs files that are bundled, from there */
export function licenses(root, inputs) {
  const folders = new Set([...inputs].flatMap((path) => PACKAGE.exec(path)?.[0] ?? []))
  return [...folders]
    .sort()
    .map((folder) => licenseOf(join(root, folder)))
    .join('\n')
}

/** @param {string} folder */
function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder).filter((file) => FILE.test(file))
  if (files.length === 0 && license === undefined) throw new Error(`${folder} does not say its licence`)
  const texts = files.map((file) => `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`)
  return `== ${name} ${version}: ${license}\n${texts.join('')}`
}
