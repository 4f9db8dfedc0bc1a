import { type Ref, ref, watch } from 'vue'
import { pictureOf } from './preview'
import type { Attempt } from './state'

/** The newest preview that can be drawn, as an address: the one before it stays until then, and what is broken never shows. */
export function usePicture(preview: () => Attempt['preview'] | undefined): Ref<string> {
  const shown = ref('')
  let newest = ''
  watch(
    () => pictureOf(preview()),
    async (address) => {
      newest = address
      const drawn = address !== '' && (await draws(address))
      if (address === newest) shown.value = drawn ? address : address && shown.value
    },
    { immediate: true },
  )
  return shown
}

async function draws(address: string): Promise<boolean> {
  const picture = new Image()
  picture.src = address
  return picture.decode().then(
    () => true,
    () => false,
  )
}
