/** Write src/api/schema.d.ts and src/api/events.d.ts from the reference that the server's own code generates. */
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const reference = new URL('../../docs/reference/', import.meta.url)
const target = new URL('../src/api/', import.meta.url)
const read = (name) => JSON.parse(readFileSync(new URL(name, reference), 'utf8'))
const HEADER = '/** Made by `npm run api`. Do not edit. */\n\n'

/** The events as an OpenAPI document, so that one tool writes both files. */
function eventsDocument() {
  const { envelope, $defs } = JSON.parse(
    JSON.stringify(read('events.schema.json')).replaceAll('#/$defs/', '#/components/schemas/'),
  )
  return {
    openapi: '3.1.0',
    info: { title: 'Events', version: '1' },
    paths: {},
    components: { schemas: { Envelope: envelope, ...$defs } },
  }
}

export async function made() {
  const options = { defaultNonNullable: false }
  const texts = {}
  for (const [name, document] of [
    ['schema.d.ts', read('openapi.json')],
    ['events.d.ts', eventsDocument()],
  ])
    texts[name] = HEADER + astToString(await openapiTS(document, options))
  return texts
}

if (import.meta.filename === process.argv[1])
  for (const [name, text] of Object.entries(await made())) writeFileSync(new URL(name, target), text)
