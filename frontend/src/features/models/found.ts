import type { components } from '@/api/schema'

type Findings = components['schemas']['Findings']
type Spot = components['schemas']['Spot']

/** One thing that was recognised in a workflow: what it is, what it is called, and in which nodes it stands. */
export interface Row {
  sort: 'parameter' | 'input' | 'model' | 'output'
  name: string
  value: string
  places: string[]
}

const MOST = 80

/** Put everything that was recognised into rows: parameters, then files that go in, models, and what comes out. */
export function foundRows(findings: Findings): Row[] {
  return [
    ...findings.parameters.map(
      (one): Row => ({
        sort: 'parameter',
        name: one.name,
        value: shown(one.value),
        places: one.places.map(spotOf),
      }),
    ),
    ...findings.inputs.map(
      (one): Row => ({ sort: 'input', name: one.name, value: '', places: [spotOf(one.place)] }),
    ),
    ...findings.models.map(
      (one): Row => ({ sort: 'model', name: one.kind, value: one.file, places: [spotOf(one.place)] }),
    ),
    ...findings.outputs
      .filter((one) => one.taken)
      .map(
        (one): Row => ({
          sort: 'output',
          name: one.media_type,
          value: '',
          places: [`${one.node_class} (${one.node_id})`],
        }),
      ),
  ]
}

function shown(value: unknown): string {
  if (value == null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}

function spotOf(spot: Spot): string {
  const title = spot.title && spot.title !== spot.node_class ? `${spot.title}: ` : ''
  return `${title}${spot.node_class} (${spot.node_id}), ${spot.field}`
}
