import { type Ref, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { ApiError } from '@/api/problem'
import { textOf } from './bytes'

/** The text of a medium, fetched whenever its address changes; undefined until it is there. */
export function useText(address: () => string, broken: (why: ApiError) => void): Ref<string | undefined> {
  const { locale } = useI18n()
  const text = ref<string>()
  watch(
    address,
    async (src) => {
      text.value = undefined
      try {
        const found = await textOf(src, locale.value)
        if (src === address()) text.value = found
      } catch (error) {
        broken(error instanceof ApiError ? error : new ApiError(null))
      }
    },
    { immediate: true },
  )
  return text
}
