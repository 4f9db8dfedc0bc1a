import { watch } from 'vue'
import { connection } from './connection'

/** Do something as soon as the server can be reached and is well again; ends with the component. */
export function whenWell(action: () => void): void {
  watch(
    () => connection.state === 'away' || connection.ill !== null,
    (inTrouble) => {
      if (!inTrouble) action()
    },
  )
}
