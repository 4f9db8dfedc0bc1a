/** A parameter as its documentation shows it; what is not known is empty. */
export interface Explained {
  name: string
  title: string
  about: string
  choices: string[]
  least: string
  most: string
  usual: string
}

interface Property {
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  minimum?: number
  maximum?: number
  anyOf?: Property[]
}

const BOUNDLESS = 1e12

/** Read the documentation out of the JSON Schema of parameters; `figure` writes a number for people. */
export function explained(schema: unknown, figure: (value: number) => string): Explained[] {
  const properties = (schema as { properties?: Record<string, Property> } | undefined)?.properties ?? {}
  const written = (value: unknown) =>
    value == null ? '' : typeof value === 'number' ? figure(value) : String(value)
  return Object.entries(properties).map(([name, property]) => {
    const limits = property.anyOf?.find((one) => one.minimum !== undefined && (one.maximum ?? 0) < BOUNDLESS)
    return {
      name,
      title: property.title ?? name.replaceAll('_', ' '),
      about: property.description ?? '',
      choices: (property.enum ?? []).map(String),
      least: written(property.minimum ?? limits?.minimum),
      most: written(property.maximum ?? limits?.maximum),
      usual: written(property.default),
    }
  })
}
