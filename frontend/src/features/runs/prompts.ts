/** What a call was told: its text, and everything else that was sent along. */
export interface Told {
  readonly text: string
  readonly negative: string
  readonly rest: string
}

interface Sent {
  stage: string
  attempt: number
  sent_at: string
  request: Record<string, unknown>
}

const SAID = new Set([
  'type',
  'chunk',
  'backend',
  'provider',
  'model',
  'prompt',
  'negative_prompt',
  'language',
])

/** The name of a call in both the run's list and its export. */
export function callName(call: { stage: string; attempt: number; sent_at: string }): string {
  return `${call.stage}.${call.attempt}.${Date.parse(call.sent_at)}`
}

/** Read the requests out of the export of a run. */
export function toldIn(exported: unknown): Map<string, Told> {
  const calls = (exported as { calls?: readonly Sent[] } | null)?.calls ?? []
  return new Map(calls.map((call) => [callName(call), toldBy(call.request)]))
}

function toldBy(request: Record<string, unknown>): Told {
  const prompt = request.prompt as string | { text?: string } | null | undefined
  const text = typeof prompt === 'string' ? prompt : (prompt?.text ?? '')
  const rest = Object.entries(request).filter(([name, value]) => !SAID.has(name) && !isEmpty(value))
  const negative = typeof request.negative_prompt === 'string' ? request.negative_prompt : ''
  return { text, negative, rest: rest.length ? JSON.stringify(Object.fromEntries(rest), null, 2) : '' }
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0)
  )
}
