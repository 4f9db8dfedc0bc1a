import { connection } from '@/api/connection'
import { Live } from './live'

/** The live connection of this tab; the shell starts it. */
export const live = new Live({
  open: (path) => new WebSocket(new URL(path, location.href.replace(/^http/, 'ws'))),
  told: (state) => (state === 'ready' ? connection.reached() : connection.lost()),
  later: (action, milliseconds) => setTimeout(action, milliseconds),
})
