import type { Line, Style } from '../style.ts'
import { clean, cut, fit, type Text, text, width } from '../text.ts'
import { paneById } from '../views/index.ts'
import { wrapWords } from '../views/words.ts'
import type { Command, Here } from './command.ts'
import { commandGroups, commands } from './commands.ts'
import { MOST_USED } from './footer.ts'
import { keyName } from './key-names.ts'
import { BLANK, plain, Spans } from './spans.ts'

/** Every key, column and term of the pane in one line each: from the declarations themselves, so it cannot drift. Keys that do nothing here come last. */
export function helpLines(here: Here): readonly Line[] {
  const { state, view, table } = here
  const about = wrapWords(clean(paneById(view.id).help), state.columns - 2).map((words) =>
    plain(text` ${words}`, 'strong'),
  )
  const lines: Line[] = [...about, BLANK]
  const add = (title: Text, items: readonly Item[], styles = ITEM) => {
    if (items.length === 0) return
    const cells = Math.min(24, Math.max(...items.map((item) => width(item.name)))) + 2
    lines.push(plain(text` ${title}`, 'title'))
    for (const item of items) lines.push(...wrapped(item, cells, state.columns, styles))
    lines.push(BLANK)
  }
  const keys = (list: readonly Command[], work: boolean) =>
    mostUsedFirst(list.filter((command) => command.works(here) === work)).map((command) => ({
      name: keysOf(command),
      help: command.help,
    }))
  for (const group of commandGroups) add(clean(group.title), keys(group.commands, true))
  add(
    text`Words on this pane`,
    view.terms.map((term) => ({ name: clean(term.term), help: term.help })),
  )
  if (table)
    add(
      text`Columns`,
      table.section.columns.map((c) => ({ name: clean(c.title), help: c.help })),
    )
  add(text`Signs`, SIGNS)
  add(text`Keys that do nothing here and now`, keys(commands, false), NOTHING)
  return lines
}

interface Item {
  readonly name: Text
  readonly help: string
}

const ITEM: readonly [name: Style, help: Style] = ['key', 'plain']
const NOTHING: typeof ITEM = ['dim', 'dim']

const SIGNS = [
  { name: text`-`, help: 'not known yet: the first sample, or a counter that was reset' },
  { name: text`n/a`, help: 'no right to read it; root or the owner of the process may' },
  { name: text`off`, help: 'this kernel has it not, or it is switched off' },
  { name: text`~`, help: 'not read yet, sampled, or older than this tick' },
  {
    name: text`?`,
    help: 'the kernel wrote something whytop does not understand; in a name: a character that may not be drawn',
  },
]

/** What the footer offers, in its order, then the others. */
function mostUsedFirst(list: readonly Command[]): readonly Command[] {
  const rank = ({ id }: Command) => (MOST_USED.includes(id) ? MOST_USED.indexOf(id) : MOST_USED.length)
  return [...list].sort((a, b) => rank(a) - rank(b))
}

export function keysOf(command: Command): Text {
  return command.keys.map(keyName).join(' ') as Text
}

function wrapped({ name, help }: Item, cells: number, columns: number, [named, said]: typeof ITEM): readonly Line[] {
  return wrapWords(clean(help), Math.max(20, columns - cells - 4)).map((words, i) =>
    new Spans('plain')
      .add(text`   ${fit(i === 0 ? cut(name, cells - 1) : text``, cells, 'left')}`, named)
      .add(words, said)
      .line(),
  )
}
