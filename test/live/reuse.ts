import { readFileSync, writeFileSync } from 'node:fs'
import { asleep, seen, start, ticks } from './ticks.ts'

/** Run as the first process of a PID namespace: nobody else takes the number that is to be used again. */
async function main(): Promise<void> {
  const machine = ticks()
  const born = async (name: string) => {
    const child = start('sh', '-c', 'echo; read x', name)
    await child.line()
    await asleep(child.pid)
    return child
  }
  const again = (pid: number, name: string) => {
    writeFileSync('/proc/sys/kernel/ns_last_pid', `${pid - 1}`)
    return born(name)
  }
  const nameOf = (reading: object | undefined) => Object(reading).value?.at(-1)

  const first = await born('first')
  const wants = seen([first.pid], { files: ['cmdline'] })
  for (let i = 0; i < 3; i++) await machine.tick(wants)
  const before = await machine.tick(wants)
  await first.end()
  const second = await again(first.pid, 'second')
  const at = await machine.tick(wants)
  const after = await machine.tick(wants)
  const rate = (cpus: number) => (Number.isNaN(cpus) ? 'unknown' : cpus)
  const told = {
    samePid: second.pid === first.pid && before.row(first.pid) !== undefined && at.row(first.pid) !== undefined,
    seen: [before, after].map(({ row }) => nameOf(row(first.pid)?.more.cmdline)),
    rates: [before, at, after].map(({ cpus }) => rate(cpus(first.pid))),
    off: [] as string[],
  }
  // Off screen, and its first clock the same by chance is as good as impossible: it is another record.
  const third = await born('third')
  const nobody = seen([], { everybody: ['cmdline'] })
  for (let i = 0; i < 4; i++) await machine.tick(nobody)
  told.off.push(nameOf((await machine.tick(nobody)).row(third.pid)?.more.cmdline))
  await third.end()
  const fourth = await again(third.pid, 'fourth')
  const starttime = readFileSync(`/proc/${fourth.pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19]
  const next = await machine.tick(nobody)
  if (next.row(fourth.pid)?.stat.starttime !== Number(starttime)) throw new Error('still the first')
  told.off.push(nameOf((await machine.tick(nobody)).row(fourth.pid)?.more.cmdline))
  for (const child of [second, fourth]) await child.end()
  process.stdout.write(JSON.stringify(told))
}

void main()
