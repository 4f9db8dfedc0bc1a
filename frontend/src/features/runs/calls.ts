import type { Catalogue } from '@/live/events'
import type { Call } from './state'

type Place = Pick<Call, 'stage' | 'attempt' | 'model'>

const EMPTY = {
  usd: null,
  source: null,
  estimate: null,
  promptTokens: null,
  completionTokens: null,
  seconds: null,
}

/** A call to OpenRouter that was sent. */
export function asked(
  calls: readonly Call[],
  data: Catalogue['openrouter_api_call'],
  at: string,
): readonly Call[] {
  const { stage, attempt, model, estimate_usd: estimate = null } = data
  return [...calls, { ...EMPTY, stage, attempt, model, provider: 'openrouter', at, estimate }]
}

/** What a call to OpenRouter used. */
export function answered(
  calls: readonly Call[],
  data: Catalogue['openrouter_cost'],
  at: string,
): readonly Call[] {
  const change = {
    usd: data.cost_usd ?? null,
    source: data.cost_source,
    promptTokens: data.prompt_tokens ?? null,
    completionTokens: data.completion_tokens ?? null,
    seconds: data.seconds ?? null,
  }
  return put(calls, { ...data, provider: 'openrouter' }, change, at, (call) => call.promptTokens === null)
}

/** What a call cost; it completes the entry that `asked` or `answered` began, else is a new one. */
export function paid(calls: readonly Call[], data: Catalogue['cost_update'], at: string): readonly Call[] {
  const change = {
    usd: data.cost_usd ?? null,
    source: data.cost_source,
    ...(data.seconds == null ? {} : { seconds: data.seconds }),
  }
  const open = (call: Call) => data.provider === 'openrouter' && call.provider === 'openrouter'
  return put(calls, data, change, at, open)
}

function put(
  calls: readonly Call[],
  data: Place & { provider: string },
  change: Partial<Call>,
  at: string,
  isOpen: (call: Call) => boolean,
): readonly Call[] {
  const { stage, attempt, model, provider } = data
  const found = calls.findLastIndex(
    (call) => call.stage === stage && call.attempt === attempt && call.model === model && isOpen(call),
  )
  if (found < 0) return [...calls, { ...EMPTY, stage, attempt, model, provider, at, ...change }]
  return calls.map((call, index) => (index === found ? { ...call, ...change } : call))
}
