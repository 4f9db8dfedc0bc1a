import { waitBefore } from './backoff'
import { type RunEvent, readEvent } from './events'

const CLOSED_PLACE = 4400

/** What is needed of a WebSocket. */
export interface Wire {
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  close(): void
}

interface Surroundings {
  open: (path: string) => Wire
  told: (state: 'ready' | 'away') => void
  later: (action: () => void, milliseconds: number) => unknown
}

type Listener = (event: RunEvent) => void

/** The one websocket of a tab: events of all runs, in order, without a gap over lost connections. */
export class Live {
  private wire: Wire | null = null
  private cursor: number | null = null
  private tries = 0
  private turn = 0
  private wanted = false
  private readonly listeners = new Set<Listener>()
  private readonly openings = new Set<() => void>()

  constructor(private readonly around: Surroundings) {}

  /** Connect, and stay connected; calling it again tries at once. */
  start(): void {
    this.wanted = true
    if (this.wire) return
    const turn = ++this.turn
    const wire = this.around.open(this.cursor === null ? '/api/events' : `/api/events?after=${this.cursor}`)
    this.wire = wire
    wire.onopen = () => this.opened()
    wire.onmessage = (message) => this.heard(String(message.data))
    wire.onclose = (event) => turn === this.turn && this.closed(event.code)
  }

  /** Connect anew, from the last event on: after the network was gone a connection may look open and be dead. */
  renew(): void {
    this.stop()
    this.start()
  }

  /** Disconnect for good. */
  stop(): void {
    this.wanted = false
    this.turn += 1
    this.wire?.close()
    this.wire = null
  }

  /** Call `listener` with every event; returns what ends that. */
  follow(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Call `listener` after each connection, also the first: what happened before may have to be asked for. */
  whenOpen(listener: () => void): () => void {
    this.openings.add(listener)
    return () => this.openings.delete(listener)
  }

  private opened(): void {
    this.tries = 0
    this.around.told('ready')
    for (const listener of this.openings) listener()
  }

  private heard(text: string): void {
    const event = readEvent(text)
    if (!event) return
    if (typeof event.cursor === 'number') this.cursor = event.cursor
    for (const listener of this.listeners) listener(event)
  }

  private closed(code: number): void {
    this.wire = null
    if (code === CLOSED_PLACE) this.cursor = null
    if (!this.wanted) return
    this.around.told('away')
    const turn = this.turn
    this.around.later(() => turn === this.turn && this.wanted && this.start(), waitBefore(this.tries++))
  }
}
