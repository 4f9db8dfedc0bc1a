import { computed } from 'vue'
import { api, take } from '@/api/client'
import { useAsked } from '@/api/useAsked'

/** The models that providers list, for fields that choose one; empty where none can be asked. */
export function useOffers() {
  const { data, again, loading } = useAsked(() => take(api.GET('/api/models')))
  const models = computed(() => [
    { id: 'embedded/text', name: 'embedded/text', provider: 'embedded' },
    ...(data.value?.providers ?? []).flatMap((offer) =>
      offer.models.map((model) => ({ id: model.id, name: model.name, provider: offer.provider })),
    ),
  ])
  return { models, again, loading }
}

export type OfferedModel = ReturnType<typeof useOffers>['models']['value'][number]

const MOST = 60

/** The models of which every typed word is a part, the first sixty. */
export function fitting(models: readonly OfferedModel[], typed: string): OfferedModel[] {
  const words = typed.toLowerCase().split(/\s+/)
  const fits = (model: OfferedModel) =>
    words.every((word) => `${model.id} ${model.name}`.toLowerCase().includes(word))
  return models.filter(fits).slice(0, MOST)
}
