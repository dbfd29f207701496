import type { Line } from '../style.ts'
import { clean, cut, fit, type Text, text, width } from '../text.ts'
import { paneById } from '../views/index.ts'
import { wrapWords } from '../views/words.ts'
import type { Command, Context } from './command.ts'
import { commandGroups } from './commands.ts'
import { MOST_USED } from './footer.ts'
import { keyName } from './key-names.ts'
import { BLANK, plain, Spans } from './spans.ts'

/** Every key, column and term of the pane in one line each: from the declarations themselves, so it cannot drift. */
export function helpLines({
  state,
  view,
  table,
}: Pick<Context, 'state' | 'visit' | 'view' | 'table'>): readonly Line[] {
  const about = wrapWords(clean(paneById(view.id).help), state.columns - 2).map((words) =>
    plain(text` ${words}`, 'strong'),
  )
  const lines: Line[] = [...about, BLANK]
  const add = (title: Text, items: readonly { readonly name: Text; readonly help: string }[]) => {
    if (items.length === 0) return
    const cells = Math.min(24, Math.max(...items.map((item) => width(item.name)))) + 2
    lines.push(plain(text` ${title}`, 'title'))
    for (const item of items) lines.push(...wrapped(item.name, item.help, cells, state.columns))
    lines.push(BLANK)
  }
  for (const group of commandGroups)
    add(
      clean(group.title),
      mostUsedFirst(group.commands).map((command) => ({ name: keysOf(command), help: command.help })),
    )
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
  return lines
}

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

function wrapped(name: Text, help: string, cells: number, columns: number): readonly Line[] {
  return wrapWords(clean(help), Math.max(20, columns - cells - 4)).map((words, i) =>
    new Spans('plain')
      .add(text`   ${fit(i === 0 ? cut(name, cells - 1) : text``, cells, 'left')}`, 'key')
      .add(words, 'plain')
      .line(),
  )
}
