import {
  AudioLines,
  Box,
  Braces,
  Clapperboard,
  Code,
  FileText,
  IdCard,
  Image,
  type LucideIcon,
  Music,
  Piano,
  Shapes,
} from '@lucide/vue'

const ICONS: Record<string, LucideIcon> = {
  image: Image,
  audio: AudioLines,
  music: Music,
  video: Clapperboard,
  midi: Piano,
  p5: Shapes,
  tonejs: Braces,
  sonicpi: Code,
  '3d': Box,
  text: FileText,
  card: IdCard,
}

/** The drawing that stands for a medium. */
export function mediumIcon(medium: string): LucideIcon {
  return ICONS[medium] ?? Shapes
}
