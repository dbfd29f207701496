/** What a value breaks of a JSON Schema, as far as ours go; nothing: it is valid. A word of the schema that is not known throws. */
export function violations(schema: Schema, value: unknown, root: Schema = schema, path = '$'): readonly string[] {
  const strange = Object.keys(schema).filter((word) => !KNOWN.includes(word))
  if (strange.length > 0) throw new Error(`${path}: the schema says ${strange.join()}`)
  if (schema.$ref) return violations(resolved(root, schema.$ref), value, root, path)
  const wrong: string[] = []
  if ('const' in schema && value !== schema.const) wrong.push(`${path} is not ${JSON.stringify(schema.const)}`)
  if (schema.enum && !schema.enum.includes(value)) wrong.push(`${path} is none of ${schema.enum.join()}`)
  if (schema.type && ![schema.type].flat().includes(typeOf(value)))
    wrong.push(`${path} is ${typeOf(value)}, not ${schema.type}`)
  if (Array.isArray(value))
    value.forEach((one, i) => void wrong.push(...violations(schema.items ?? {}, one, root, `${path}[${i}]`)))
  else if (typeof value === 'object' && value !== null) {
    const { properties = {}, required = [] } = schema
    for (const name of required) if (!(name in value)) wrong.push(`${path}.${name} is missing`)
    for (const [name, one] of Object.entries(value)) {
      const own = properties[name]
      if (own) wrong.push(...violations(own, one, root, `${path}.${name}`))
      else if (schema.additionalProperties === false) wrong.push(`${path}.${name} is unknown`)
    }
  }
  return wrong
}

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly $defs?: Readonly<Record<string, Schema>>
}

const KNOWN = [
  ...['$schema', '$ref', '$defs', 'title', 'description', 'type', 'const', 'enum', 'items'],
  ...['properties', 'required', 'additionalProperties'],
]

function resolved({ $defs = {} }: Schema, ref: string): Schema {
  const found = $defs[ref.replace('#/$defs/', '')]
  if (!found) throw new Error(`no ${ref}`)
  return found
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
