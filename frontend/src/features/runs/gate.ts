import { api, take } from '@/api/client'
import type { components } from '@/api/schema'

/** The gate, for whoever may decide there; raises ApiError with 404 for everybody else. */
export function askGate(gateId: string) {
  return take(api.GET('/api/gates/{gate_id}', { params: { path: { gate_id: gateId } } }))
}

export type Choice = components['schemas']['DecisionBody']['decision']

/** Decide how a run that waits goes on. */
export async function decide(gateId: string, decision: Choice): Promise<void> {
  await take(api.POST('/api/gates/{gate_id}', { params: { path: { gate_id: gateId } }, body: { decision } }))
}
