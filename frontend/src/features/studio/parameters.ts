/** What a field of the form is drawn as. */
export type Field =
  | {
      kind: 'slider'
      name: string
      label: string
      about: string
      min: number
      max: number
      step: number
      usual: number
    }
  | {
      kind: 'number'
      name: string
      label: string
      about: string
      min?: number
      max?: number
      step: number | 'any'
      usual: unknown
    }
  | {
      kind: 'choice'
      name: string
      label: string
      about: string
      choices: { value: number; label: string; is: unknown }[]
      usual: unknown
    }
  | { kind: 'switch'; name: string; label: string; about: string; usual: boolean }
  | { kind: 'text'; name: string; label: string; about: string; long: boolean; usual: string }

interface Schema {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  oneOf?: Schema[]
  anyOf?: Schema[]
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
  maxLength?: number
}

const MOST_STEPS = 500
const LONG_TEXT = 200
export const SEED = 'seed'
export const MAX_SEED = Number.MAX_SAFE_INTEGER

/** Turn the JSON Schema of an output's parameters into the fields of a form; the seed has a place of its own. */
export function fieldsOf(schema: unknown): Field[] {
  const properties = (schema as { properties?: Record<string, Schema> } | undefined)?.properties ?? {}
  return Object.entries(properties)
    .filter(([name]) => name !== SEED)
    .map(([name, property]) => fieldOf(name, property))
}

/** Tell whether an output takes a seed. */
export function takesSeed(schema: unknown): boolean {
  return SEED in ((schema as { properties?: object } | undefined)?.properties ?? {})
}

function fieldOf(name: string, schema: Schema): Field {
  const said = { name, label: schema.title ?? name.replaceAll('_', ' '), about: schema.description ?? '' }
  const one = plain(schema)
  const choices = choicesOf(one)
  if (choices) return { kind: 'choice', ...said, choices, usual: schema.default }
  if (one.type === 'boolean') return { kind: 'switch', ...said, usual: schema.default === true }
  if (one.type === 'integer' || one.type === 'number') return numberOf(said, one, schema.default)
  const usual = typeof schema.default === 'string' ? schema.default : ''
  return { kind: 'text', ...said, long: (one.maxLength ?? LONG_TEXT + 1) > LONG_TEXT, usual }
}

/** Of a value that may also be nothing, what it is else. */
function plain(schema: Schema): Schema {
  const others = schema.anyOf?.filter((one) => one.type !== 'null')
  const single = others?.length === 1 ? { ...schema, ...others[0] } : schema
  const type = Array.isArray(single.type) ? single.type.find((one) => one !== 'null') : single.type
  return type === undefined ? single : { ...single, type }
}

function choicesOf(schema: Schema): { value: number; label: string; is: unknown }[] | null {
  const listed =
    schema.enum ??
    (schema.oneOf?.every((one) => 'const' in one) ? schema.oneOf.map((one) => one.const) : null)
  if (!listed) return null
  return listed.map((is, value) => ({ value, is, label: schema.oneOf?.[value]?.title ?? String(is) }))
}

function numberOf(
  said: { name: string; label: string; about: string },
  schema: Schema,
  usual: unknown,
): Field {
  const whole = schema.type === 'integer'
  const min =
    schema.minimum ??
    (whole && schema.exclusiveMinimum !== undefined ? schema.exclusiveMinimum + 1 : undefined)
  const max =
    schema.maximum ??
    (whole && schema.exclusiveMaximum !== undefined ? schema.exclusiveMaximum - 1 : undefined)
  const step = schema.multipleOf ?? (whole ? 1 : niceStep(min, max))
  if (min !== undefined && max !== undefined && typeof usual === 'number' && (max - min) / step <= MOST_STEPS)
    return { kind: 'slider', ...said, min, max, step, usual }
  const limits = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
  return { kind: 'number', ...said, ...limits, step: schema.multipleOf ?? (whole ? 1 : 'any'), usual }
}

/** A step of one, two or five with zeros, of which a range has a hundred or a few more. */
function niceStep(min = 0, max = 1): number {
  const rough = (max - min) / 100
  if (!(rough > 0)) return 0.01
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [5, 2, 1].find((one) => one * power <= rough) ?? 1
  return Number((factor * power).toPrecision(1))
}

/** Read what was typed into a number's field: the number, undefined for nothing, or the text itself where it is none. */
export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const value = Number(trimmed.replace(',', '.'))
  return Number.isFinite(value) ? value : trimmed
}

/** Read a seed: a whole number from 0 to 2^53-1, else null. */
export function readSeed(text: string): number | null {
  const digits = text.replace(/[\s\u00a0\u202f.,']/g, '')
  if (!/^\d{1,16}$/.test(digits)) return null
  const value = Number(digits)
  return value <= MAX_SEED ? value : null
}

/** Say in a few words what is set to another value than usual. */
export function summary(fields: readonly Field[], values: Readonly<Record<string, unknown>>): string {
  return fields
    .filter((field) => field.name in values)
    .map((field) => `${field.label} ${shown(field, values[field.name])}`)
    .join(', ')
}

function shown(field: Field, value: unknown): string {
  if (field.kind !== 'choice') return String(value)
  return field.choices.find((choice) => choice.is === value)?.label ?? String(value)
}
