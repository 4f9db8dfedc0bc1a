import { reactive } from 'vue'

/** Whether the server answers: `ready`, `away` (tried again by itself), or `locked` (it wants a password). */
type State = 'ready' | 'away' | 'locked'

/** The one place that knows whether the server can be reached; the shell shows it. */
export const connection = reactive({
  state: 'ready' as State,
  /** It answers and is not well, as without its database: what it says of that, which may be nothing. Null where it is. */
  ill: null as string | null,
  /** The server has another version of the page than the one that is open. */
  outdated: false,
  reached() {
    if (this.state === 'away') this.state = 'ready'
  },
  lost() {
    if (this.state === 'ready') this.state = 'away'
  },
  /** A part of the page could not be loaded: either nobody answers, or it is a newer page by now. */
  async partMissing() {
    try {
      await fetch('/api/system/health')
      this.outdated = true
    } catch {
      this.lost()
    }
  },
  locked() {
    this.state = 'locked'
  },
})
