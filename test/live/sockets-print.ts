import { localHost } from '../../src/host/local.ts'
import { detailSource, optionsSource, socketId, socketKey } from '../../src/model/sockets/socket.ts'
import { socketSource, socketsOf } from '../../src/model/sockets/table.ts'
import { addressAt } from '../../src/parse/net/address.ts'
import { TCP_STATES } from '../../src/parse/net/tcp-state.ts'
import { reading } from '../../src/sample/sample.ts'
import { Sampler } from '../../src/sample/sampler.ts'
import { isMissing } from '../../src/source.ts'

/** Prints the sockets of its network namespace as `ss -Htan` does, and as JSON what is told of the one it is asked for: LOCAL-PORT PID FD. */
async function main(): Promise<void> {
  const sampler = new Sampler(localHost())
  const take = async (...sources: Parameters<Sampler['take']>[0]['sources']) =>
    sampler.take({ sources, processes: null }, () => undefined)
  const samples = await take(socketSource({ info: true }))
  const seen = socketsOf(samples, { info: true })
  if (isMissing(seen)) throw new Error(seen.why)
  const table = seen.value
  const [, , port, pid, fd] = process.argv
  if (port === undefined) {
    for (let row = 0; row < table.count; row++) {
      const end = (words: Uint32Array, port: number) =>
        `${addressAt(words, row, table.family[row] as number)}:${port || '*'}`
      const ends = [
        end(table.local, table.localPort[row] as number),
        end(table.remote, table.remotePort[row] as number),
      ]
      const queues = [table.rqueue[row], table.wqueue[row]]
      process.stdout.write(`${[TCP_STATES[table.state[row] as number], ...queues, ...ends].join(' ')}\n`)
    }
    return
  }
  const row = table.localPort.indexOf(Number(port))
  const key = socketKey(table, row)
  const id = socketId(key)
  if (!id) throw new Error(`no socket from ${port}`)
  const [one, options] = [detailSource(id, key, null), optionsSource(Number(pid), Number(fd))]
  const { after } = await take(one, options)
  const [detail, set] = [reading(after, one), reading(after, options)]
  process.stdout.write(
    JSON.stringify({
      from: table.from,
      rto: table.info?.rto[row] ?? null,
      info: isMissing(detail) || !detail.value.info ? null : Object.fromEntries(detail.value.info),
      congestion: isMissing(detail) ? null : detail.value.congestion,
      memory: isMissing(detail) ? null : detail.value.memory,
      options: isMissing(set) ? set.missing : set.value,
    }),
  )
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = 1
})
