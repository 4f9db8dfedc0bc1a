import { type Component, defineAsyncComponent } from 'vue'

/** The kinds of player, by the names that `devserver/media_types.py` gives them. */
export type PlayerName =
  | 'image'
  | 'audio'
  | 'video'
  | 'piano_roll'
  | 'code'
  | 'p5'
  | 'tonejs'
  | '3d'
  | 'text'
  | 'card'

/** Which player shows which media type; the mirror of `MEDIA_TYPES` in `devserver/media_types.py`. */
export const PLAYER_OF: Readonly<Record<string, PlayerName>> = {
  image: 'image',
  audio: 'audio',
  music: 'audio',
  video: 'video',
  midi: 'piano_roll',
  sonicpi: 'code',
  p5: 'p5',
  tonejs: 'tonejs',
  '3d': '3d',
  text: 'text',
  card: 'card',
}

/** What every player is given. */
export interface PlayerProps {
  /** Address of the bytes, without a query that makes it a download. */
  src: string
  /** What is shown, in words. */
  name: string
  /** Extension of the encoding, as the media type lists it. */
  format: string
  bytes: number
  /** Little room: no second column, no extras. */
  compact: boolean
}

/** What a player finds out while it loads: pixels of a picture or film, seconds of a sound, lines of a program. */
export interface Measured {
  width?: number
  height?: number
  seconds?: number
  lines?: number
  notes?: number
  triangles?: number
}

const program = () => import('./ProgramPlayer.vue')
const PLAYERS: Readonly<Record<PlayerName, () => Promise<{ default: Component }>>> = {
  image: () => import('./ImagePlayer.vue'),
  audio: () => import('./AudioPlayer.vue'),
  video: () => import('./VideoPlayer.vue'),
  piano_roll: () => import('./MidiPlayer.vue'),
  code: () => import('./CodePlayer.vue'),
  p5: program,
  tonejs: program,
  '3d': () => import('./ModelPlayer.vue'),
  text: () => import('./TextPlayer.vue'),
  card: () => import('./CardPlayer.vue'),
}

/** Each player as a component that is loaded when it is first shown. */
export const COMPONENTS = Object.fromEntries(
  Object.entries(PLAYERS).map(([name, loader]) => [name, defineAsyncComponent(loader)]),
) as Record<PlayerName, Component>
