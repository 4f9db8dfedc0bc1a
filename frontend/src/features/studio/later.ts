import { type Component, defineAsyncComponent } from 'vue'
import { allWords } from '@/app/i18n'

const IDLE = 1500

/**
 * A part of the page that is not needed at first: it comes with all words when it is shown, or as soon as the browser has
 * time, so that it is there also when the server is away by then.
 */
export function later<T extends Component>(load: () => Promise<{ default: T }>): T {
  const whole = async () => (await Promise.all([load(), allWords()]))[0]
  setTimeout(() => whole().catch(() => undefined), IDLE)
  return defineAsyncComponent<T>(whole)
}
