#!/bin/sh
':' //; unset NODE_EXTRA_CA_CERTS; export MALLOC_ARENA_MAX=1; exec node --interrupt-budget=2000000 --no-memory-reducer --max-semi-space-size=2 --min-semi-space-size=2 --initial-old-space-size=12 "$0" "$@"
// To a shell the line above starts Node with its flags, to Node it is a string: the env of BusyBox (Alpine) takes no -S.
// Extra CA files cost 31 ms at every start. Only what is really hot is worth the optimizing compiler, whose runs show as spikes of
// 30 ms. V8's memory reducer collects all of the heap three times when little happens, which here is always: 100 ms of CPU for pages
// that are touched again. The heap is first collected at 12 MiB rather than at three times that: 20 MiB less beside 10,000 processes.
// One arena of malloc for all threads: what V8's compilers let go of is used again, 4 MiB less.
'use strict'
var version = process.versions.node.split('.')
if (version[0] < 20 || (version[0] === '20' && version[1] < 17)) {
  process.stderr.write(`whytop needs Node.js 20.17 or newer, this is ${process.version}\n`)
  process.exit(2)
}
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const filename = join(__dirname, '..', 'dist', 'whytop.cjs')

function read(path) {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

const source = read(filename)
if (source === undefined) {
  process.stderr.write('whytop is not built yet: run `npm run build`\n')
  process.exit(2)
}
// Made for one version of Node and its flags: refused by any other, which then compiles the source.
const cachedData = read(join(__dirname, '..', 'dist', 'whytop.cache'))
const run = new Script(source.toString(), { filename, cachedData }).runInThisContext()
const { late } = require('./late.js')
run(
  module.exports,
  late(require, module, join(__dirname, '..', 'dist', 'whytop.late')),
  module,
  filename,
  join(filename, '..'),
)
