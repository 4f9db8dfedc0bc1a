import { ref, watch } from 'vue'

const MOST = 20_000

/** The text of a medium that is one, at most 20,000 characters of it; empty for pictures, sounds and films. */
export function useWritten(of: () => { mime: string; url: string }) {
  const text = ref('')
  watch(
    of,
    async ({ mime, url }) => {
      text.value = ''
      if (!/^text\/|javascript|json/.test(mime)) return
      const answer = await fetch(url).catch(() => null)
      if (answer?.ok) text.value = (await answer.text()).slice(0, MOST)
    },
    { immediate: true },
  )
  return text
}
