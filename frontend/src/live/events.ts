import type { components } from '@/api/events'

type Schemas = components['schemas']

/** The data of every type of event, by its name on the wire. */
export interface Catalogue {
  run_state_change: Schemas['RunStateChange']
  pipeline_stage_update: Schemas['PipelineStageUpdate']
  generation_start: Schemas['GenerationStart']
  generation_complete: Schemas['GenerationComplete']
  progress_update: Schemas['ProgressUpdate']
  preview: Schemas['Preview']
  text_delta: Schemas['TextDelta']
  cost_update: Schemas['CostUpdate']
  openrouter_api_call: Schemas['OpenRouterApiCall']
  openrouter_cost: Schemas['OpenRouterCost']
  blocked: Schemas['Blocked']
  error: Schemas['Error']
  queued: Schemas['Queued']
  gate_opened: Schemas['GateOpened']
  gate_decided: Schemas['GateDecided']
  run_resumed: Schemas['RunResumed']
  run_deleted: Schemas['RunDeleted']
  dropped: Schemas['Dropped']
  command_error: Schemas['CommandError']
}

export type Kind = keyof Catalogue
type Envelope = Omit<Schemas['Envelope'], 'type' | 'data'>

/** An event as it comes: `seq` is its place in its run, `cursor` that in the log; both missing where it is not stored. */
export type RunEvent = { [K in Kind]: Envelope & { type: K; data: Catalogue[K] } }[Kind]

/** Every type of event; a test compares the list with the reference. */
export const KINDS: Record<Kind, true> = {
  run_state_change: true,
  pipeline_stage_update: true,
  generation_start: true,
  generation_complete: true,
  progress_update: true,
  preview: true,
  text_delta: true,
  cost_update: true,
  openrouter_api_call: true,
  openrouter_cost: true,
  blocked: true,
  error: true,
  queued: true,
  gate_opened: true,
  gate_decided: true,
  run_resumed: true,
  run_deleted: true,
  dropped: true,
  command_error: true,
}

/** Read a message of the websocket; null for a type that this page does not know yet. */
export function readEvent(text: string): RunEvent | null {
  const event = JSON.parse(text) as RunEvent
  return event.type in KINDS ? event : null
}
