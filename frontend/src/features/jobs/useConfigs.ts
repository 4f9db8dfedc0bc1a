import { computed } from 'vue'
import { api, take } from '@/api/client'
import { useAsked } from '@/api/useAsked'

/** The configs by id, for their names, and which of them make something or rewrite. */
export function useConfigs() {
  const { data } = useAsked(() => take(api.GET('/api/configs')))
  const names = computed(() => new Map((data.value?.configs ?? []).map((config) => [config.id, config.name])))
  const choices = (kind: 'interception' | 'output') =>
    (data.value?.configs ?? [])
      .filter((config) => config.kind === kind)
      .map((config) => ({ value: config.id, label: config.name }))
      .sort((one, other) => one.label.localeCompare(other.label))
  const nameOf = (id: string | null) => (id ? (names.value.get(id) ?? id) : '')
  return { choices, nameOf }
}
