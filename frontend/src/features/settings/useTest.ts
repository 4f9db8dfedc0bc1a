import { ref, shallowRef } from 'vue'
import { api, take } from '@/api/client'
import { ApiError } from '@/api/problem'
import type { components } from '@/api/schema'

export interface Test {
  state: components['schemas']['ProviderTest']['state'] | 'failed'
  detail: string
  /** Names of models that were found there; empty where it has no list. */
  models: string[]
}

/** Ask a provider whether it is there and accepts us, and which models it has; nothing that costs is asked for. */
export function useTest() {
  const busy = ref(false)
  const test = shallowRef<Test | null>(null)

  async function ask(provider: string) {
    busy.value = true
    test.value = null
    try {
      const { state, detail } = await take(api.POST('/api/settings/test', { body: { provider } }))
      test.value = { state, detail, models: state === 'ok' ? await modelsOf(provider) : [] }
    } catch (thrown) {
      const detail = thrown instanceof ApiError ? (thrown.problem?.detail ?? '') : String(thrown)
      test.value = { state: 'failed', detail, models: [] }
    }
    busy.value = false
  }
  return { busy, test, ask }
}

/** The models of a provider; none where it has no list. */
async function modelsOf(provider: string): Promise<string[]> {
  const { data } = await api.GET('/api/models', { params: { query: { provider } } })
  return data?.providers.flatMap((offer) => offer.models.map((model) => model.name)) ?? []
}
