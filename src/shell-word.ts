/** Needs no quotes in any shell; `!`, which a shell may take for history, and the `\x2d` of systemd do. */
const PLAIN = /^[\w@%+=:,./-]+$/

/** A name or path of the machine as one word of a command line that a person pastes. */
export function shellWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
