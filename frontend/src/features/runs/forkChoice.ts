import { ref } from 'vue'
import type { ForkStage } from './fork'

/** Which fork is being thought about. */
export function forkChoice() {
  const stage = ref<ForkStage | null>(null)
  return {
    stage,
    choose: (wanted: ForkStage) => {
      stage.value = wanted
    },
    close: () => {
      stage.value = null
    },
  }
}
