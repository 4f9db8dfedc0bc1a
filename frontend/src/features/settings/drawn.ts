import type { Limits } from '@/format/takes'

/** How a setting is drawn, told by the JSON Schema of its values. */
export type Drawn =
  | { kind: 'choice'; choices: string[] }
  | { kind: 'switch' }
  | ({ kind: 'number'; optional: boolean } & Limits)
  | { kind: 'text' }
  | { kind: 'json' }

interface Schema {
  type?: string
  enum?: unknown[]
  anyOf?: Schema[]
  minimum?: number
  maximum?: number
}

export function drawn(schema: Schema): Drawn {
  const optional = schema.anyOf?.some((one) => one.type === 'null') ?? false
  const others = schema.anyOf?.filter((one) => one.type !== 'null') ?? []
  const one = others.length === 1 ? (others[0] as Schema) : schema
  if (one.enum) return { kind: 'choice', choices: one.enum.map(String) }
  if (one.type === 'boolean') return { kind: 'switch' }
  if (one.type === 'integer' || one.type === 'number') {
    const { minimum: min, maximum: max } = one
    const limits = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
    return { kind: 'number', whole: one.type === 'integer', optional, ...limits }
  }
  return one.type === 'string' ? { kind: 'text' } : { kind: 'json' }
}

/** Write a value into a field: nothing for null, JSON for what is neither text nor number. */
export function written(value: unknown): string {
  if (value == null) return ''
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

/** What was typed, as the value to send; `wrong` where it can be none. Nothing typed is null: as usual. */
export function typed(kind: Drawn['kind'], text: string): { value: unknown } | { wrong: 'number' | 'json' } {
  const trimmed = text.trim()
  if (kind === 'text') return { value: trimmed }
  if (!trimmed) return { value: null }
  if (kind === 'number') {
    const value = Number(trimmed.replace(',', '.'))
    return Number.isFinite(value) ? { value } : { wrong: 'number' }
  }
  try {
    return { value: JSON.parse(trimmed) }
  } catch {
    return { wrong: 'json' }
  }
}

/** A merge patch that makes `before` into `after`: what is gone is null, so that it does not stay. */
export function patchOf(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after
  const gone = Object.keys(before).filter((key) => !(key in after))
  const kept = Object.entries(after).map(([key, value]) => [key, patchOf(before[key], value)])
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...Object.fromEntries(kept) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
