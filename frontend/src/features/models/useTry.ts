import { ref, shallowRef } from 'vue'
import { api, take } from '@/api/client'
import { ApiError, problemOf } from '@/api/problem'
import type { components } from '@/api/schema'

export type Refusal = components['schemas']['Refusal']

export interface Asked {
  id: string
  kind: string
  text: string
  parameters: Record<string, unknown>
  seed: number | null
}

/** Try one config with a short text: an attitude answers with a text, an output with a run to follow. */
export function useTry() {
  const busy = ref(false)
  const text = ref<string | null>(null)
  const runId = ref<string | null>(null)
  const refusal = shallowRef<Refusal | null>(null)
  const error = shallowRef<ApiError | null>(null)

  function clear() {
    text.value = null
    runId.value = null
    refusal.value = null
    error.value = null
  }

  async function ask(asked: Asked) {
    if (busy.value) return
    clear()
    busy.value = true
    try {
      await (asked.kind === 'interception' ? rewrite(asked) : make(asked))
    } catch (thrown) {
      error.value = thrown instanceof ApiError ? thrown : new ApiError(problemOf(null, 0))
    }
    busy.value = false
  }

  async function rewrite(asked: Asked) {
    const params = { header: { 'Idempotency-Key': crypto.randomUUID() } }
    const body = { input_text: asked.text, config: asked.id }
    const answer = await take(api.POST('/api/schema/pipeline/interception', { params, body }))
    if (typeof answer === 'string') return
    refusal.value = answer.refusal
    text.value = answer.interception_result
  }

  async function make(asked: Asked) {
    const params = { header: { 'Idempotency-Key': crypto.randomUUID() } }
    const { parameters, seed } = asked
    const body = { prompt: asked.text, output_config: asked.id, parameters, seed }
    const begun = await take(api.POST('/api/schema/pipeline/generation', { params, body }))
    if (typeof begun !== 'string' && 'run_id' in begun) runId.value = begun.run_id
  }

  return { busy, text, runId, refusal, error, ask }
}
