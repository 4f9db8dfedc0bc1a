import { computed } from 'vue'
import { api, take } from '@/api/client'
import { useAsked } from '@/api/useAsked'
import { useFresh } from '@/live/useFresh'
import { endings, gather } from './catalogue'

async function ask() {
  const [files, configs, backends] = await Promise.all([
    take(api.GET('/api/declarations')),
    take(api.GET('/api/configs')),
    take(api.GET('/api/system/backends')),
  ])
  return {
    entries: gather({
      files: files.declarations,
      configs: configs.configs,
      states: backends.configs,
    }),
    order: configs.configs.map((config) => config.id),
    ends: endings(configs.configs),
    backends: backends.backends,
  }
}

/** Everything that is declared, and the backends that it runs on; asked again when a person comes back to the page. */
export function useDeclared() {
  const { data, error, again } = useAsked(ask)
  useFresh(() => void again())
  return { data, error, again, entries: computed(() => data.value?.entries ?? []) }
}
