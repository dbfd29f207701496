/** What top, htop, ps and others call an option, and what it is called here. */
const OPTIONS: Readonly<Record<string, string>> = {
  '-h': '--help',
  '-?': '--help',
  help: '--help',
  '-v': '--version',
  '-V': '--version',
  version: '--version',
  '-d': '--interval',
  '--delay': '--interval',
  '-s': '--sort',
  '-o': '--sort',
  '--sort-key': '--sort',
  '-b': '--once',
  '--batch': '--once',
  '--csv': '--once --json',
  '-F': '--filter',
  '-p': '--filter pid=N',
  '--pid': '--filter pid=N',
  '-u': '--filter user=NAME',
  '--user': '--filter user=NAME',
  '-C': '--color never',
  '--colour': '--color',
  '--no-color': '--color never',
  '-M': '--no-mouse',
  '--no-unicode': '--ascii',
  '--readonly': '--read-only',
}

/** Options of others that are keys here. */
const KEYS: Readonly<Record<string, string>> = { '-t': 't', '--tree': 't', '-H': 'H' }

/** Who knows a tool, or a word for a subject, looks for this pane. */
const PANES: Readonly<Record<string, string>> = {
  top: 'processes',
  ps: 'processes',
  cpu: 'load',
  free: 'memory',
  ss: 'tcp',
  net: 'tcp',
  network: 'tcp',
  io: 'disks',
  iostat: 'disks',
  dmesg: 'kernel-log',
}

/** The option that was meant, or the words for the key. Null: no other tool has that one. `-d1` is `-d` with its value. */
export function optionElsewhere(name: string): { readonly option: string } | { readonly key: string } | null {
  const short = /^-[A-Za-z]/.test(name) ? name.slice(0, 2) : name
  if (Object.hasOwn(KEYS, short)) return { key: KEYS[short] as string }
  return Object.hasOwn(OPTIONS, short) ? { option: OPTIONS[short] as string } : null
}

/** The pane that was meant, where there is that one. */
export function paneElsewhere(word: string, panes: readonly string[]): string | null {
  const pane = Object.hasOwn(PANES, word) ? (PANES[word] as string) : null
  return pane !== null && panes.includes(pane) ? pane : null
}
