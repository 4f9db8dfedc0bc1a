import { onMounted, onUnmounted, type Ref, ref } from 'vue'

/** Take a file that is dropped on an element; `over` is true while one is held above it. The keyboard has a button. */
export function useDrop(element: Readonly<Ref<HTMLElement | null>>, take: (file: File) => void) {
  const over = ref(false)

  function hover(event: DragEvent) {
    event.preventDefault()
    over.value = event.dataTransfer?.types.includes('Files') ?? false
  }
  function leave() {
    over.value = false
  }
  function drop(event: DragEvent) {
    event.preventDefault()
    over.value = false
    const file = event.dataTransfer?.files[0]
    if (file) take(file)
  }
  const handlers = { dragover: hover, dragleave: leave, drop } as const
  onMounted(() => {
    for (const [name, handler] of Object.entries(handlers))
      element.value?.addEventListener(name, handler as EventListener)
  })
  onUnmounted(() => {
    for (const [name, handler] of Object.entries(handlers))
      element.value?.removeEventListener(name, handler as EventListener)
  })
  return { over }
}
