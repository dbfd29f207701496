/** What is worked out from a table, once for each table: a pane is drawn again at every key, the table stays the same. */
export function byTable<K extends object, V>(derive: (table: K) => V): (table: K) => V {
  const known = new WeakMap<K, V>()
  return (table) => {
    const found = known.get(table)
    if (found !== undefined) return found
    const value = derive(table)
    known.set(table, value)
    return value
  }
}
