import { type Component, defineAsyncComponent } from 'vue'

const IDLE = 1500

/**
 * A part of the page that is not needed at first: it comes when it is shown, or as soon as the browser has time, so that
 * it is there also when the server is away by then.
 */
export function later<T extends Component>(load: () => Promise<{ default: T }>): T {
  setTimeout(() => load().catch(() => undefined), IDLE)
  return defineAsyncComponent<T>(load)
}
